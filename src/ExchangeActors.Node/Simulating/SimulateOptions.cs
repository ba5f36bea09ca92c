namespace ExchangeActors.Node.Simulating;

/// <summary>What <c>exchange simulate</c> is asked for.</summary>
/// <param name="Seeds">How many seeds at most.</param>
/// <param name="Minutes">No new seed after so many minutes; null for no limit.</param>
/// <param name="Seed">The first seed.</param>
/// <param name="Parallel">Seeds at once.</param>
/// <param name="Plant">A planted bug, or <c>all</c>; null for none.</param>
/// <param name="Repeat">A failure's file to run again instead; null for none.</param>
/// <param name="Json">The report as JSON.</param>
/// <param name="Out">The folder for failures; null for none.</param>
public sealed record SimulateOptions(int Seeds, double? Minutes, ulong Seed, int? Parallel, string? Plant, string? Repeat, bool Json,
    string? Out);
