namespace ExchangeActors.Domain.Venues.Residuals;

/// <summary>
/// What nobody took stays open (dYdX v4, Dango). A liquidation that closed something settles and the account's next check decides anew on
/// what is left; one that could close nothing is tried again as time passes, and its account stays frozen, so it cannot withdraw. A
/// shortfall that nobody paid is a booked deficit.
/// </summary>
public sealed record StaysOpenResidual : IResidual
{
    /// <inheritdoc/>
    public string Name => "stays-open";

    /// <inheritdoc/>
    public bool StaysOpen => true;
}
