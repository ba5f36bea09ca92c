namespace ExchangeActors.Domain.Venues.Severity;

/// <summary>
/// θ = θ₀·α^k, k the deleveragings of the market within a window (Chitra, arXiv 2512.01112 v3; the window is not given there and is counted
/// in mark updates here).
/// </summary>
/// <param name="Start">θ₀ in [0, 1].</param>
/// <param name="Decay">α in (0, 1).</param>
/// <param name="WindowMarks">Mark updates of the market for which a deleveraging counts.</param>
public sealed record ExponentialBackoffSeverity(decimal Start, decimal Decay, int WindowMarks) : ISeverityPolicy
{
    private const decimal Negligible = 0.000_000_000_001m;

    /// <inheritdoc/>
    public string Name => "exponential-backoff";

    /// <inheritdoc/>
    public decimal Theta(in SeverityInput input)
    {
        var theta = Start;
        for (var i = 0; i < input.RecentShocks && theta > Negligible; i++)
        {
            theta *= Decay;
        }

        return theta;
    }
}
