using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Scenarios.Vectors;

/// <summary>
/// A liquidation order that a vector gives instead of letting the venue choose: market, size and limit stand in for two policies, and the
/// order goes to the book whatever the account's equity.
/// </summary>
/// <param name="Market">Null: the venue chooses.</param>
/// <param name="Size">Unsigned; null: all of the position.</param>
/// <param name="Limit">Null: the venue's own.</param>
internal sealed record GivenOrder(MarketId? Market, Quantity? Size, Price? Limit)
{
    /// <summary>The profile with what is given in the place of its own policies.</summary>
    public VenueProfile In(VenueProfile profile) => profile with
    {
        Sizing = Market is { } market ? new GivenSizing(market, Size) : profile.Sizing,
        LiquidationLimit = Limit is { } limit ? new GivenLimit(limit) : profile.LiquidationLimit,
        Trigger = Limit is not null ? new AfterBook(profile.Trigger) : profile.Trigger,
    };

    private sealed record GivenSizing(MarketId Market, Quantity? Size) : ILiquidationSizing
    {
        public string Name => "given";

        public NextClose? Next(SizingInput input)
        {
            var position = input.Positions.FirstOrDefault(candidate => candidate.Market == Market);
            if (position is null || position.Left.IsZero)
            {
                return null;
            }

            var rest = Quantity.Min((Size ?? position.Start.Absolute) - position.Closed, position.Left.Absolute);
            return rest > Quantity.Zero ? new NextClose(Market, rest) : null;
        }
    }

    private sealed record GivenLimit(Price Limit) : ILiquidationLimit
    {
        public string Name => "given";

        Price ILiquidationLimit.Limit(LimitInput input) => Limit;
    }

    /// <summary>The venue's trigger once the given order has been tried.</summary>
    private sealed record AfterBook(IDeleveragingTrigger Own) : IDeleveragingTrigger
    {
        public string Name => Own.Name;

        public bool MayFire => Own.MayFire;

        public string? Fires(UnfilledRest rest) => Own.Fires(rest);
    }
}
