namespace ExchangeActors.Domain.Venues.Residuals;

/// <summary>The exchange takes over what nobody took; while a deficit is booked, a part of every withdrawal is kept to pay it.</summary>
/// <param name="Rate">In (0, 1].</param>
public sealed record WithdrawalHaircutResidual(decimal Rate) : IResidual
{
    /// <inheritdoc/>
    public string Name => "withdrawal-haircut";

    /// <inheritdoc/>
    public decimal WithdrawalHaircut => Rate;
}
