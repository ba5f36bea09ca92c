using System.Globalization;
using ExchangeActors.Scenarios.Simulating;
using ExchangeActors.Scenarios.Simulating.Exhaustive;

namespace ExchangeActors.Node.Simulating;

/// <summary>
/// <c>exchange simulate --exhaustive</c>: every way in which an ADL, or the liquidation of a vault that inherits, can go, within bounds.
/// </summary>
public static class ExhaustiveVerb
{
    /// <summary>Explores; the result is an <see cref="ExitCode"/>.</summary>
    public static Task<int> Run(SagaBounds bounds, SimulateOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Attempt.Run(
            () => Task.Run(
                () =>
                {
                    SagaReport report;
                    try
                    {
                        report = SagaChecker.Run(bounds, options.Plant is { } plant ? PlantedBugs.Find(plant) : null, cancellation);
                    }
                    catch (SagaTooLargeException large)
                    {
                        return Attempt.Fail($"simulate: {large.Message}", ExitCode.WrongInput);
                    }

                    if (options.Json)
                    {
                        Console.Out.WriteLine(ReportJson.Write(Json(report)));
                    }
                    else
                    {
                        Write(report);
                    }

                    return report.Failure is null ? ExitCode.Fine : ExitCode.CheckFailed;
                },
                cancellation),
            cancellation);
    }

    private static object Json(SagaReport report) => new
    {
        Version = ProgramVersion.Text,
        report.Bounds,
        report.States,
        report.Transitions,
        report.Terminal,
        report.Outcomes,
        report.Failure,
        ElapsedMs = (long)report.Elapsed.TotalMilliseconds,
    };

    private static void Write(SagaReport report)
    {
        var (counterparties, crashes, duplicates, inherits) = report.Bounds;
        var saga = inherits is { } size
            ? FormattableString.Invariant($"a vault that inherits {size}")
            : FormattableString.Invariant($"{counterparties} counterparties");
        var searched = FormattableString.Invariant(
            $"{report.States:N0} states, {report.Transitions:N0} transitions, {report.Terminal:N0} terminal");
        Line($"{saga}, {crashes} crashes, {duplicates} duplicates: {searched}, {report.Elapsed.TotalSeconds:N1} s");
        foreach (var outcome in report.Outcomes)
        {
            Line($"{outcome.States,12:N0} × {outcome.Text}");
        }

        if (report.Failure is { } failure)
        {
            Line($"FAILED {failure.Check}: {failure.Detail}");
            foreach (var step in failure.Path)
            {
                Line($"  {step}");
            }
        }
    }

    private static void Line(FormattableString line) => Console.Out.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
