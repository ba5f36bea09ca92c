using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Bankruptcy;

/// <summary>
/// b = m − s·equity/q with the position's full size, also for a partial close: all of the equity backs the one position, and the next
/// position's price is taken from what is left (Dango; VENUES.md, building blocks).
/// </summary>
public sealed record AccountEquityBankruptcy : IBankruptcyPriceRule
{
    /// <inheritdoc/>
    public string Name => "account-equity";

    /// <inheritdoc/>
    public bool AtEachTurn => true;

    /// <inheritdoc/>
    public decimal Price(Money equity, ReadOnlySpan<MarginedPosition> positions, int index) =>
        positions[index].Mark.Value - Proportion.Ratio(equity.Value, positions[index].Size.Value, IBankruptcyPriceRule.Greatest);
}
