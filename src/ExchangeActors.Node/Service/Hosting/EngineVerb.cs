using ExchangeActors.Actors;
using ExchangeActors.Actors.Cluster;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Scenarios;
using ExchangeActors.Scenarios.Running;
using Serilog.Extensions.Logging;

namespace ExchangeActors.Node.Service.Hosting;

/// <summary>A node of a cluster that has entities and no API: it runs until it is told to end, or is put out of its cluster.</summary>
internal static class EngineVerb
{
    /// <summary>
    /// Set by <c>exchange cluster</c> for the nodes that it starts: they end when their input does, so that none outlives it, however it
    /// ends.
    /// </summary>
    public const string EndsWithInput = "Node:EndsWithInput";

    /// <summary>Runs it; the result is an <see cref="ExitCode"/>.</summary>
    public static async Task<int> Run(NodeOptions options, Scenario scenario, CancellationToken cancellation)
    {
        var cluster = options.Cluster!;
        using var journal = SharedJournal.Join(options.JournalPlace, NodeVerb.Header(scenario));
        using var told = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var log = Logging.Create(Path.Combine(options.Data, "journal.log"));
        try
        {
            using var loggers = new SerilogLoggerFactory(log);
            if (bool.TryParse(Settings.Load()[EndsWithInput], out var ends) && ends)
            {
                _ = Task.Run(
                    async () =>
                    {
                        await Console.In.ReadToEndAsync(told.Token);
                        await told.CancelAsync();
                    },
                    told.Token);
            }

            await using var watch = options.Urls.Count == 0 ? null : await EngineWatch.Start(options, log, told.Token);
            if (watch is null && options.Urls.Count > 0)
            {
                return ExitCode.Infrastructure;
            }

            await using var node = await ClusterNode.Start(
                new ClusterSetup(
                    ScenarioRules.Of(scenario),
                    journal,
                    options.JournalPlace,
                    cluster.Settings,
                    new ExchangeSystemOptions
                    {
                        Quarantines = true,
                        Configuration = StandardErrorLogger.Setting,
                        OnWritten = watch?.Written,
                    },
                    loggers,
                    Contact: new ContactServer(log)),
                told.Token);
            watch?.Joined(node);
            await Console.Error.WriteLineAsync(
                $"node {node.Address} of {Identifier.Plain(scenario.Name)} under {Identifier.Plain(scenario.Venue.Name)}, "
                    + $"journal {journal.Place}{(watch is null ? string.Empty : $", watched at {string.Join(", ", watch.Urls)}")}; "
                    + "Ctrl-C ends it");
            var ended = await Task.WhenAny(node.Ended, journal.Lost, Task.Delay(Timeout.Infinite, told.Token));
            if (ended == journal.Lost)
            {
                await journal.Lost;
            }

            return ended == node.Ended && !told.IsCancellationRequested
                ? Attempt.Fail(
                    "this node was put out of its cluster: the others could not reach it; start it again", ExitCode.Infrastructure)
                : ExitCode.Fine;
        }
        catch (ClusterException fault)
        {
            return Attempt.Fail(fault.Message, ExitCode.Infrastructure);
        }
        catch (OperationCanceledException) when (told.IsCancellationRequested)
        {
            return ExitCode.Fine;
        }
        finally
        {
            Logging.Close(log);
        }
    }
}
