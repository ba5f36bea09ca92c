using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Scenarios.Vectors;

/// <summary>What a vector's situation plays by: the venue and its markets.</summary>
/// <param name="Profile">The venue with the vector's overrides.</param>
/// <param name="Markets">By id.</param>
/// <param name="QuoteTick">Step of amounts.</param>
internal sealed record VectorSetting(VenueProfile Profile, ImmutableSortedDictionary<MarketId, VectorMarket> Markets, decimal QuoteTick)
{
    private const string Pool = "main";

    /// <summary>The rules of an exchange like that, whose fund's floor is 0.</summary>
    public ExchangeRules Rules =>
        new(Markets.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value.Instrument), Profile, Pool, Money.Zero);

    /// <summary>An account's equity at the marks.</summary>
    public Money EquityOf(VectorAccount account) =>
        account.Wallet
            + new Money(
                account.Positions.Sum(position => position.Size.Value * (Markets[position.Market].Mark.Value - position.Entry.Value)));

    /// <summary>An account's positions as bankruptcy-price rules see them.</summary>
    public MarginedPosition[] Margined(VectorAccount account) =>
    [
        .. account.Positions.Select(position => new MarginedPosition(
            position.Size,
            position.Entry * position.Size,
            Markets[position.Market].Mark,
            MarginSchedule.Maintenance(Markets[position.Market].Instrument, Markets[position.Market].Mark * position.Size.Absolute))),
    ];

    /// <summary>The place of a market among an account's positions; −1 without a position.</summary>
    public static int PlaceOf(VectorAccount account, MarketId market) =>
        account.Positions.ToList().FindIndex(position => position.Market == market);
}
