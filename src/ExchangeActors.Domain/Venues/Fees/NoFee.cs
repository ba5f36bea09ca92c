using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Fees;

/// <summary>Liquidations pay nothing to the fund.</summary>
public sealed record NoFee : ILiquidationFee
{
    /// <inheritdoc/>
    public string Name => "none";

    /// <inheritdoc/>
    public Money Claim(in FeeInput input, decimal quoteTick) => Money.Zero;
}
