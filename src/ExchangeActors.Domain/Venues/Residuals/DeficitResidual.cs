namespace ExchangeActors.Domain.Venues.Residuals;

/// <summary>
/// The exchange takes over what nobody took, at the newest mark, and what nobody paid is a booked deficit (the project's definition).
/// </summary>
public sealed record DeficitResidual : IResidual
{
    /// <inheritdoc/>
    public string Name => "deficit";
}
