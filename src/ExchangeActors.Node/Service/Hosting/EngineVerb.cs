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
    /// <summary>Runs it; the result is an <see cref="ExitCode"/>.</summary>
    public static async Task<int> Run(
        NodeOptions options, Scenario scenario, IHeldJournal journal, Serilog.ILogger log, CancellationToken cancellation)
    {
        var cluster = options.Cluster!;
        using var loggers = new SerilogLoggerFactory(log);
        try
        {
            await using var node = await ClusterNode.Start(
                ScenarioRules.Of(scenario), journal, options.JournalPlace, cluster.Settings, new ExchangeSystemOptions(), loggers,
                cancellation);
            await Console.Error.WriteLineAsync(
                $"node {node.Address} of {Identifier.Plain(scenario.Name)} under {Identifier.Plain(scenario.Venue.Name)}, "
                    + $"journal {journal.Place}; Ctrl-C ends it");
            var ended = await Task.WhenAny(node.Ended, journal.Lost, Task.Delay(Timeout.Infinite, cancellation));
            if (ended == journal.Lost && journal.Lost.IsFaulted)
            {
                await journal.Lost;
            }

            return ended == node.Ended && !cancellation.IsCancellationRequested
                ? Attempt.Fail(
                    "this node was put out of its cluster: the others could not reach it; start it again", ExitCode.Infrastructure)
                : ExitCode.Fine;
        }
        catch (ClusterException fault)
        {
            return Attempt.Fail(fault.Message, ExitCode.Infrastructure);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCode.Fine;
        }
    }
}
