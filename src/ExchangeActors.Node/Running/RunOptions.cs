namespace ExchangeActors.Node.Running;

/// <summary>What <c>exchange run</c> was asked for.</summary>
/// <param name="Scenario">The scenario's file; null only when resuming.</param>
/// <param name="Journal">The journal's place (<see cref="ExchangeActors.Journal.JournalPlace"/>); null for a new one under
/// <c>journals/</c>, or when resuming for the newest there.</param>
/// <param name="Venue">A profile under config/venues, or the path of one; null for the scenario's own.</param>
/// <param name="Settings"><c>path=value</c> overrides, in order.</param>
/// <param name="InMemory">Without a journal, on the deterministic runtime.</param>
/// <param name="Resume">Goes on with an interrupted run.</param>
/// <param name="Json">The report as JSON.</param>
/// <param name="JournalLimitMegabytes">The most that the journal's file may take; null for none.</param>
/// <param name="CheckpointKey">The file of the private key that the journal's checkpoints are signed with; null for none.</param>
public sealed record RunOptions(
    string? Scenario, string? Journal, string? Venue, IReadOnlyList<string> Settings, bool InMemory, bool Resume, bool Json,
        int? JournalLimitMegabytes, string? CheckpointKey);
