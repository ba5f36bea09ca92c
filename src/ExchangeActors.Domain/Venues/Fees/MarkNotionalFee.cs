using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Fees;

/// <summary>
/// A fraction of everything that was closed, on the book or by ADL, valued at the mark of the start (Dango; FORMAT.md). Rounded up, in
/// favour of the fund.
/// </summary>
/// <param name="Rate">Fraction, ≥ 0.</param>
public sealed record MarkNotionalFee(decimal Rate) : ILiquidationFee
{
    /// <inheritdoc/>
    public string Name => "mark-notional";

    /// <inheritdoc/>
    public Money Claim(in FeeInput input, decimal quoteTick) => new(Rounding.Up(input.ClosedAtMark.Value * Rate, quoteTick));
}
