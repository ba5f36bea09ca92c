namespace ExchangeActors.Node.Probing;

/// <summary>What <c>exchange probe</c> was asked for.</summary>
/// <param name="Scenario">The scenario's file.</param>
/// <param name="Venue">A profile; null for the scenario's own.</param>
/// <param name="Account">The account; null for those most affected.</param>
/// <param name="Top">How many of those.</param>
/// <param name="Parts">Into how many parts accounts are split besides two.</param>
/// <param name="Settings"><c>path=value</c> overrides, in order.</param>
/// <param name="Parallel">Runs at once; null for as many as there are processors.</param>
/// <param name="Json">The report as JSON.</param>
public sealed record ProbeOptions(string? Scenario, string? Venue, string? Account, int Top, int Parts, IReadOnlyList<string> Settings,
    int? Parallel, bool Json);
