using System.Diagnostics;
using System.Globalization;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Node.Running;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Probing;

namespace ExchangeActors.Node.Probing;

/// <summary>
/// <c>exchange probe</c>: runs a scenario as it is and with a trader's accounts arranged otherwise, and reports what that changes.
/// </summary>
public static class ProbeVerb
{
    /// <summary>Probes; the result is an <see cref="ExitCode"/>.</summary>
    public static Task<int> Run(ProbeOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Attempt.Run(() => Probe(options, cancellation), cancellation);
    }

    private static async Task<int> Probe(ProbeOptions options, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var scenario = ScenarioLoader.Load(options.Scenario!, options.Settings, options.Venue);
        RunVerb.Warn(scenario, options.Settings);
        var settings = ProbeSettings.Default with
        {
            Account = options.Account is { } account ? new AccountId(account) : null,
            Top = options.Top,
            Parts = options.Parts,
            Parallel = options.Parallel ?? Environment.ProcessorCount,
        };
        var report = await GamingProbes.Run(scenario, settings, new Progress(), cancellation);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Runs} runs in {watch.Elapsed.TotalSeconds:N1} s"));
        if (options.Json)
        {
            Console.Out.WriteLine(ReportJson.Write(report));
        }
        else
        {
            ProbeTables.Write(report);
        }

        return report.BrokenInvariants.IsEmpty ? ExitCode.Fine
            : Attempt.Fail("an invariant does not hold; see the report", ExitCode.CheckFailed);
    }

    internal sealed class Progress : IProgress<ProbeProgress>
    {
        public void Report(ProbeProgress value) => Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
                $"{value.Done}{(value.Of > 1 ? $"/{value.Of}" : string.Empty)} {value.Run}: {value.ElapsedMs / 1000.0:N1} s"));
    }
}
