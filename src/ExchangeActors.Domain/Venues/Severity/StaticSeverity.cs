namespace ExchangeActors.Domain.Venues.Severity;

/// <summary>A fixed θ (Chitra, arXiv 2512.01112 v3). With 1 winners are closed for all that is needed, as the venues do.</summary>
/// <param name="Theta">In [0, 1].</param>
public sealed record StaticSeverity(decimal Theta) : ISeverityPolicy
{
    /// <inheritdoc/>
    public string Name => "static";

    /// <inheritdoc/>
    decimal ISeverityPolicy.Theta(in SeverityInput input) => Theta;
}
