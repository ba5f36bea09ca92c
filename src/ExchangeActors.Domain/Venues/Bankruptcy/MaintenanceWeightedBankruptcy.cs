using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Bankruptcy;

/// <summary>
/// b = m − s·equity·(MM_i/ΣMM)/q: equity is shared by maintenance margin (dYdX v4; VENUES.md, building blocks). Closing every position at
/// its price leaves exactly nothing, whatever their order, so the prices of a whole account can be fixed at once. With one position it
/// equals <c>isolated</c> and <c>account-equity</c>. Closing Δ is worth −ΔN − floor(TNC·|ΔMM|/TMM) in quote ticks, TNC = equity.
/// </summary>
public sealed record MaintenanceWeightedBankruptcy : IBankruptcyPriceRule
{
    /// <inheritdoc/>
    public string Name => "maintenance-weighted";

    /// <inheritdoc/>
    public decimal Price(Money equity, ReadOnlySpan<MarginedPosition> positions, int index)
    {
        var share = positions.Length == 1 ? equity.Value : Proportion.Of(equity.Value, positions[index].MaintenanceMargin.Value,
            Total(positions));
        return positions[index].Mark.Value - Proportion.Ratio(share, positions[index].Size.Value, IBankruptcyPriceRule.Greatest);
    }

    /// <inheritdoc/>
    public Money Received(Money equity, ReadOnlySpan<MarginedPosition> positions, int index, Quantity delta, decimal quoteTick)
    {
        var position = positions[index];
        var after = position.Size + delta;

        // dYdX counts net notional in whole quote quanta, each truncated towards zero; the margin is that of whole quanta too.
        decimal Notional(Quantity size) => Truncated(size.Value * position.Mark.Value, quoteTick);
        var notional = Notional(after) - Notional(position.Size);
        var released = Rounding.Up(position.MaintenanceMargin.Value, quoteTick)
            - Rounding.Up(Proportion.Of(position.MaintenanceMargin.Value, after.Absolute.Value, position.Size.Absolute.Value), quoteTick);
        var total = 0m;
        foreach (var other in positions)
        {
            total += Rounding.Up(other.MaintenanceMargin.Value, quoteTick);
        }

        return new Money(-notional - Rounding.Down(Proportion.Of(equity.Value, Math.Abs(released), total), quoteTick));
    }

    private static decimal Total(ReadOnlySpan<MarginedPosition> positions)
    {
        var total = 0m;
        foreach (var position in positions)
        {
            total += position.MaintenanceMargin.Value;
        }

        return total;
    }

    private static decimal Truncated(decimal value, decimal step) => value >= 0m ? Rounding.Down(value, step) : Rounding.Up(value, step);
}
