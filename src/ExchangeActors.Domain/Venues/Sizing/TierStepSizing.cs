using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Sizing;

/// <summary>
/// One risk tier at a time: as much as brings the position's notional, at the mark of the start, down to the floor of its tier, rounded up
/// to the lot; in the first tier all of it. Largest maintenance margin first, until margin is restored. VENUES.md, building blocks.
/// </summary>
public sealed record TierStepSizing : ILiquidationSizing
{
    /// <inheritdoc/>
    public string Name => "tier-step";

    /// <inheritdoc/>
    public NextClose? Next(SizingInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (LargestMargin.Open(input.Positions) is not { } open)
        {
            return null;
        }

        var left = open.Left.Absolute;
        var floor = MarginSchedule.TierFloor(open.Instrument, open.Mark * left);
        var kept = new Quantity(Math.Min(left.Value, Rounding.Down(Proportion.Ratio(floor.Value, open.Mark.Value, Largest.Quantity),
            open.Instrument.LotSize)));
        return new NextClose(open.Market, left - kept);
    }
}
