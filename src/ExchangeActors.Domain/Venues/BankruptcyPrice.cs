using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues;

/// <summary>A position whose bankruptcy price is asked for.</summary>
/// <param name="Size">Signed, not 0.</param>
/// <param name="Mark">Mark price.</param>
/// <param name="MaintenanceMargin">At the mark, &gt; 0.</param>
public readonly record struct MarginedPosition(Quantity Size, Price Mark, Money MaintenanceMargin);

/// <summary>How an account's equity is shared over its positions: the price at which each, closed whole, uses up its share.</summary>
public interface IBankruptcyPriceRule : IPolicy
{
    /// <summary>The unrounded price of the position at <paramref name="index"/>; may be ≤ 0, which callers refuse.</summary>
    /// <param name="equity">Equity behind the positions at the marks, quote.</param>
    /// <param name="positions">All positions that the equity backs.</param>
    /// <param name="index">Which of them.</param>
    decimal Price(Money equity, ReadOnlySpan<MarginedPosition> positions, int index);
}

/// <summary>b = m − s·equity/q with the position's full size: all of the equity backs the one position (Dango; VENUES.md, building blocks).</summary>
public sealed record AccountEquityBankruptcy : IBankruptcyPriceRule
{
    /// <inheritdoc/>
    public string Name => "account-equity";

    /// <inheritdoc/>
    public decimal Price(Money equity, ReadOnlySpan<MarginedPosition> positions, int index) =>
        positions[index].Mark.Value - (equity.Value / positions[index].Size.Value);
}

/// <summary>
/// b = m − s·equity·(MM_i/ΣMM)/q: equity is shared by maintenance margin (dYdX v4; VENUES.md, building blocks). Closing every position at its price leaves exactly
/// nothing, whatever their order, so the prices of a whole account can be fixed at once. With one position it equals <c>isolated</c> and <c>account-equity</c>.
/// </summary>
public sealed record MaintenanceWeightedBankruptcy : IBankruptcyPriceRule
{
    /// <inheritdoc/>
    public string Name => "maintenance-weighted";

    /// <inheritdoc/>
    public decimal Price(Money equity, ReadOnlySpan<MarginedPosition> positions, int index)
    {
        var total = 0m;
        foreach (var position in positions)
        {
            total += position.MaintenanceMargin.Value;
        }

        var share = positions.Length == 1 ? equity.Value : equity.Value * positions[index].MaintenanceMargin.Value / total;
        return positions[index].Mark.Value - (share / positions[index].Size.Value);
    }
}
