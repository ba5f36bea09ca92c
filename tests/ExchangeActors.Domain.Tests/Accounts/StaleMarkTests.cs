using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Tests.Accounts;

/// <summary>
/// Nothing is paid out and nothing opened on a price that is too old, and no margin is decided on a board older than that of the last
/// decision.
/// </summary>
public sealed class StaleMarkTests : IDisposable
{
    private static readonly MarketId Eth = new("ETH-PERP");
    private static readonly MarketId Btc = new("BTC-PERP");
    private readonly ExchangeFixture _exchange = new(Within(60, TestRules.Instrument("ETH-PERP"), TestRules.Instrument("BTC-PERP")));

    public StaleMarkTests()
    {
        _exchange.Open("alice", 10_000m, ("ETH-PERP", 1m, 2_000m));
        _exchange.Open("bob", 10_000m, ("ETH-PERP", -1m, 2_000m));
        _exchange.Open("carol", 10_000m);
        _exchange.Mark("ETH-PERP", 2_000m);
        _exchange.Mark("BTC-PERP", 50_000m);
    }

    public void Dispose() => _exchange.Dispose();

    [Theory]
    [InlineData(60, true)]
    [InlineData(61, false)]
    public void What_adds_risk_waits_for_a_price_that_is_young_enough(int age, bool accepted)
    {
        var (eth, btc) = (SeenAt(Eth), SeenAt(Btc));
        At(eth, age);
        Expect(accepted, _exchange.Order("carol", "ETH-PERP", Side.Buy, 0.1m, 1_990m));
        At(eth, age);
        Expect(accepted, Quote("bob", Eth));
        At(eth, age);
        Expect(accepted, Withdraw("alice", 10m));

        // Carol holds nothing whose price could be old; an order in another market asks for that market's price and those of the positions.
        At(eth, age);
        Expect(true, Withdraw("carol", 10m));
        At(btc, age);
        Expect(accepted, _exchange.Order("carol", "BTC-PERP", Side.Buy, 0.01m, 49_990m));
        At(eth, age);
        Expect(accepted, _exchange.Order("alice", "BTC-PERP", Side.Buy, 0.01m, 49_990m));
    }

    [Fact]
    public void What_only_closes_is_taken_at_any_age_and_a_new_price_ends_it()
    {
        At(SeenAt(Eth), 3_000);
        Expect(true, _exchange.Order("alice", "ETH-PERP", Side.Sell, 0.4m, 2_010m));
        Expect(true, _exchange.Order("alice", "ETH-PERP", Side.Sell, 0.6m, 2_020m, reduceOnly: true));
        Expect(false, _exchange.Order("alice", "ETH-PERP", Side.Sell, 1m, 2_020m));
        _exchange.Mark("ETH-PERP", 2_000m);
        _exchange.Mark("BTC-PERP", 50_000m);
        Expect(true, Withdraw("alice", 10m));
    }

    [Fact]
    public void A_price_that_is_held_leaves_the_mark_as_old_as_it_was()
    {
        var guarded = TestRules.Instrument("ETH-PERP") with { MarkPrice = MarkPriceSettings.Default with { MaxJump = 0.05m } };
        using var exchange = new ExchangeFixture(Within(60, guarded));
        exchange.Open("alice", 10_000m, ("ETH-PERP", 1m, 2_000m));
        exchange.Open("bob", 10_000m, ("ETH-PERP", -1m, 2_000m));
        exchange.Mark("ETH-PERP", 2_000m);
        exchange.NowMs = exchange.Exchange.State.Market(Eth).Mark.MarkedAt!.Value.UnixMs + 70_000;
        exchange.Mark("ETH-PERP", 1_000m);
        Assert.Single(exchange.All<PriceHeld>());
        var refused = Assert.IsType<CommandRefused>(exchange.Send(
            EntityRef.Account(new AccountId("alice")), id => new Withdraw(id, new Money(1m), MarkBoard.Empty)));
        Assert.Equal("stale-mark", refused.Code);
    }

    [Fact]
    public void A_board_older_than_that_of_the_last_decision_decides_nothing()
    {
        // At 1900 alice's equity of 100 covers her maintenance margin of 95, but not 1.2 times of it: she is called, and her account
        // remembers at which marks.
        var rules = TestRules.Of(TestRules.Instrument("ETH-PERP"));
        rules = rules with { Profile = rules.Profile with { MarginCallLevel = 1.2m } };
        var alice = Account.New(new AccountId("alice")).Evolve(new AccountOpened(
            new CommandId("test", 1),
            new AccountId("alice"),
            AccountKind.Trader,
            new Money(200m),
            [new OpeningPosition(Eth, new Quantity(1m), new Price(2_000m), null)]));
        var now = new Moment(1_760_130_000_000);
        MarkBoard Board(decimal mark, long version) => MarkBoard.Empty.With(Eth, new MarkQuote(new Price(mark), 0m, version));
        Assert.Contains(alice.Decide(new CheckMargin(Board(1_700m, 4)), rules, now).Events, @event => @event is LiquidationStarted);

        alice = alice.Decide(new CheckMargin(Board(1_900m, 5)), rules, now).Events
            .Aggregate(alice, (state, @event) => state.Evolve(@event));
        Assert.True(alice.MarginCalled);
        Assert.Equal(5, alice.DecidedAt[Eth]);
        foreach (var old in new[] { Board(1_700m, 4), Board(2_000m, 1) })
        {
            var decision = alice.Decide(new CheckMargin(old), rules, now);
            Assert.Empty(decision.Events);
            Assert.Empty(decision.Sends);
            Assert.Equal(
                "stale-mark",
                Assert.IsType<CommandRefused>(
                    alice.Decide(new Withdraw(new CommandId("t", 1), new Money(1m), old), rules, now).Reply).Code);
        }

        Assert.Contains(alice.Decide(new CheckMargin(Board(1_700m, 5)), rules, now).Events, @event => @event is LiquidationStarted);
    }

    private static ExchangeRules Within(int seconds, params Instrument[] instruments) => TestRules.Of(instruments) with
    {
        Profile = TestRules.Bitmex(WaterfallLimits.Default with { MaxMarkAgeSeconds = seconds }),
    };

    private static void Expect(bool accepted, Message answer)
    {
        if (accepted)
        {
            Assert.IsType<CommandAccepted>(answer);
        }
        else
        {
            Assert.Equal("stale-mark", Assert.IsType<CommandRefused>(answer).Code);
        }
    }

    private Moment SeenAt(MarketId market) => _exchange.Exchange.State.Market(market).Mark.MarkedAt!.Value;

    /// <summary>The next command comes when the price is so old.</summary>
    private void At(Moment seen, int age) => _exchange.NowMs = seen.UnixMs + (age * 1_000L) - 1_000;

    private Message Withdraw(string account, decimal amount) =>
        _exchange.Send(EntityRef.Account(new AccountId(account)), id => new Withdraw(id, new Money(amount), MarkBoard.Empty));

    private Message Quote(string account, MarketId market) => _exchange.Send(
        EntityRef.Account(new AccountId(account)),
        id => new PlaceQuotes(id, market, [new QuoteLevel(Side.Buy, new Quantity(0.1m), new Price(1_990m))], MarkBoard.Empty));
}
