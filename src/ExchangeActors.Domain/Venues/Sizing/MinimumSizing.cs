using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Sizing;

/// <summary>
/// Only as much as restores margin, scheduled once at the start as if closed at the mark: the largest maintenance margin first, of each as
/// much as the deficit MM − equity asks for, rounded up to the lot; everything when equity is below zero (Dango; VENUES.md, building
/// blocks). Equity above the maintenance margin by <paramref name="Buffer"/> is aimed at: deficit = MM − equity/(1 + buffer).
/// </summary>
/// <param name="Buffer">Fraction, ≥ 0.</param>
public sealed record MinimumSizing(decimal Buffer) : ILiquidationSizing
{
    /// <inheritdoc/>
    public string Name => "minimum";

    /// <inheritdoc/>
    public NextClose? Next(SizingInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var total = 0m;
        foreach (var position in input.Positions)
        {
            total += position.MaintenanceMargin.Value;
        }

        var deficit = total - (input.Equity.Value / (1m + Buffer));
        foreach (var position in input.Positions.Order(Comparer<PositionToClose>.Create(
            (a, b) => ReferenceEquals(a, b) ? 0 : LargestMargin.IsBefore(a, b) ? -1 : 1)))
        {
            if (deficit <= 0m)
            {
                return null;
            }

            var size = position.Start.Absolute;
            var keep = Money.Max(Money.Zero, new Money(position.MaintenanceMargin.Value - deficit));
            var kept = new Quantity(Math.Min(
                size.Value, Rounding.Down(Proportion.Ratio(MarginSchedule.LargestNotional(position.Instrument, keep).Value,
                    position.Mark.Value, Largest.Quantity), position.Instrument.LotSize)));
            var planned = input.Equity.Value < 0m ? size : size - kept;
            if (position.Closed < planned)
            {
                return new NextClose(position.Market, Quantity.Min(planned - position.Closed, position.Left.Absolute));
            }

            deficit -= position.MaintenanceMargin.Value - MarginSchedule.Maintenance(
                position.Instrument, position.Mark * (size - planned)).Value;
        }

        return null;
    }
}
