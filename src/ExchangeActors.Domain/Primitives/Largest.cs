namespace ExchangeActors.Domain.Primitives;

/// <summary>
/// The largest, and the finest, numbers that the exchange takes from outside; what is larger or finer is refused. A decimal holds 28
/// digits and at most 7.9e28. Within these bounds the greatest product is that of
/// <see cref="Quantity"/> and <see cref="Price"/>, 1e27, so no command, mark or funding makes arithmetic overflow; where two amounts are
/// multiplied on the way to a third, the product is formed in whole numbers
/// (<see cref="Proportion"/>). Sums stay exact to the last digit while the amounts of an exchange are below 7.9e16 together: every
/// account's and the fund's deposits, and every position when it is opened, are at
/// most <see cref="Amount"/>, so a mark has to rise seventyfold under the largest position before a digit of 1e-12 is lost.
/// </summary>
public static class Largest
{
    /// <summary>Greatest price, quote per unit.</summary>
    public const decimal Price = 1_000_000_000_000m;

    /// <summary>Greatest quantity, units.</summary>
    public const decimal Quantity = 1_000_000_000_000_000m;

    /// <summary>Greatest deposit and greatest notional of an order or position, quote.</summary>
    public const decimal Amount = 1_000_000_000_000_000m;

    /// <summary>The finest tick, quote per unit: the largest price in such ticks has 28 digits.</summary>
    public const decimal FinestTick = 0.0000000000000001m;

    /// <summary>The finest lot, units: sums of the largest quantities in such lots stay exact.</summary>
    public const decimal FinestLot = 0.000000000001m;

    /// <summary>Greatest absolute funding rate per update.</summary>
    public const decimal FundingRate = 1m;

    /// <summary>Longest time span of a setting, seconds.</summary>
    public const decimal Seconds = 1_000_000_000m;

    /// <summary>
    /// The finest amount: prices times quantities and money from outside are whole multiples of it, so that sums of many amounts are exact
    /// and no digit is lost.
    /// </summary>
    public const decimal Fineness = 0.000000000001m;

    /// <summary>Decimals of <see cref="Fineness"/>.</summary>
    public const int FinenessDigits = 12;

    /// <summary>True when an amount has more decimals than are kept exactly.</summary>
    public static bool IsTooFine(decimal amount) => !Rounding.IsMultiple(amount, Fineness);

    /// <summary>
    /// True when the product of two numbers has more decimals than are kept exactly, also when so many that a decimal cannot hold them.
    /// </summary>
    public static bool IsTooFine(decimal a, decimal b) => !Proportion.IsExact(a, b) || IsTooFine(a * b);

    /// <summary>True when the notional of these two, each within its own bound, is too large.</summary>
    public static bool IsExceededBy(Price price, Quantity quantity) => price.Value * quantity.Absolute.Value > Amount;
}
