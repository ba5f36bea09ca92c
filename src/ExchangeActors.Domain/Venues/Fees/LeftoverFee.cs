using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Fees;

/// <summary>
/// What the fills brought beyond the bankruptcy prices, at most a fraction of their notional: min(leftover, |quote|·maxFee), rounded down
/// (dYdX v4; VENUES.md, building blocks). It is a part of what the fills brought, so while positions are open the account's equity, which
/// their marks may have taken below zero, does not limit it.
/// </summary>
/// <param name="MaxFee">Fraction of the notional, ≥ 0.</param>
public sealed record LeftoverFee(decimal MaxFee) : ILiquidationFee
{
    /// <inheritdoc/>
    public string Name => "leftover";

    /// <inheritdoc/>
    public Money Claim(in FeeInput input, decimal quoteTick) =>
        new(Rounding.Down(Math.Min(Math.Max(0m, input.Leftover.Value), input.BookNotional.Value * MaxFee), quoteTick));

    /// <inheritdoc/>
    public Money Payable(Money claim, Money equity, bool hasPositions) =>
        hasPositions ? claim : Money.Max(Money.Zero, Money.Min(claim, equity));
}
