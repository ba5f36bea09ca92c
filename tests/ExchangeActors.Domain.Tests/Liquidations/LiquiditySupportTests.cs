using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Backstops;
using ExchangeActors.Domain.Venues.Eligibility;
using ExchangeActors.Domain.Venues.Prices;
using ExchangeActors.Domain.Venues.Triggers;

namespace ExchangeActors.Domain.Tests.Liquidations;

/// <summary>
/// Liquidity-support participants, in figures worked out by hand. Alice holds 10 from 2000 with 2180; 200 a contract against her leave
/// equity 180,
/// below the maintenance margin. Participants take at 0.5 % beyond the mark.
/// </summary>
public sealed class LiquiditySupportTests
{
    private static readonly MarketId Eth = new("ETH-PERP");

    [Theory]
    [InlineData(1, 1_791)]
    [InlineData(-1, 2_211)]
    public void Participants_take_the_position_at_the_spread_in_their_favour_before_anybody_else_is_asked(int side, int price)
    {
        using var exchange = Broken(side, [("lsp-a", 20_000m), ("lsp-b", 20_000m)], share: 0.6m);

        // Half and a bit each: 0.6 × 20,000 at the mark of 1800 (2200) are 6.66 (5.45) contracts; the other takes what is left.
        var first = Rounding.Down(12_000m / Mark(side), 0.01m);
        Assert.Equal([("lsp-a", first), ("lsp-b", 10m - first)], Taken(exchange));
        Assert.All(exchange.All<SupportAccepted>(), accepted => Assert.Equal(price, accepted.Price.Value));
        Assert.Equal(2_180m - (10m * Math.Abs(2_000m - price)), exchange["alice"].Wallet.Value);
        Assert.Equal((side * first, side * (10m - first)), (Size(exchange, "lsp-a"), Size(exchange, "lsp-b")));
        Assert.Empty(exchange.All<DeleveragingRequested>());
        Assert.Empty(exchange.All<LiquidationStepRequested>());
        Assert.Equal(0m, exchange.Pool.Deficit.Value);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void What_they_leave_goes_to_winners_then_to_the_book_then_to_the_fund(int side)
    {
        // 0.2 × 10,000 at the mark: one contract and a bit. Bob can give 3, the maker's order 2; the fund takes the rest.
        using var exchange = Broken(side, [("lsp-a", 10_000m)], share: 0.2m, winner: 3m, maker: 2m, fund: 5_000m);
        for (var i = 0; i < 4; i++)
        {
            exchange.Tick();
        }

        var taken = Rounding.Down(2_000m / Mark(side), 0.01m);
        Assert.Equal([("lsp-a", taken)], Taken(exchange));
        Assert.Equal(3m, exchange.All<DeleveragingReturned>().Sum(returned => returned.Closed.Value));
        Assert.Equal(2m, exchange.All<LiquidationStepFilled>().Sum(filled => filled.Filled.Value));
        var rest = Assert.Single(exchange.All<PositionTakenOver>());
        Assert.Equal((WaterfallLayer.Fund, 5m - taken), (rest.Layer, rest.Quantity.Value));
        var order = new AskedLayers(exchange.Rules.Profile.Layers);
        order.Observe(exchange.Events.Select(recorded => recorded.Event));
        Assert.Empty(order.Breaks);
        // Forced closes have the same price as the participants': 0.5 % beyond the mark, against alice.
        Assert.All(exchange.All<PositionForceClosed>(), close => Assert.Equal(exchange.All<SupportAccepted>().First().Price, close.Price));
    }

    [Fact]
    public void A_window_stays_used_to_its_end_and_then_all_of_it_is_free()
    {
        // A second passes with every command of the fixture; the window is 20 s from its first assignment.
        using var exchange = Broken(1, [("lsp-a", 20_000m)], share: 0.1m, winner: 0m, window: 20_000, attempts: 1_000);
        var start = exchange.Events.First(recorded => recorded.Event is SupportAccepted).At;
        Assert.Equal(1.11m, exchange.All<SupportAccepted>().Single().Quantity.Value);
        Assert.Equal(start.PlusMs(20_000), exchange.All<SupportAccepted>().Single().RestsUntil);
        while (exchange.All<SupportAccepted>().Count() < 3)
        {
            exchange.Tick();
        }

        var times = exchange.Events
            .Where(recorded => recorded.Event is SupportAccepted)
            .Select(recorded => recorded.At.UnixMs - start.UnixMs)
            .ToList();
        Assert.Equal([0L, 20_000L, 40_000L], times);
        Assert.Empty(exchange.All<SupportDeclined>());
    }

    [Fact]
    public void Groups_have_windows_of_their_own_and_a_participants_own_share_counts_in_place_of_the_venues()
    {
        var btc = TestRules.Instrument("BTC-PERP") with { SupportGroup = 1 };
        var participants = new[]
        {
            SupportParticipant.Of(new AccountId("lsp-a")) with { Limits = ImmutableSortedDictionary<int, decimal>.Empty.Add(1, 0m) },
            SupportParticipant.Of(new AccountId("lsp-b")) with { Limits = ImmutableSortedDictionary<int, decimal>.Empty.Add(1, 0.5m) },
        };
        using var exchange = new ExchangeFixture(Rules(0.2m, participants, TestRules.Instrument("ETH-PERP"), btc));
        exchange.Open("lsp-a", 20_000m);
        exchange.Open("lsp-b", 20_000m);
        exchange.Open("alice", 218m, ("ETH-PERP", 1m, 2_000m));
        exchange.Open("anna", 218m * 4m, ("BTC-PERP", 4m, 2_000m));
        exchange.Open("bob", 1_000_000m, ("ETH-PERP", -1m, 2_000m), ("BTC-PERP", -4m, 2_000m));
        exchange.Mark("ETH-PERP", 2_000m);
        exchange.Mark("BTC-PERP", 2_000m);
        exchange.Mark("ETH-PERP", 1_840m);
        exchange.Mark("BTC-PERP", 1_840m);

        // 0.2 × 20,000 would do for the one contract of group 6; of group 1 lsp-a takes nothing, and is not even asked, and lsp-b up to
        // half.
        Assert.Equal(("lsp-a", 1m), Taken(exchange)[0]);
        Assert.Equal(("lsp-b", 4m), Taken(exchange)[1]);
        Assert.Equal([1, 1], exchange.All<SupportOffered>().GroupBy(offer => offer.Market).Select(offers => offers.Count()));
        Assert.Equal([6], exchange["lsp-a"].Support!.Windows.Keys);
        Assert.Equal([1], exchange["lsp-b"].Support!.Windows.Keys);
    }

    [Theory]
    [InlineData("capacity", "support-capacity")]
    [InlineData("poor", "support-limit")]
    [InlineData("isolated", "margin-mode-mismatch")]
    [InlineData("only-reduces", "nothing-to-reduce")]
    [InlineData("other-side", "nothing-to-reduce")]
    [InlineData("in-liquidation", "account-in-liquidation")]
    [InlineData("leveraged", "insufficient-margin")]
    [InlineData("capped", "open-interest-cap-account")]
    public void A_participant_that_cannot_declines_with_a_code_and_the_next_is_asked(string case_, string code)
    {
        var eth = TestRules.Instrument("ETH-PERP") with { AccountOpenInterestCap = case_ == "capped" ? new Money(18_400m) : null };
        var only = SupportParticipant.Of(new AccountId("lsp-a")) with { OnlyReduces = case_ is "only-reduces" or "other-side" };
        var rules = Rules(10m, [only, SupportParticipant.Of(new AccountId("lsp-b"))], eth);
        var (share, capacity) = case_ == "leveraged" ? (1_000m, 1_000m) : (10m, 2m);
        rules = rules with
        {
            Profile = rules.Profile with { Backstop = new LiquiditySupportBackstop(new SupportTerms(0.005m, share, 20_000, capacity)) },
        };
        using var exchange = new ExchangeFixture(rules);
        var (deposit, size, margin) = case_ switch
        {
            "capacity" => (2_000m, 10m, null),
            "poor" => (0.5m, 0m, null),
            "isolated" => (20_000m, 1m, 5_000m),
            "other-side" => (20_000m, 1m, null),
            "in-liquidation" => (2_178m, 10m, null),
            "leveraged" => (500m, 0m, null),
            "capped" => (20_000m, 10m, null),
            _ => (20_000m, 0m, (decimal?)null),
        };
        exchange.OpenIsolated("lsp-a", deposit, size == 0m ? [] : [("ETH-PERP", size, case_ == "capacity" ? 1_840m : 2_000m, margin)]);
        exchange.Open("lsp-b", 60_000m);
        exchange.Open("alice", 2_180m, ("ETH-PERP", 10m, 2_000m));
        exchange.Open("bob", 1_000_000m, ("ETH-PERP", -10m - size, 2_000m));
        exchange.Mark("ETH-PERP", 2_000m);
        exchange.Mark("ETH-PERP", 1_840m);
        exchange.Tick();

        Assert.Contains(exchange.All<SupportDeclined>(), declined => declined.Code == code);
        Assert.All(exchange.All<SupportAccepted>(), accepted => Assert.True(accepted.Quantity <= accepted.Requested));
        Assert.True(Size(exchange, "lsp-b") >= 10m, $"lsp-b holds {Size(exchange, "lsp-b")}");
        Assert.Empty(exchange["alice"].Positions);
    }

    [Fact]
    public void One_that_only_reduces_takes_what_it_has_on_the_other_side_and_its_orders_that_would_open_leave_the_book()
    {
        var only = SupportParticipant.Of(new AccountId("lsp-a")) with { OnlyReduces = true };
        using var exchange = new ExchangeFixture(Rules(10m, [only], TestRules.Instrument("ETH-PERP")));
        exchange.Open("lsp-a", 100_000m, ("ETH-PERP", -4m, 2_000m));
        exchange.Open("alice", 2_180m, ("ETH-PERP", 10m, 2_000m));
        exchange.Open("bob", 1_000_000m, ("ETH-PERP", -6m, 2_000m));
        exchange.Mark("ETH-PERP", 2_000m);
        Assert.IsType<CommandAccepted>(exchange.Order("lsp-a", "ETH-PERP", Side.Buy, 4m, 1_750m, reduceOnly: true));
        exchange.Mark("ETH-PERP", 1_840m);

        Assert.Equal([("lsp-a", 4m)], Taken(exchange));
        Assert.Empty(exchange["lsp-a"].Positions);
        Assert.Empty(exchange["lsp-a"].Orders);
        // 4 × (2000 − 1830.8) of profit.
        Assert.Equal(100_676.8m, exchange["lsp-a"].Wallet.Value);
    }

    [Fact]
    public void A_participants_own_orders_and_quotes_must_reduce_where_its_terms_lock_it_and_only_under_such_a_venue()
    {
        using var locked = Broken(1, [("lsp-a", 20_000m)], share: 0.6m);
        Assert.Equal("participant-reduce-only", Code(locked.Order("lsp-a", "ETH-PERP", Side.Sell, 1m, 1_850m)));
        Assert.Equal("participant-reduce-only", Code(locked.Send(EntityRef.Account(new AccountId("lsp-a")), id => new PlaceQuotes(
            id, Eth, [new QuoteLevel(Side.Sell, new Quantity(1m), new Price(1_900m))], locked.Marks))));
        Assert.IsType<CommandAccepted>(locked.Order("lsp-a", "ETH-PERP", Side.Sell, 1m, 1_850m, reduceOnly: true));

        var free = Rules(0.6m, [SupportParticipant.Of(new AccountId("lsp-a"))], TestRules.Instrument("ETH-PERP"));
        using var elsewhere = new ExchangeFixture(free with { Profile = TestRules.Bitmex() });
        elsewhere.Open("lsp-a", 20_000m);
        elsewhere.Mark("ETH-PERP", 2_000m);
        Assert.IsType<CommandAccepted>(elsewhere.Order("lsp-a", "ETH-PERP", Side.Sell, 1m, 2_050m));

        static string Code(Message reply) => Assert.IsType<CommandRefused>(reply).Code;
    }

    [Fact]
    public void An_answer_is_remembered_until_it_was_taken_and_a_second_one_changes_nothing()
    {
        using var exchange = Broken(1, [("lsp-a", 20_000m), ("lsp-b", 20_000m)], share: 0.6m);
        var account = exchange["lsp-a"];
        var accepted = exchange.All<SupportAccepted>().First();
        var again = new TakeSupport(
            accepted.Liquidation, accepted.Step, accepted.Number, 0, Eth, accepted.Requested, exchange.Rules.Pool, exchange.Marks);

        var retry = Deciders.Account.Decide(account, again, exchange.Rules, new Moment(1));
        Assert.Empty(retry.Events);
        var answer = Assert.IsType<SupportAnswered>(Assert.Single(retry.Sends).Body);
        Assert.Equal((accepted.Quantity, accepted.Price, accepted.Mark), (answer.Quantity, answer.Price, answer.Mark));
        // The pool has long gone on.
        Assert.Equal(Decision.Nothing, Deciders.Liquidation.Decide(exchange.Pool, answer, exchange.Rules, new Moment(1)));

        // Once the pool has said that it took the answer, the participant forgets it and keeps silent.
        var zoe = LiquidationId.Of(new AccountId("zoe"), 1);
        var later = again with { Number = accepted.Number + 1, Through = accepted.Number, Liquidation = zoe };
        var next = Deciders.Account.Decide(account, later, exchange.Rules, new Moment(2)).Events
            .Aggregate(account, (state, @event) => state.Evolve(@event));
        Assert.Equal([accepted.Number + 1], next.Support!.Outcomes.Keys);
        Assert.Equal(Decision.Nothing, Deciders.Account.Decide(next, again, exchange.Rules, new Moment(3)));
        // A refusal is remembered like an acceptance: what was passed on to others is not taken after all.
        var third = later with { Number = later.Number + 1 };
        var freezing = next with { Distress = next.Distress with { Status = AccountStatus.Freezing } };
        var refused = Assert.Single(Deciders.Account.Decide(freezing, third, exchange.Rules, new Moment(4)).Events);
        var once = Deciders.Account.Decide(next.Evolve(refused), third, exchange.Rules, new Moment(5));
        Assert.Empty(once.Events);
        Assert.Equal("account-in-liquidation", Assert.IsType<SupportAnswered>(Assert.Single(once.Sends).Body).Code);
    }

    [Fact]
    public void Participants_take_turns_and_nobody_is_offered_its_own_position()
    {
        // Alice takes hardly anything, but would be asked.
        var tiny = ImmutableSortedDictionary<int, decimal>.Empty.Add(6, 0.0001m);
        var participants = new[] { "alice", "lsp-a", "lsp-b", "lsp-c" }
            .Select(name => SupportParticipant.Of(new AccountId(name)))
            .Select(participant => participant.Account.Value == "alice" ? participant with { Limits = tiny } : participant)
            .ToArray();
        using var exchange = new ExchangeFixture(Rules(1m, participants, TestRules.Instrument("ETH-PERP")));
        foreach (var name in new[] { "lsp-a", "lsp-b", "lsp-c" })
        {
            exchange.Open(name, 20_000m);
        }

        foreach (var (name, deposit) in new[] { ("alice", 218m), ("anna", 260m), ("arne", 300m) })
        {
            exchange.Open(name, deposit, ("ETH-PERP", 1m, 2_000m));
        }

        exchange.Open("bob", 1_000_000m, ("ETH-PERP", -3m, 2_000m));
        exchange.Mark("ETH-PERP", 2_000m);
        exchange.Mark("ETH-PERP", 1_840m);
        exchange.Mark("ETH-PERP", 1_800m);
        exchange.Mark("ETH-PERP", 1_760m);

        Assert.Equal([("lsp-a", 1m), ("lsp-b", 1m), ("lsp-c", 1m)], Taken(exchange));
        Assert.DoesNotContain(
            exchange.All<SupportOffered>(), offer => offer.Liquidation.Value.Contains($"/{offer.Participant}/", StringComparison.Ordinal));
    }

    [Fact]
    public void Whatever_the_order_of_messages_and_crashes_each_contract_is_taken_once_and_no_window_is_exceeded()
    {
        for (var seed = 0; seed < 120; seed++)
        {
            var participants = new[] { "lsp-a", "lsp-b", "lsp-c" }.Select(name => SupportParticipant.Of(new AccountId(name))).ToArray();
            var rules = Rules(0.3m, participants, TestRules.Instrument("ETH-PERP"));
            var exchange = new DisorderlyExchange(rules, seed, Arrival.Any, repeats: 0.3);
            void Open(string name, decimal deposit, decimal size, AccountKind kind = AccountKind.Trader) => exchange.Send(
                EntityRef.Account(new AccountId(name)),
                id => new OpenAccount(
                    id,
                    new AccountId(name),
                    kind,
                    new Money(deposit),
                    size == 0m ? [] : [new OpeningPosition(Eth, new Quantity(size), new Price(2_000m), null)]));

            exchange.Send(EntityRef.Market(Eth), id => new ListMarket(id, exchange.Rules[Eth]));
            Open(rules.TakeOverAccount.Value, 0m, 0m, AccountKind.Exchange);
            // The second participant breaks at the same mark as those whom it is to help.
            Open("lsp-a", 9_000m, 0m);
            Open("lsp-b", 440m, 2m);
            Open("lsp-c", 6_000m, 0m);
            Open("alice", 654m, 3m);
            Open("anna", 436m, 2m);
            Open("bob", 1_000_000m, -7m);
            exchange.Send(EntityRef.Market(Eth), id => new UpdatePrice(id, new Price(2_000m), null, new Moment(1)));
            exchange.Run();
            exchange.Send(EntityRef.Market(Eth), id => new UpdatePrice(id, new Price(1_840m), null, new Moment(2)));
            var chance = new Random(seed);
            for (var i = 0; i < 6; i++)
            {
                exchange.Run(chance.Next(12));
                if (chance.Next(3) == 0)
                {
                    exchange.Crash();
                }
            }

            exchange.Settle();
            exchange.AssertInvariants();
            var returned = exchange.Events.Select(recorded => recorded.Event).OfType<SupportReturned>().Sum(e => e.Taken.Value);
            Assert.Equal(exchange.Events.Select(recorded => recorded.Event).OfType<SupportAccepted>().Sum(e => e.Quantity.Value), returned);
            Assert.True(returned > 0m);
        }
    }

    private static decimal Mark(int side) => 2_000m - (200m * side);

    private static ExchangeRules Rules(decimal share, SupportParticipant[] participants, params Instrument[] instruments) =>
        TestRules.Of(instruments) with
        {
            Profile = TestRules.Bitmex(fee: 0m) with
            {
                Layers = TestProfiles.Layers("backstop", "winners", "book", "fund", "residual"),
                Backstop = new LiquiditySupportBackstop(new SupportTerms(0.005m, share, 300_000, 2m)),
                Trigger = new BackstopExhaustedTrigger(3),
                Eligibility = new SolventEligibility(),
                DeleveragingPrice = new SpreadDeleveragingPrice(0.005m),
            },
            Participants = participants.ToImmutableSortedDictionary(participant => participant.Account, participant => participant),
        };

    private static ExchangeFixture Broken(
        int side,
        (string Name, decimal Deposit)[] participants,
        decimal share,
        decimal winner = 10m,
        decimal maker = 0m,
        decimal fund = 0m,
        long window = 300_000,
        int attempts = 3)
    {
        SupportParticipant[] terms = [.. participants.Select(participant => SupportParticipant.Of(new AccountId(participant.Name)))];
        var rules = Rules(share, terms, TestRules.Instrument("ETH-PERP"));
        var exchange = new ExchangeFixture(rules with
        {
            Profile = rules.Profile with
            {
                Backstop = new LiquiditySupportBackstop(new SupportTerms(0.005m, share, window, 2m)),
                Trigger = new BackstopExhaustedTrigger(attempts),
                Eligibility = new ProfitableEligibility(),
            },
        });
        foreach (var (name, deposit) in participants)
        {
            exchange.Open(name, deposit);
        }

        exchange.Open("alice", 2_180m, ("ETH-PERP", 10m * side, 2_000m));
        if (winner > 0m)
        {
            exchange.Open("bob", 1_000_000m, ("ETH-PERP", -winner * side, 2_000m));
        }

        if (winner < 10m)
        {
            // They are in loss, so ADL does not reach them.
            exchange.Open("carol", 1_000_000m, ("ETH-PERP", -(10m - winner) * side, 2_000m - (600m * side)));
        }

        exchange.Open("maker", 1_000_000m);
        if (fund > 0m)
        {
            exchange.Fund(fund);
        }

        exchange.Mark("ETH-PERP", 2_000m);
        if (maker > 0m)
        {
            exchange.Order("maker", "ETH-PERP", side > 0 ? Side.Buy : Side.Sell, maker, Mark(side) - (side * 2m));
        }

        exchange.Mark("ETH-PERP", Mark(side));
        return exchange;
    }

    private static List<(string Account, decimal Quantity)> Taken(ExchangeFixture exchange) =>
    [
        .. exchange.Events.Where(recorded => recorded.Event is SupportAccepted)
            .Select(recorded => (recorded.Id.Stream.Id, ((SupportAccepted)recorded.Event).Quantity.Value)),
    ];

    private static decimal Size(ExchangeFixture exchange, string account) =>
        exchange[account].Positions.GetValueOrDefault(Eth)?.Size.Value ?? 0m;
}
