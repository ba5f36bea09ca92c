using System.Globalization;
using ExchangeActors.Scenarios.Answering.Checking;
using Spectre.Console;

namespace ExchangeActors.Node.Markets;

/// <summary>What <c>exchange market check</c> was asked for.</summary>
/// <param name="Scenario">The scenario's file.</param>
/// <param name="Runs">Runs.</param>
/// <param name="Settings"><c>path=value</c> overrides, in order.</param>
/// <param name="Parallel">Runs at once; null for as many as there are processors.</param>
/// <param name="Json">The figures as JSON.</param>
public sealed record MarketCheckOptions(string? Scenario, int Runs, IReadOnlyList<string> Settings, int? Parallel, bool Json);

/// <summary><c>exchange market check</c>: makes the runs and shows both sides.</summary>
public static class MarketVerb
{
    /// <summary>Checks; the result is an <see cref="ExitCode"/>.</summary>
    public static Task<int> Check(MarketCheckOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Attempt.Run(
            async () =>
            {
                var report = await MarketCheck.Run(
                    options.Scenario!,
                    [.. options.Settings],
                    options.Runs,
                    options.Parallel ?? Environment.ProcessorCount,
                    new Progress(options.Runs),
                    cancellation);
                if (options.Json)
                {
                    Console.Out.WriteLine(ReportJson.Write(report));
                }
                else
                {
                    Write(report);
                }

                return report.Holds ? ExitCode.Fine : Attempt.Fail(Outside(report), ExitCode.CheckFailed);
            },
            cancellation);
    }

    private static string Outside(MarketCheckReport report) => report.Episodes < MarketCheck.LeastEpisodes
        ? $"{report.Episodes} episodes of forced selling are too few to compare, {MarketCheck.LeastEpisodes} are needed: "
        + "take more --runs, a longer run or higher leverage"
        : "outside of tolerance: " + string.Join(", ", report.Figures.Where(figure => !figure.Within).Select(figure => figure.Name));

    private static void Write(MarketCheckReport report)
    {
        var console = Sheets.Console();
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Scenario}: {report.Runs:N0} runs, seeds from {report.FirstSeed}; {report.Episodes:N0} episodes of forced selling"));
        var table = Sheets.Sheet("The market beside real ones", "figure", "what", "published", "here", "tolerance", "within");
        foreach (var figure in report.Figures)
        {
            Sheets.Add(
                table,
                figure.Name,
                figure.Says,
                Shown(figure.Published),
                figure.Simulated is { } value ? Shown(value) : "–",
                $"{Shown(figure.Low)} to {Shown(figure.High)}",
                figure.Within ? "yes" : "no");
        }

        console.Write(table);
    }

    private static string Shown(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private sealed class Progress(int of) : IProgress<int>
    {
        public void Report(int value)
        {
            if (value % 10 == 0 || value == of)
            {
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value}/{of} runs"));
            }
        }
    }
}
