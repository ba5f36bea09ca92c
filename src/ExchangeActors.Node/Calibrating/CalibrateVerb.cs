using System.Globalization;
using ExchangeActors.Scenarios.Calibrating;
using Spectre.Console;

namespace ExchangeActors.Node.Calibrating;

/// <summary>What <c>exchange calibrate</c> was asked for.</summary>
/// <param name="Scenario">The scenario's file.</param>
/// <param name="Targets">The file of the targets.</param>
/// <param name="Settings"><c>path=value</c> overrides, in order.</param>
/// <param name="Parallel">Runs at once; null for as many as there are processors.</param>
/// <param name="Json">The fit as JSON.</param>
public sealed record CalibrateOptions(string? Scenario, string? Targets, IReadOnlyList<string> Settings, int? Parallel, bool Json);

/// <summary><c>exchange calibrate</c>: fits and shows what was fitted, what came out, and what the targets do not say.</summary>
public static class CalibrateVerb
{
    /// <summary>Calibrates; the result is an <see cref="ExitCode"/>.</summary>
    public static Task<int> Run(CalibrateOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Attempt.Run(
            () =>
            {
                var report = Calibration.Run(
                    options.Scenario!,
                    [.. options.Settings],
                    options.Targets!,
                    options.Parallel ?? Environment.ProcessorCount,
                    new Progress(),
                    cancellation);
                if (options.Json)
                {
                    Console.Out.WriteLine(ReportJson.Write(report));
                }
                else
                {
                    Write(report);
                }

                return Task.FromResult(report.Holds ? ExitCode.Fine : Attempt.Fail(Outside(report, options), ExitCode.CheckFailed));
            },
            cancellation);
    }

    private static string Outside(CalibrationReport report, CalibrateOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"{options.Targets}: not reached within these bounds and {report.Evaluations} tries: "
        + $"{string.Join(", ", report.Targets.Where(target => !target.Within).Select(target => target.Name))}; "
        + $"widen the bounds, raise \"budget\", or fit other values");

    private static void Write(CalibrationReport report)
    {
        var console = Sheets.Console();
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Scenario}: medians over {report.Runs} seeds from {report.FirstSeed}; {report.Evaluations} sets of parameters tried"));
        var targets = Sheets.Sheet("Targets", "figure", "wanted", "median", "within", "how");
        foreach (var target in report.Targets)
        {
            Sheets.Add(
                targets,
                target.Name,
                $"{(target.Low is { } low ? Shown(low) : "…")} to {(target.High is { } high ? Shown(high) : "…")}",
                target.Median is { } median ? Shown(median) : "–",
                target.Within ? "yes" : "no",
                target.Fitted ? "fitted" : "came out");
        }

        console.Write(targets);
        var parameters = Sheets.Sheet("Parameters", "path", "from", "to", "fit", "effect", "identified");
        foreach (var parameter in report.Parameters)
        {
            Sheets.Add(
                parameters,
                parameter.Path,
                parameter.Min.ToString(CultureInfo.InvariantCulture),
                parameter.Max.ToString(CultureInfo.InvariantCulture),
                parameter.Value.ToString(CultureInfo.InvariantCulture),
                Shown(parameter.Effect),
                parameter.Identified ? "yes" : "no");
        }

        console.Write(parameters);
        foreach (var open in report.NotIdentified)
        {
            console.WriteLine($"not identified: {string.Join(" with ", open.Parameters)} ({Shown(open.Effect)} tolerances over the range)");
        }

        console.WriteLine(string.Join(' ', report.Settings.Select(setting => $"--set {setting}")));
    }

    private static string Shown(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private sealed class Progress : IProgress<CalibrationProgress>
    {
        public void Report(CalibrationProgress value) => Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{value.Done}/{value.Of} sets of parameters, best sum of squares {value.Loss:0.####}"));
    }
}
