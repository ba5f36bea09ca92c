namespace ExchangeActors.Scenarios.Probing.Attacks;

/// <summary>How large the attacks are.</summary>
/// <param name="Stake">What the attackers pay in, all accounts together, quote, &gt; 0. It is spread over their accounts as each attack
/// says.</param>
/// <param name="Move">How far the price gaps, a fraction of the mark, in (0, 0.5]; also how far from the mark the off-market attacks trade
/// first.</param>
/// <param name="Crowd">The most small accounts that one owner may open, ≥ 1; those that fill candidate lists.</param>
/// <param name="Parallel">Runs at once, ≥ 1.</param>
public sealed record AttackSettings(decimal Stake, decimal Move, int Crowd, int Parallel)
{
    /// <summary>100,000, a gap of a quarter, two thousand accounts, one run at a time.</summary>
    public static AttackSettings Default { get; } = new(100_000m, 0.25m, 2_000, 1);
}
