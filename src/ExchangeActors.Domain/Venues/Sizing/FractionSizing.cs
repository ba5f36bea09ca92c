using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Sizing;

/// <summary>
/// Of a position over a notional threshold first a fraction, rounded up to the lot, then a pause, then the rest; smaller positions whole
/// (Hyperliquid: 20 % of positions over 100k USD, 30 s; VENUES.md). Largest maintenance margin first.
/// </summary>
/// <param name="Threshold">Notional at the mark of the start, quote.</param>
/// <param name="Fraction">In (0, 1].</param>
/// <param name="PauseMs">Before the rest, exchange time.</param>
public sealed record FractionSizing(decimal Threshold, decimal Fraction, long PauseMs) : ILiquidationSizing
{
    /// <inheritdoc/>
    public string Name => "fraction";

    /// <inheritdoc/>
    public NextClose? Next(SizingInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (LargestMargin.Open(input.Positions) is not { } open)
        {
            return null;
        }

        var first = new Quantity(Rounding.Up(open.Start.Absolute.Value * Fraction, open.Instrument.LotSize));
        return (open.Mark * open.Start.Absolute).Value <= Threshold || first >= open.Start.Absolute
            ? new NextClose(open.Market, open.Left.Absolute)
            : open.Closed < first ? new NextClose(open.Market, first - open.Closed)
            : new NextClose(open.Market, open.Left.Absolute, PauseMs);
    }
}
