using ExchangeActors.Domain.Primitives;
using ExchangeActors.Node.Running;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Testing;

namespace ExchangeActors.Node.Testing;

/// <summary><c>exchange test</c>: reads all scenarios, runs each in memory and says which failed.</summary>
public static class TestVerb
{
    /// <summary>Differences of one scenario that are shown.</summary>
    private const int MostShown = 10;

    /// <summary>Runs the scenarios; the result is an <see cref="ExitCode"/>. Nothing is run when any file cannot be used.</summary>
    /// <param name="files">The scenarios.</param>
    /// <param name="settings">Overrides for each.</param>
    /// <param name="junit">Where the results go as JUnit XML; null for nowhere.</param>
    /// <param name="cancellation">Stops between two inputs.</param>
    public static Task<int> Run(IReadOnlyList<string> files, IReadOnlyList<string> settings, string? junit,
        CancellationToken cancellation) =>
        Attempt.Run(() => Test(files, settings, junit, cancellation), cancellation);

    /// <summary>Writes every difference of a scenario into a file of its own in the current directory, in place of an earlier
    /// one.</summary>
    private static async Task<string> WriteAll(ScenarioTestResult result, CancellationToken cancellation)
    {
        var name = string.Concat(result.Name.Select(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '_'));
        var file = $"{name}.differences.txt";
        await File.WriteAllLinesAsync(file, result.Differences.Select(Identifier.Plain), cancellation);
        return file;
    }

    private static async Task<int> Test(IReadOnlyList<string> files, IReadOnlyList<string> settings, string? junit,
        CancellationToken cancellation)
    {
        var scenarios = files.Select(file => (File: file, Scenario: ScenarioLoader.Load(file, settings))).ToList();
        var results = new List<(string File, ScenarioTestResult Result)>();
        foreach (var (file, scenario) in scenarios)
        {
            RunVerb.Warn(scenario, settings);
            var result = await ScenarioTest.Run(scenario, cancellation);
            results.Add((file, result));
            Lines.Say(result.Differences.IsEmpty ? $"ok {result.Name}" : $"FAILED {result.Name} ({file})");
            foreach (var difference in result.Differences.Take(MostShown))
            {
                Lines.Say($"  {difference}");
            }

            if (result.Differences.Length > MostShown)
            {
                var rest = await WriteAll(result, cancellation);
                Lines.Say($"  … {result.Differences.Length - MostShown} more; all are in {rest}");
            }
        }

        var failed = results.Count(pair => !pair.Result.Differences.IsEmpty);
        Lines.Say($"{results.Count - failed} passed, {failed} failed");
        if (junit is not null)
        {
            await File.WriteAllTextAsync(junit, JUnitXml.Of(results), cancellation);
        }

        return failed == 0 ? ExitCode.Fine : ExitCode.CheckFailed;
    }
}
