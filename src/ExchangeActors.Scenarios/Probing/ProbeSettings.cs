using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Probing;

/// <summary>What is probed.</summary>
/// <param name="Account">The account; null for those that ADL took most from.</param>
/// <param name="Top">How many of those, ≥ 1.</param>
/// <param name="Parts">Into how many parts the account is split besides two, ≥ 2.</param>
/// <param name="Factor">By what everything is scaled, &gt; 0. A power of ten keeps all figures exact.</param>
/// <param name="Parallel">Runs at once, ≥ 1.</param>
public sealed record ProbeSettings(AccountId? Account, int Top, int Parts, decimal Factor, int Parallel)
{
    /// <summary>The three most affected, also in ten parts, everything also ten times as large, one run at a time.</summary>
    public static ProbeSettings Default { get; } = new(null, 3, 10, 10m, 1);
}
