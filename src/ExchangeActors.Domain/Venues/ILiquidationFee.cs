using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues;

/// <summary>What a liquidation closed.</summary>
/// <param name="BookNotional">Σ quantity × price closed on the book.</param>
/// <param name="ClosedAtMark">Σ quantity × mark of the start, closed on the book or by ADL.</param>
/// <param name="Leftover">What the fills on the book brought beyond the bankruptcy prices, signed.</param>
public readonly record struct FeeInput(Money BookNotional, Money ClosedAtMark, Money Leftover);

/// <summary>What a liquidation pays to the fund.</summary>
public interface ILiquidationFee : IPolicy
{
    /// <summary>What the fund may claim, ≥ 0, in whole quote ticks.</summary>
    Money Claim(in FeeInput input, decimal quoteTick);

    /// <summary>What the account pays of a claim: no more than is left of its equity.</summary>
    /// <param name="claim">≥ 0.</param>
    /// <param name="equity">At the marks of the start, after what was closed.</param>
    /// <param name="hasPositions">Something is still open.</param>
    Money Payable(Money claim, Money equity, bool hasPositions) => Money.Max(Money.Zero, Money.Min(claim, equity));
}
