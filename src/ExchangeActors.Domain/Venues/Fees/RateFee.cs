using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Fees;

/// <summary>
/// A fraction of the notional closed on the book (VENUES.md, building blocks). Nothing is claimed on what ADL closes. Rounded up, in favour
/// of the fund.
/// </summary>
/// <param name="Rate">Fraction, ≥ 0.</param>
public sealed record RateFee(decimal Rate) : ILiquidationFee
{
    /// <inheritdoc/>
    public string Name => "rate";

    /// <inheritdoc/>
    public Money Claim(in FeeInput input, decimal quoteTick) => new(Rounding.Up(input.BookNotional.Value * Rate, quoteTick));
}
