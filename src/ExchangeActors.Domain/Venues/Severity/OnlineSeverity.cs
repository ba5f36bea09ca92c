using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Severity;

/// <summary>
/// θ learns from the market's last deleveraging by projected gradient steps: θ' = clip(θ + η/√t·(unfilled − κ·taken), θ_min, 1). What was
/// left unfilled raises it, the share of the winners' positions that was taken, weighed by κ, lowers it (Chitra, arXiv 2512.01112 v3:
/// online mirror descent with the Euclidean norm; the loss's constants are not given there).
/// </summary>
/// <param name="Start">The first θ, in [0, 1].</param>
/// <param name="Step">η &gt; 0.</param>
/// <param name="HaircutWeight">κ ≥ 0.</param>
/// <param name="Least">θ_min in [0, 1].</param>
public sealed record OnlineSeverity(decimal Start, decimal Step, decimal HaircutWeight, decimal Least) : ISeverityPolicy
{
    /// <inheritdoc/>
    public string Name => "online";

    /// <inheritdoc/>
    public decimal Theta(in SeverityInput input) => input.Deleveragings == 0
        ? Math.Max(Least, Start)
        : decimal.Round(
            Math.Clamp(
                input.Previous + (Step * (input.Unfilled - (HaircutWeight * input.Taken)) / Powers.SquareRoot(input.Deleveragings)),
                    Least, 1m), 12);
}
