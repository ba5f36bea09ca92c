using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Bankruptcy;

/// <summary>
/// b = e − s·margin/q (VENUES.md, building blocks). The margin of an isolated position is its own; the wallet of a cross account is shared
/// by maintenance margin, so that each position keeps its own profit or loss and closing all at their prices leaves exactly nothing.
/// </summary>
public sealed record IsolatedBankruptcy : IBankruptcyPriceRule
{
    /// <inheritdoc/>
    public string Name => "isolated";

    /// <inheritdoc/>
    public decimal Price(Money equity, ReadOnlySpan<MarginedPosition> positions, int index)
    {
        var wallet = equity.Value;
        var total = 0m;
        foreach (var position in positions)
        {
            wallet -= (position.Size.Value * position.Mark.Value) - position.Cost.Value;
            total += position.MaintenanceMargin.Value;
        }

        var own = positions[index];
        var margin = positions.Length == 1 ? wallet : Proportion.Of(wallet, own.MaintenanceMargin.Value, total);
        return Proportion.Ratio(own.Cost.Value - margin, own.Size.Value, IBankruptcyPriceRule.Greatest);
    }
}
