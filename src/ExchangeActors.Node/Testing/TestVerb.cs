using ExchangeActors.Scenarios;
using ExchangeActors.Scenarios.Testing;

namespace ExchangeActors.Node.Testing;

/// <summary><c>exchange test</c>: reads all scenarios, runs each in memory and says which failed.</summary>
public static class TestVerb
{
    /// <summary>Runs the scenarios; the result is an <see cref="ExitCode"/>. Nothing is run when any file cannot be used.</summary>
    /// <param name="files">The scenarios.</param>
    /// <param name="settings">Overrides for each.</param>
    /// <param name="junit">Where the results go as JUnit XML; null for nowhere.</param>
    /// <param name="cancellation">Stops between two inputs.</param>
    public static Task<int> Run(IReadOnlyList<string> files, IReadOnlyList<string> settings, string? junit, CancellationToken cancellation) =>
        Attempt.Run(() => Test(files, settings, junit, cancellation), cancellation);

    private static async Task<int> Test(IReadOnlyList<string> files, IReadOnlyList<string> settings, string? junit, CancellationToken cancellation)
    {
        var scenarios = files.Select(file => (File: file, Scenario: ScenarioLoader.Load(file, settings))).ToList();
        var results = new List<(string File, ScenarioTestResult Result)>();
        foreach (var (file, scenario) in scenarios)
        {
            var result = await ScenarioTest.Run(scenario, cancellation);
            results.Add((file, result));
            Console.Out.WriteLine(result.Differences.IsEmpty ? $"ok {result.Name}" : $"FAILED {result.Name} ({file})");
            foreach (var difference in result.Differences)
            {
                Console.Out.WriteLine($"  {difference}");
            }
        }

        var failed = results.Count(pair => !pair.Result.Differences.IsEmpty);
        Console.Out.WriteLine($"{results.Count - failed} passed, {failed} failed");
        if (junit is not null)
        {
            await File.WriteAllTextAsync(junit, JUnitXml.Of(results), cancellation);
        }

        return failed == 0 ? ExitCode.Fine : ExitCode.CheckFailed;
    }
}
