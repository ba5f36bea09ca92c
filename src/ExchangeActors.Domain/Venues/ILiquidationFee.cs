using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues;

/// <summary>What a liquidation closed.</summary>
/// <param name="BookNotional">Σ quantity × price closed on the book.</param>
/// <param name="ClosedAtMark">Σ quantity × mark of the start, closed on the book or by ADL.</param>
/// <param name="Leftover">What the fills on the book brought beyond the bankruptcy prices, signed.</param>
public readonly record struct FeeInput(Money BookNotional, Money ClosedAtMark, Money Leftover);

/// <summary>What a liquidation may claim for the fund; unless the policy says otherwise, the account pays no more than is left of its equity.</summary>
public interface ILiquidationFee : IPolicy
{
    /// <summary>
    /// True when the claim is a part of what fills brought beyond the bankruptcy price: while positions are open the account's equity, which their marks may have taken below zero, does not limit it.
    /// </summary>
    bool IsOfLeftover => false;

    /// <summary>The claim, ≥ 0, before rounding up to the quote tick.</summary>
    Money Claim(in FeeInput input);
}
