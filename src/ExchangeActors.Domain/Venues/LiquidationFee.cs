using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues;

/// <summary>What a liquidation may claim for the fund; the account pays no more than is left of its equity.</summary>
public interface ILiquidationFee : IPolicy
{
    /// <summary>The claim, ≥ 0, before rounding up to the quote tick.</summary>
    /// <param name="bookNotional">Σ quantity × price closed on the book.</param>
    Money Claim(Money bookNotional);
}

/// <summary>A fraction of the notional closed on the book (VENUES.md, building blocks). Nothing is claimed on what ADL closes.</summary>
/// <param name="Rate">Fraction, ≥ 0.</param>
public sealed record RateFee(decimal Rate) : ILiquidationFee
{
    /// <inheritdoc/>
    public string Name => "rate";

    /// <inheritdoc/>
    public Money Claim(Money bookNotional) => bookNotional * Rate;
}
