using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.InMemory;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Fees;
using ExchangeActors.Domain.Venues.Triggers;
using ExchangeActors.Scenarios.Loading;

namespace ExchangeActors.Domain.Tests.Fixtures;

/// <summary>A small exchange on the in-memory runtime. Whatever a test does, the invariants are checked when it ends.</summary>
public sealed class ExchangeFixture : IDisposable
{
    private readonly Invariants _invariants;
    private readonly Dictionary<string, long> _numbers = [];

    public ExchangeFixture(ExchangeRules? rules = null)
    {
        Rules = rules ?? TestRules.Of(TestRules.Instrument("ETH-PERP"));
        _invariants = new Invariants(Rules);
        Exchange = new InMemoryExchange(Rules, Record);
        foreach (var instrument in Rules.Instruments.Values)
        {
            Accepted(EntityRef.Market(instrument.Id), id => new ListMarket(id, instrument));
        }

        Accepted(EntityRef.Account(Rules.TakeOverAccount), id =>
            new OpenAccount(id, Rules.TakeOverAccount, AccountKind.Exchange, Money.Zero, []));
    }

    public ExchangeRules Rules { get; }

    /// <summary>Exchange time, ms since 1970; every command comes a second later.</summary>
    public long NowMs { get; set; } = 1_760_130_000_000;

    public InMemoryExchange Exchange { get; private set; }

    public List<RecordedEvent> Events { get; } = [];

    public Moment Now => new(NowMs);

    public MarkBoard Marks => Exchange.State.Markets.Values.Aggregate(
        MarkBoard.Empty, (board, market) => market.Quote is { } quote ? board.With(market.Id, quote) : board);

    public LiquidationPool Pool => Exchange.State.Pool(Rules.Pool);

    public Account this[string account] => Exchange.State.Account(new AccountId(account));

    public IEnumerable<T> All<T>()
        where T : DomainEvent => Events.Select(recorded => recorded.Event).OfType<T>();

    public void Open(string account, decimal deposit, params (string Market, decimal Size, decimal Entry)[] positions) => OpenIsolated(
        account, deposit, [.. positions.Select(position => (position.Market, position.Size, position.Entry, (decimal?)null))]);

    public void OpenIsolated(string account, decimal deposit,
        params (string Market, decimal Size, decimal Entry, decimal? Margin)[] positions) =>
        Accepted(EntityRef.Account(new AccountId(account)), id => new OpenAccount(
            id,
            new AccountId(account),
            AccountKind.Trader,
            new Money(deposit),
            [.. positions.Select(position => new OpeningPosition(
                new MarketId(position.Market), new Quantity(position.Size), new Price(position.Entry),
                    position.Margin is { } margin ? new Money(margin) : null))]));

    public void Fund(decimal amount) => Accepted(EntityRef.Liquidation(Rules.Pool), id => new SeedInsuranceFund(id, new Money(amount)));

    public Message Mark(string market, decimal price, decimal? last = null)
    {
        var reply = Send(
            EntityRef.Market(new MarketId(market)),
            id => new UpdatePrice(id, new Price(price), last is { } value ? new Price(value) : null, new Moment(NowMs)));
        Run();
        return reply;
    }

    public void Tick()
    {
        Accepted(EntityRef.Liquidation(Rules.Pool), id => new Tick(id, new Moment(NowMs)));
        Run();
    }

    public Message Order(
        string account, string market, Side side, decimal quantity, decimal? limit,
            TimeInForce timeInForce = TimeInForce.GoodTillCancelled, bool reduceOnly = false, MarginMode mode = MarginMode.Cross)
    {
        var reply = Send(EntityRef.Account(new AccountId(account)), id => new PlaceOrder(
            id, new MarketId(market), side, new Quantity(quantity), limit is { } price ? new Price(price) : null, timeInForce,
                reduceOnly, mode, Marks));
        Run();
        return reply;
    }

    public Message Send(EntityRef to, Func<CommandId, Message> command)
    {
        NowMs += 1000;
        var number = _numbers[to.ToString()] = _numbers.GetValueOrDefault(to.ToString()) + 1;
        var id = new CommandId("test", number);
        return Exchange.Submit(to, id, command(id), new Moment(NowMs)) ?? throw new InvalidOperationException("no answer");
    }

    public void Accepted(EntityRef to, Func<CommandId, Message> command) => Assert.IsType<CommandAccepted>(Send(to, command));

    public void Run() => Assert.True(Exchange.Run(1_000_000), "the exchange does not come to rest");

    /// <summary>Loses every message under way and every read model, and starts again from the events.</summary>
    public void Crash() => Exchange = InMemoryExchange.Recover(Rules, Events.ToList(), new Moment(NowMs), Record);

    public void Dispose()
    {
        Run();
        foreach (var result in _invariants.Check(Exchange.State))
        {
            Assert.True(result.Holds, $"{result.Name}: off by {result.Error}; {result.Detail}");
        }

        var folded = new ExchangeState();
        foreach (var recorded in Events)
        {
            folded.Apply(recorded.Id.Stream, recorded.Event);
        }

        Assert.Equal(Exchange.State.Hash(), folded.Hash());
    }

    private void Record(RecordedEvent recorded)
    {
        Events.Add(recorded);
        _invariants.Observe(recorded);
    }
}

/// <summary>Instruments and the bitmex profile for tests.</summary>
public static class TestRules
{
    public static Instrument Instrument(string id, decimal maintenance = 0.05m, decimal initial = 0.1m, decimal maker = 0m,
        decimal taker = 0m, MarkPriceSettings? mark = null) => new(
        new MarketId(id), 0.1m, 0.01m, 0.000001m, [new RiskTier(Money.Zero, initial, maintenance)], maker, taker, 0.1m,
        mark ?? MarkPriceSettings.Default with { MaxJump = 0m });

    public static ExchangeRules Of(params Instrument[] instruments) => new(
        instruments.ToImmutableSortedDictionary(instrument => instrument.Id, instrument => instrument), Bitmex(), "main", Money.Zero);

    public static VenueProfile Bitmex(WaterfallLimits? limits = null, decimal fee = 0m, int bookAttempts = 3) =>
        ShippedVenues.Load("bitmex") with
        {
            Fee = new RateFee(fee),
            Trigger = new FundEmptyTrigger(bookAttempts),
            Limits = limits ?? WaterfallLimits.Default,
        };
}
