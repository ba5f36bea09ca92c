namespace ExchangeActors.Domain.Primitives;

/// <summary>
/// The largest numbers that the exchange takes from outside. A decimal holds 28 digits: within these bounds every product of a price and a quantity is exact, and no command can
/// make arithmetic overflow. What is larger is refused.
/// </summary>
public static class Largest
{
    /// <summary>Greatest price, quote per unit.</summary>
    public const decimal Price = 1_000_000_000_000m;

    /// <summary>Greatest quantity, units.</summary>
    public const decimal Quantity = 1_000_000_000_000_000m;

    /// <summary>Greatest deposit and greatest notional of an order or position, quote.</summary>
    public const decimal Amount = 1_000_000_000_000_000m;

    /// <summary>Greatest absolute funding rate per update.</summary>
    public const decimal FundingRate = 1m;

    /// <summary>True when the notional of these two, each within its own bound, is too large.</summary>
    public static bool IsExceededBy(Price price, Quantity quantity) => quantity.Absolute.Value > Amount / price.Value;
}
