using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues;

/// <summary>A position whose bankruptcy price is asked for.</summary>
/// <param name="Size">Signed, not 0.</param>
/// <param name="Cost">Signed cost basis.</param>
/// <param name="Mark">Mark price.</param>
/// <param name="MaintenanceMargin">At the mark, &gt; 0.</param>
public readonly record struct MarginedPosition(Quantity Size, Money Cost, Price Mark, Money MaintenanceMargin);

/// <summary>How an account's equity is shared over its positions: the price at which each, closed whole, uses up its share.</summary>
public interface IBankruptcyPriceRule : IPolicy
{
    /// <summary>
    /// Stands for a price beyond all others: what a tiny position would have to fetch to use up a large account's equity.
    /// </summary>
    const decimal Greatest = 1_000_000_000_000_000_000m;

    /// <summary>
    /// True when a position's price is taken from the account's equity at its turn, after earlier positions were closed; false when all
    /// prices are fixed when the liquidation starts. Either way it is fixed before the position trades.
    /// </summary>
    bool AtEachTurn => false;

    /// <summary>The unrounded price of the position at <paramref name="index"/>; may be ≤ 0, which callers refuse.</summary>
    /// <param name="equity">Equity behind the positions at the marks, quote.</param>
    /// <param name="positions">All positions that the equity backs.</param>
    /// <param name="index">Which of them.</param>
    decimal Price(Money equity, ReadOnlySpan<MarginedPosition> positions, int index);

    /// <summary>
    /// The price on a step (<see cref="Markets.SettlementPrice.Step"/>), rounded in the account's favour, so that closing there never
    /// leaves it negative.
    /// </summary>
    Price Rounded(Money equity, ReadOnlySpan<MarginedPosition> positions, int index, decimal step)
    {
        var exact = Price(equity, positions, index);
        return new Price(positions[index].Size.Sign > 0 ? Rounding.Up(exact, step) : Rounding.Down(exact, step));
    }

    /// <summary>
    /// What closing a part of the position at its bankruptcy price brings: signed quote, below zero when the account pays, rounded towards
    /// +∞ to the quote tick.
    /// </summary>
    /// <param name="equity">As for the price.</param>
    /// <param name="positions">As for the price.</param>
    /// <param name="index">Which of them.</param>
    /// <param name="delta">Signed change of its size, opposite to it and at most as large.</param>
    /// <param name="quoteTick">Step of the result.</param>
    Money Received(Money equity, ReadOnlySpan<MarginedPosition> positions, int index, Quantity delta, decimal quoteTick) =>
        new(Rounding.Up(-delta.Value * Price(equity, positions, index), quoteTick));
}
