namespace ExchangeActors.Node.Probing;

/// <summary>What <c>exchange probe --attacks</c> was asked for.</summary>
/// <param name="Scenario">The scenario's file: the stage.</param>
/// <param name="Attacks">Names, separated by commas; null or <c>all</c> for all.</param>
/// <param name="Venues">Profiles, separated by commas; null for all.</param>
/// <param name="Stake">What the attackers pay in, quote.</param>
/// <param name="Move">How far the price gaps, a fraction of the mark.</param>
/// <param name="Crowd">The most small accounts.</param>
/// <param name="Settings"><c>path=value</c> overrides, in order.</param>
/// <param name="Parallel">Runs at once; null for as many as there are processors.</param>
/// <param name="Json">The report as JSON.</param>
public sealed record AttackOptions(
    string? Scenario, string? Attacks, string? Venues, decimal Stake, decimal Move, int Crowd, IReadOnlyList<string> Settings,
        int? Parallel, bool Json);
