using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Fixtures;

/// <summary>One market that is fed rows of a source, each sampled as often as one likes. Times are seconds.</summary>
internal sealed class PriceFeed
{
    private static readonly MarketId Eth = new("ETH-PERP");
    private long _number = 1;
    private ObservedPrice? _index;
    private ObservedPrice? _last;

    public PriceFeed(MarkPriceSettings settings) => Market = Market.New(Eth)
        .Evolve(new MarketListed(new CommandId("test", 1), TestRules.Instrument("ETH-PERP", mark: settings)));

    public Market Market { get; private set; }

    public decimal Mark => Market.Mark.Mark!.Value.Value;

    public List<MarketEvent> Events { get; } = [];

    /// <summary>A row of the source, seen at a time; not sampled yet.</summary>
    public PriceFeed Row(decimal second, decimal? index = null, decimal? last = null)
    {
        _index = index is { } price ? new ObservedPrice(new Price(price), At(second)) : _index;
        _last = last is { } traded ? new ObservedPrice(new Price(traded), At(second)) : _last;
        return this;
    }

    /// <summary>The newest rows as a tick sees them; true when the mark took the price.</summary>
    public bool Sample(decimal second)
    {
        var (price, seen) = _index!.Value;
        var update = new UpdatePrice(new CommandId("test", ++_number), price, _last?.Price, At(second), seen, _last?.At);
        var decision = Market.Decide(update, 10, At(second));
        foreach (var @event in decision.Events)
        {
            Events.Add((MarketEvent)@event);
            Market = Market.Evolve(@event);
        }

        return decision.Reply is CommandAccepted;
    }

    /// <summary>A row that is sampled as soon as it is seen.</summary>
    public bool Take(decimal second, decimal? index = null, decimal? last = null) => Row(second, index, last).Sample(second);

    /// <summary>A trade on the own book.</summary>
    public void Trade(decimal second, decimal price)
    {
        var @event = new TradeExecuted(
            Market.Trades + 1, new OrderId("a"), new AccountId("a"), Side.Buy, Quantity.Zero, Money.Zero, new OrderId("b"),
                new AccountId("b"), Quantity.Zero, Money.Zero,
            new Quantity(1m), new Price(price), null, At(second));
        Market = Market.Evolve(@event);
    }

    private static Moment At(decimal second) => new((long)(second * 1000m));
}
