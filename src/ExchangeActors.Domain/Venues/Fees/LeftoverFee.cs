using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Fees;

/// <summary>
/// What the fills brought beyond the bankruptcy price, at most a fraction of their notional: min(leftover, |quote|·maxFee) (dYdX v4; VENUES.md, building blocks).
/// </summary>
/// <param name="MaxFee">Fraction of the notional, ≥ 0.</param>
public sealed record LeftoverFee(decimal MaxFee) : ILiquidationFee
{
    /// <inheritdoc/>
    public string Name => "leftover";

    /// <inheritdoc/>
    public bool IsOfLeftover => true;

    /// <inheritdoc/>
    public Money Claim(in FeeInput input) => Money.Min(Money.Max(Money.Zero, input.Leftover), input.BookNotional * MaxFee);

    /// <summary>What a fill changes the fund by: the fee, or below zero what the fund pays beyond the bankruptcy price.</summary>
    /// <param name="received">Signed quote of the fill.</param>
    /// <param name="atBankruptcy">Signed quote of the same close at the bankruptcy price.</param>
    /// <param name="quoteTick">The fill's quote is cut towards zero to it, the fee rounded down.</param>
    public Money FundDelta(Money received, Money atBankruptcy, decimal quoteTick)
    {
        var quote = received.Value >= 0m ? Rounding.Down(received.Value, quoteTick) : Rounding.Up(received.Value, quoteTick);
        var leftover = quote - atBankruptcy.Value;
        return new Money(leftover <= 0m ? leftover : Math.Min(leftover, Rounding.Down(Math.Abs(quote) * MaxFee, quoteTick)));
    }
}
