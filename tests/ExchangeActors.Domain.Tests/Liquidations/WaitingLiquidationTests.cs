using CsCheck;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Tests.Liquidations;

/// <summary>
/// Liquidations that wait, for trading, the book or the fund: they count for nothing, block nobody and never go stale. Alice is long 10
/// from 2000 with 2180: bankrupt at 1782; at 1700 her equity is −820.
/// </summary>
public sealed class WaitingLiquidationTests
{
    private static readonly MarketId Eth = new("ETH-PERP");

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_halted_market_is_no_exhausted_book(int side)
    {
        using var exchange = new ExchangeFixture(Rules(TestRules.Bitmex(bookAttempts: 2)));
        exchange.Open("alice", 2_180m, ("ETH-PERP", side * 10m, 2_000m));
        exchange.Open("bob", 10_000m, ("ETH-PERP", side * -10m, 2_000m));
        exchange.Mark("ETH-PERP", 2_000m);
        Halt(exchange, "ETH-PERP");
        exchange.Mark("ETH-PERP", 2_000m - (side * 300m));
        for (var tick = 0; tick < 6; tick++)
        {
            exchange.Tick();
        }

        // Not even with an empty fund: nobody knows what the book would have given.
        Assert.Empty(exchange.All<DeleveragingRequested>());
        Assert.All(exchange.All<LiquidationStepPostponed>(), postponed =>
            Assert.Equal((WaitReason.MarketHalted, 0), (postponed.Reason, postponed.Attempt)));
        Assert.All(exchange.All<LiquidationStepFilled>(), filled => Assert.Equal(CloseReason.Halted, filled.Reason));
        Assert.Equal(0, Assert.Single(exchange.Pool.Cases.Values).Attempts);

        exchange.Accepted(EntityRef.Market(Eth), id => new ResumeMarket(id));
        exchange.Tick();
        Assert.Equal(
            ("fund-at-floor", 10m), (Assert.Single(exchange.All<DeleveragingRequested>()).Reason,
                exchange.All<PositionForceClosed>().Sum(close => close.Quantity.Value)));
    }

    [Theory]
    [InlineData(820, 0, 0)]
    [InlineData(819.99, 10, 0)]
    [InlineData(5_000, 0, 0)]
    public void Winners_are_closed_only_when_the_fund_cannot_bear_the_loss_at_the_mark(double fund, double forceClosed, double deficit)
    {
        using var exchange = new ExchangeFixture(Rules(TestRules.Bitmex(bookAttempts: 2)));
        exchange.Open("alice", 2_180m, ("ETH-PERP", 10m, 2_000m));
        exchange.Open("bob", 10_000m, ("ETH-PERP", -10m, 2_000m));
        exchange.Fund((decimal)fund);
        exchange.Mark("ETH-PERP", 2_000m);
        exchange.Mark("ETH-PERP", 1_700m);
        exchange.Tick();
        exchange.Tick();

        Assert.Equal(((decimal)forceClosed, (decimal)deficit),
            (exchange.All<PositionForceClosed>().Sum(close => close.Quantity.Value), exchange.Pool.Deficit.Value));
        Assert.All(exchange.All<DeleveragingRequested>(), requested => Assert.Equal(FundReason.CannotTakePosition, requested.Reason));
        Assert.Equal((decimal)fund - (forceClosed > 0d ? 0m : 820m), exchange.Pool.Balance.Value);
    }

    [Fact]
    public void A_venue_that_documents_it_closes_winners_although_the_fund_has_money()
    {
        using var exchange = new ExchangeFixture(
            Rules(TestRules.Bitmex(bookAttempts: 1) with { ExhaustedBook = ExhaustedBook.Deleverage }));
        exchange.Open("alice", 2_180m, ("ETH-PERP", 10m, 2_000m));
        exchange.Open("bob", 10_000m, ("ETH-PERP", -10m, 2_000m));
        exchange.Fund(1_000_000m);
        exchange.Mark("ETH-PERP", 2_000m);
        exchange.Mark("ETH-PERP", 1_700m);
        Assert.Equal("book-exhausted", Assert.Single(exchange.All<DeleveragingRequested>()).Reason);
        Assert.Equal(1_000_000m, exchange.Pool.Balance.Value);
    }

    [Theory]
    [InlineData(8, 6_560, 0)]
    [InlineData(8, 6_559, 1)]
    [InlineData(8, 1_000, 7)]
    [InlineData(8, 100, 8)]
    public void What_is_reserved_for_others_closes_nobody_until_they_have_concluded(int bankrupts, int fund, int deleveraged)
    {
        using var exchange = new ExchangeFixture(Rules(TestRules.Bitmex(bookAttempts: 2)));
        OpenBankrupts(exchange, bankrupts);
        exchange.Fund(fund);
        exchange.Mark("ETH-PERP", 2_000m);
        exchange.Mark("ETH-PERP", 1_700m);
        exchange.Tick();
        exchange.Tick();

        // 820 each; the first steps reserve much more than that: the whole fund. Those for whom the fund suffices in turn are taken over,
        // the others go to winners.
        Assert.Equal((deleveraged, 0m), (exchange.All<DeleveragingRequested>().Count(), exchange.Pool.Deficit.Value));
        Assert.Equal(fund - (820m * (bankrupts - deleveraged)), exchange.Pool.Balance.Value);
        Assert.Empty(exchange.Pool.Cases);
        Assert.All(exchange.All<DeleveragingRequested>(), requested => Assert.Equal(FundReason.CannotTakePosition, requested.Reason));
        Assert.Equal(deleveraged > 0 && deleveraged < bankrupts, exchange.All<LiquidationAwaitsFund>().Any());
    }

    [Theory]
    [InlineData(1_000, 1, 4)]
    [InlineData(1_639, 1, 4)]
    [InlineData(1_640, 2, 5)]
    [InlineData(3_280, 4, 7)]
    public void Whoever_awaits_the_fund_for_a_level_tries_the_book_again_when_the_fund_can_pay_for_that(int fund, int filled, int tries)
    {
        using var exchange = new ExchangeFixture(Rules(TestRules.Bitmex(bookAttempts: 2)));
        OpenBankrupts(exchange, 4);
        exchange.Open("maker", 1_000_000m);
        exchange.Fund(fund);
        exchange.Mark("ETH-PERP", 2_000m);
        exchange.Order("maker", "ETH-PERP", Side.Buy, 40m, 1_700m);
        exchange.Mark("ETH-PERP", 1_700m);

        // Ten contracts at 1,700 cost 820 beyond the bankruptcy price of 1,782. What the first reserves is more than that, so that nothing
        // is left for the others; each of them learns what the level costs at its one fruitless try, and tries again only when that is
        // there.
        Assert.Equal(tries, exchange.All<LiquidationStepRequested>().Count());
        Assert.Equal(filled, exchange.All<LiquidationStepFilled>().Count(step => step.Filled.Value > 0m));
        Assert.All(exchange.All<LiquidationAwaitsFund>(), waits => Assert.Equal(820m, waits.Wanted.Value));
        Assert.Equal(4 - filled, exchange.All<DeleveragingRequested>().Count());
        Assert.Equal(fund - (820m * filled), exchange.Pool.Balance.Value);
        Assert.Empty(exchange.Pool.Cases);
    }

    [Fact]
    public void Whatever_the_order_of_messages_a_fund_that_suffices_for_all_closes_nobody() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[2, 6], Gen.Int[0, 40], Gen.Int[-300, 300]).Sample((seed, bankrupts, bids, more) =>
    {
        var exchange = new DisorderlyExchange(Rules(TestRules.Bitmex(bookAttempts: 2)), seed, Arrival.InOrderPerPair, 0.1d);
        void Open(string name, decimal deposit, decimal size) =>
            exchange.Send(EntityRef.Account(new AccountId(name)), id => new OpenAccount(
            id, new AccountId(name), AccountKind.Trader, new Money(deposit),
                size == 0m ? [] : [new OpeningPosition(Eth, new Quantity(size), new Price(2_000m), null)]));
        exchange.Send(EntityRef.Market(Eth), id => new ListMarket(id, exchange.Rules[Eth]));
        exchange.Send(EntityRef.Account(exchange.Rules.TakeOverAccount), id =>
            new OpenAccount(id, exchange.Rules.TakeOverAccount, AccountKind.Exchange, Money.Zero, []));
        for (var i = 0; i < bankrupts; i++)
        {
            Open($"alice-{i}", 2_180m, 10m);
        }

        Open("bob", 1_000_000m, -10m * bankrupts);
        Open("maker", 1_000_000m, 0m);
        var fund = (820m * bankrupts) + more;
        exchange.Send(EntityRef.Liquidation("main"), id => new SeedInsuranceFund(id, new Money(fund)));
        exchange.Send(EntityRef.Market(Eth), id => new UpdatePrice(id, new Price(2_000m), null, new Moment(1)));
        exchange.Run();
        if (bids > 0)
        {
            exchange.Send(EntityRef.Account(new AccountId("maker")), id => new PlaceOrder(
                id, Eth, Side.Buy, new Quantity(bids), new Price(1_700m), TimeInForce.GoodTillCancelled, false, MarginMode.Cross,
                    exchange.Marks));
            exchange.Run();
        }

        exchange.Send(EntityRef.Market(Eth), id => new UpdatePrice(id, new Price(1_700m), null, new Moment(2)));
        exchange.Run();
        for (var tick = 0; tick < 3; tick++)
        {
            exchange.Send(EntityRef.Liquidation("main"), id => new Tick(id, new Moment(id.Number)));
            exchange.Run();
        }

        // On the book or at the mark every contract costs 82 beyond the bankruptcy price.
        exchange.AssertInvariants();
        var pool = exchange.State.Pool("main");
        Assert.Empty(pool.Cases);
        Assert.Equal(0m, pool.Deficit.Value);
        Assert.Equal(more < 0, exchange.Events.Any(recorded => recorded.Event is DeleveragingRequested));
        if (more >= 0)
        {
            Assert.Equal(more, pool.Balance.Value);
        }
    }, iter: 300);

    [Fact]
    public void The_next_level_is_paid_once_others_have_given_back_what_they_had_reserved()
    {
        using var exchange = new ExchangeFixture(Rules(TestRules.Bitmex(bookAttempts: 3)));
        exchange.Open("alice", 2_180m, ("ETH-PERP", 10m, 2_000m));
        exchange.Open("anna", 2_180m, ("ETH-PERP", 10m, 2_000m));
        exchange.Open("bob", 1_000_000m, ("ETH-PERP", -20m, 2_000m));
        exchange.Open("maker", 1_000_000m);
        exchange.Fund(2_000m);
        exchange.Mark("ETH-PERP", 2_000m);
        exchange.Order("maker", "ETH-PERP", Side.Buy, 10m, 1_700m);
        exchange.Order("maker", "ETH-PERP", Side.Buy, 10m, 1_690m);
        exchange.Mark("ETH-PERP", 1_700m);

        // The first reserves 10 · (82 + 170), more than there is; it needs 820, the second then 920: of 2000 both are paid.
        Assert.Empty(exchange.All<DeleveragingRequested>());
        Assert.Equal(20m, exchange.All<TradeExecuted>().Sum(trade => trade.Quantity.Value));
        Assert.Equal((260m, 0m), (exchange.Pool.Balance.Value, exchange.Pool.Deficit.Value));
    }

    [Fact]
    public void The_limit_of_liquidations_in_flight_is_per_market_and_those_that_wait_do_not_count()
    {
        var limits = WaterfallLimits.Default with { LiquidationsInFlight = 1 };
        using var exchange = new ExchangeFixture(TestRules.Of(
            TestRules.Instrument("ETH-PERP"), TestRules.Instrument("BTC-PERP")) with
        {
            Profile = TestRules.Bitmex(
                limits, bookAttempts: 20)
        });
        foreach (var (account, market, size) in new[] { ("a1", "ETH-PERP", 10m), ("a2", "ETH-PERP", 10m), ("a3", "BTC-PERP", 10m),
            ("a4", "BTC-PERP", 10m) })
        {
            exchange.Open(account, 2_180m, (market, size, 2_000m));
        }

        exchange.Open("bob", 1_000_000m, ("ETH-PERP", -20m, 2_000m), ("BTC-PERP", -20m, 2_000m));
        exchange.Open("maker", 1_000_000m);
        exchange.Fund(1_000_000m);
        exchange.Mark("ETH-PERP", 2_000m);
        exchange.Mark("BTC-PERP", 2_000m);
        Halt(exchange, "ETH-PERP");
        exchange.Order("maker", "BTC-PERP", Side.Buy, 20m, 1_800m);
        exchange.Mark("ETH-PERP", 1_800m);
        exchange.Mark("BTC-PERP", 1_800m);

        // Both of the halted market wait, and both of the other were closed, one after the other.
        Assert.Equal(["liq/a1/1", "liq/a2/1"], exchange.Pool.Cases.Keys.Select(id => id.Value));
        Assert.All(exchange.Pool.Cases.Values, waiting => Assert.Equal(CasePhase.Postponed, waiting.Phase));
        Assert.Equal(20m, exchange.All<TradeExecuted>().Sum(trade => trade.Quantity.Value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void An_account_whose_margin_has_recovered_is_let_go(int side)
    {
        using var exchange = new ExchangeFixture(Rules(TestRules.Bitmex(fee: 0.005m, bookAttempts: 20)));
        exchange.Open("alice", 2_180m, ("ETH-PERP", side * 10m, 2_000m));
        exchange.Open("bob", 10_000m, ("ETH-PERP", side * -10m, 2_000m));
        exchange.Fund(1_000m);
        exchange.Mark("ETH-PERP", 2_000m);
        exchange.Mark("ETH-PERP", 2_000m - (side * 180m));
        exchange.Tick();
        Assert.Single(exchange.Pool.Cases);
        exchange.Mark("ETH-PERP", 2_000m + (side * 20m));
        exchange.Tick();

        Assert.Empty(exchange.Pool.Cases);
        Assert.Equal(LiquidationEnd.MarginRecovered, Assert.Single(exchange.All<LiquidationClosed>()).Reason);
        Assert.Equal((2_180m, side * 10m, AccountStatus.Active),
            (exchange["alice"].Wallet.Value, exchange["alice"].Positions[Eth].Size.Value, exchange["alice"].Status));
        Assert.Equal((1_000m, 0m), (exchange.Pool.Balance.Value, exchange.Pool.Reserved.Value));

        // And it is watched again.
        exchange.Mark("ETH-PERP", 2_000m - (side * 180m));
        Assert.Equal(2, exchange["alice"].LiquidationNumber);
    }

    [Fact]
    public void What_has_not_traded_is_priced_anew_at_the_newest_marks_and_what_has_keeps_its_price()
    {
        using var exchange = new ExchangeFixture(TestRules.Of(
            TestRules.Instrument("ETH-PERP"), TestRules.Instrument("BTC-PERP")) with
        { Profile = TestRules.Bitmex(bookAttempts: 20) });
        exchange.Open("alice", 1_000m, ("ETH-PERP", 10m, 1_000m), ("BTC-PERP", 10m, 1_000m));
        exchange.Open("bob", 1_000_000m, ("ETH-PERP", -10m, 1_000m), ("BTC-PERP", -10m, 1_000m));
        exchange.Open("maker", 1_000_000m);
        exchange.Fund(100_000m);
        exchange.Mark("ETH-PERP", 1_000m);
        exchange.Mark("BTC-PERP", 1_000m);
        exchange.Mark("ETH-PERP", 900m);

        // Equity 0, maintenance margins 450 and 500: bankrupt at the marks.
        Assert.Equal([1_000m, 900m], exchange.Pool.Cases.Values.Single()
            .Positions.Select(position => position.BankruptcyPrice!.Value.Value));
        exchange.Mark("ETH-PERP", 800m);
        exchange.Tick();

        // Equity −1000, margins 500 and 400: 1000 + 100·5/9 and 800 + 100·4/9, rounded in the account's favour as finely as amounts need.
        var fresh = exchange.Pool.Cases.Values.Single();
        Assert.Equal((-1_000m, -1_000m), (fresh.Equity.Value, fresh.EquityNow.Value));
        Assert.Equal([1_055.5555556m, 844.4444445m], fresh.Positions.Select(position => position.BankruptcyPrice!.Value.Value));
        Assert.Equal(2, exchange.All<LiquidationStepRequested>().Last().Attempt);

        exchange.Order("maker", "BTC-PERP", Side.Buy, 4m, 1_000m);
        exchange.Tick();
        Assert.Equal(4m, exchange.All<TradeExecuted>().Sum(trade => trade.Quantity.Value));
        exchange.Mark("ETH-PERP", 850m);
        exchange.Tick();
        var kept = exchange.Pool.Cases.Values.Single();
        Assert.Equal([1_055.5555556m, 844.4444445m], kept.Positions.Select(position => position.BankruptcyPrice!.Value.Value));
        Assert.False(exchange.All<LiquidationReviewed>().Last().Repriced);
        Assert.Equal(-1_000m + 500m, exchange.All<LiquidationReviewed>().Last().Equity.Value);
    }

    [Fact]
    public void A_liquidation_that_waits_is_asked_about_once_a_tick_and_a_crash_loses_no_question()
    {
        using var exchange = new ExchangeFixture(Rules(TestRules.Bitmex(bookAttempts: 20)));
        exchange.Open("alice", 2_180m, ("ETH-PERP", 10m, 2_000m));
        exchange.Open("bob", 10_000m, ("ETH-PERP", -10m, 2_000m));
        exchange.Fund(1_000m);
        exchange.Mark("ETH-PERP", 2_000m);
        exchange.Mark("ETH-PERP", 1_800m);
        for (var tick = 1; tick <= 3; tick++)
        {
            exchange.Accepted(EntityRef.Liquidation("main"), id => new Tick(id, new Moment(tick)));
            exchange.Crash();
            exchange.Run();
            Assert.Equal((tick, tick), (exchange.All<LiquidationRechecked>().Count(), exchange.All<LiquidationReviewed>().Count()));
        }
    }

    /// <summary>Longs of ten that go bankrupt at 1,782, and bob, who is short against all of them.</summary>
    private static void OpenBankrupts(ExchangeFixture exchange, int count)
    {
        for (var i = 0; i < count; i++)
        {
            exchange.Open($"alice-{i}", 2_180m, ("ETH-PERP", 10m, 2_000m));
        }

        exchange.Open("bob", 1_000_000m, ("ETH-PERP", -10m * count, 2_000m));
    }

    private static ExchangeRules Rules(VenueProfile profile) => TestRules.Of(TestRules.Instrument("ETH-PERP")) with { Profile = profile };

    private static void Halt(ExchangeFixture exchange, string market) =>
        exchange.Accepted(EntityRef.Market(new MarketId(market)), id => new HaltMarket(id, "maintenance"));
}
