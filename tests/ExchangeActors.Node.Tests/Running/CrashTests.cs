using System.Diagnostics;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Journal.Reading;
using Xunit.Abstractions;

namespace ExchangeActors.Node.Tests.Running;

/// <summary>
/// The process is killed (SIGKILL) again and again in the middle of deleveragings and resumed, until the run completes: everything has
/// happened exactly once.
/// </summary>
public sealed class CrashTests(ITestOutputHelper output) : IDisposable
{
    private const int KillsInDeleveragings = 20;
    private const int Runs = 4;
    private const string SeedVariable = "EXCHANGE_TEST_SEED";

    private readonly WorkFolder _folder = new() { EventsPerWrite = 10, EventsPerSnapshot = 500 };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_process_killed_at_random_moments_of_the_deleveragings_finishes_them_exactly_once()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), out var given) ? given : Random.Shared.Next();
        output.WriteLine($"{SeedVariable}={seed}");
        var scenario = Cascade.Write(_folder);
        var random = new Random(seed);
        var inside = 0;

        // On a busy machine a run may be at its end before it has been killed often enough: then another run is killed.
        for (var run = 1; run <= Runs && inside < KillsInDeleveragings; run++)
        {
            inside += await OneRun(scenario, _folder.File($"crash-{run}.db"), KillsInDeleveragings - inside, random);
        }

        Assert.True(inside >= KillsInDeleveragings, $"only {inside} kills in {Runs} runs hit an open deleveraging ({SeedVariable}={seed})");
    }

    /// <summary>
    /// Kills a run and resumes it until it completes, and checks what has become of it; how many kills left a deleveraging open.
    /// </summary>
    private async Task<int> OneRun(string scenario, string path, int wanted, Random random)
    {
        var inside = await KillAgainAndAgain(scenario, path, wanted, random);
        var report = Report.Of(await _folder.Run("run", "--resume", "--journal", path, "--json"));

        report.InvariantsHold().AddsUp();
        Assert.Equal(Cascade.ForcedCloses, report.Number("adl.forcedCloses"));
        Assert.Equal(Cascade.Shorts, report.Number("adl.accounts"));
        Assert.Equal((0m, 0m, 0m), (report.Number("adl.unfilled"), report.Number("waterfall.open"), report.Number("bookedDeficit")));
        Assert.True(report.Number("eventsWritten") < report.Number("events"));
        EverythingHappenedOnce(path, report);
        await ComesToTheSameAsAnUninterruptedRun(scenario, report);
        return inside;
    }

    /// <summary>Kills until so many kills have left a deleveraging open, or the run has ended; how many did.</summary>
    private async Task<int> KillAgainAndAgain(string scenario, string path, int wanted, Random random)
    {
        var phase = new JournalPhase(path);
        var inside = 0;
        for (var kill = 0; inside < wanted; kill++)
        {
            using var process = kill == 0 ? _folder.Start("run", scenario, "--journal", path)
                : _folder.Start("run", "--resume", "--journal", path);
            var before = phase.Events;

            // At a random moment of the rest, which leaves something to do for the next kill; now and then before it writes again.
            var share = (Cascade.ForcedCloses - phase.ForcedCloses) / (wanted - inside + 9);
            var goal = phase.ForcedCloses + random.Next(1, 2 * Math.Max(1, share));
            if (kill > 0 && random.Next(8) == 0)
            {
                var (started, wait) = (Stopwatch.StartNew(), random.Next(50, 1_200));
                await phase.StopWhen(now => now.Events > before || started.ElapsedMilliseconds > wait, process);
            }
            else
            {
                if (await phase.StopWhen(now => now.Opened > 0 && now.Events > before && now.ForcedCloses >= goal, process))
                {
                    process.TrySignal("CONT");
                    await Task.Delay(random.Next(0, 8));
                }
            }

            if (process.HasExited)
            {
                output.WriteLine($"the run ended before kill {kill + 1}: {await process.End()}");
                break;
            }

            process.Kill();
            phase.ReadOn();
            inside += phase.Open > 0 ? 1 : 0;
            output.WriteLine(
                $"kill {kill + 1}: {phase.Events} events ({phase.Events - before} new), {phase.ForcedCloses} forced closes, "
                    + $"{phase.Completed} of {phase.Opened} deleveragings completed");
        }

        return inside;
    }

    private static void EverythingHappenedOnce(string path, Report report)
    {
        using var reader = JournalReader.Open(path);
        var events = reader.ReadAll().Select(row => row.Recorded).ToList();
        var closed = events.Where(recorded => recorded.Event is PositionForceClosed)
            .Select(recorded => (Account: recorded.Id.Stream.Id, Event: (PositionForceClosed)recorded.Event)).ToList();
        var confirmed = events.Select(recorded => recorded.Event).OfType<ForceCloseConfirmed>().ToList();
        var opened = events.Select(recorded => recorded.Event).OfType<DeleveragingOpened>().ToList();
        var completed = events.Select(recorded => recorded.Event).OfType<DeleveragingCompleted>().ToList();
        var requested = events.Select(recorded => recorded.Event).OfType<DeleveragingRequested>().ToList();

        Assert.Equal(report.Number("events"), events.Count);
        Assert.Equal(events.Count, events.Select(recorded => recorded.Id).Distinct().Count());
        Assert.Equal(closed.Count, closed.Select(close => close.Event.Step).Distinct().Count());
        Assert.Equal(closed.Select(close => close.Event.Step.ToString()).Order(),
            confirmed.Select(answer => answer.Step.ToString()).Order());
        Assert.Equal(
            closed.OrderBy(close => close.Event.Step.ToString())
                .Select(close => (close.Account, close.Event.Quantity, close.Event.RealisedPnl)),
            confirmed.OrderBy(answer => answer.Step.ToString())
                .Select(answer => (answer.Account.Value, answer.Closed, answer.RealisedPnl)));
        Assert.Equal(closed.Count, closed.Select(close => (close.Account, close.Event.Step.Deleveraging.Market)).Distinct().Count());
        Assert.Equal(Cascade.Markets * Cascade.Longs, opened.Count);
        Assert.Equal(opened.Count, requested.Count);
        Assert.Equal(opened.Select(one => one.Id.ToString()).Order(), completed.Select(one => one.Id.ToString()).Order());
        Assert.Equal(opened.Sum(one => one.Quantity.Value), confirmed.Sum(one => one.Closed.Value));
        Assert.Equal(opened.Count, events.Count(recorded => recorded.Event is LiquidationClosed));
        Assert.Equal(opened.Count, events.Count(recorded => recorded.Event is DeleveragingReturned));
        Assert.Equal(opened.Count, events.Count(recorded => recorded.Event is LiquidationEnded));
    }

    private async Task ComesToTheSameAsAnUninterruptedRun(string scenario, Report report)
    {
        var memory = Report.Of(await _folder.Run("run", scenario, "--in-memory", "--json")).InvariantsHold().AddsUp();

        Assert.Equal(memory.StateHash, report.StateHash);
        Assert.All(
            new[]
            {
                "accounts", "ticks", "liquidations.count", "liquidations.notional", "waterfall.notional", "waterfall.adl",
                    "waterfall.book", "waterfall.takenOver", "waterfall.returned",
                "adl.deleveragings", "adl.rounds", "adl.forcedCloses", "adl.accounts", "adl.notional", "adl.realisedPnl", "adl.declined",
                    "bookedDeficit", "insuranceFund.end",
            },
            path => Assert.Equal(memory.Number(path), report.Number(path)));
    }
}
