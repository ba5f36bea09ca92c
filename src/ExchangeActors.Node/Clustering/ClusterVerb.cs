using System.Diagnostics;
using System.Globalization;
using ExchangeActors.Actors;
using ExchangeActors.Actors.Cluster;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.PostgreSql;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Node.Running;
using ExchangeActors.Node.Service.Hosting;
using ExchangeActors.Review.Exporting;
using ExchangeActors.Scenarios;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Running;
using Serilog.Extensions.Logging;

namespace ExchangeActors.Node.Clustering;

/// <summary>What <c>exchange cluster</c> was asked for.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Nodes">Node processes.</param>
/// <param name="Once">Ends with the feed.</param>
/// <param name="Speed">Scenario seconds per second; null for as fast as it goes.</param>
/// <param name="Venue">Another venue; null for the scenario's.</param>
/// <param name="Settings">Changes of the scenario.</param>
/// <param name="Journal">A database; null for a server of its own.</param>
/// <param name="Keep">A folder for logs and journal; null to keep nothing.</param>
/// <param name="Json">The report as JSON.</param>
internal sealed record ClusterQuestion(
    string Scenario, int Nodes, bool Once, decimal? Speed, string? Venue, IReadOnlyList<string> Settings, string? Journal, string? Keep,
        bool Json);

/// <summary>
/// <c>exchange cluster</c>: a PostgreSQL server, node processes with the entities, and this process as the gateway that feeds them and
/// shows what happens.
/// </summary>
internal static class ClusterVerb
{
    private const int MostNodes = 9;

    /// <summary>A number of nodes.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public static int Nodes(int nodes) => nodes is >= 1 and <= MostNodes ? nodes
        : throw Wrong("--nodes", $"{nodes} is not from 1 to {MostNodes}", "write 3, or another number");

    /// <summary>A database for the journal; null for none.</summary>
    /// <exception cref="InputException">It is a file.</exception>
    public static string? Database(string? journal) => journal is null || JournalPlace.IsDatabase(journal) ? journal
        : throw Wrong("--journal", $"\"{Identifier.Shown(journal)}\" is no database, and the nodes write one journal together",
            "name a PostgreSQL database, or leave it out");

    /// <summary>Runs a cluster; the result is an <see cref="ExitCode"/>.</summary>
    public static async Task<int> Run(ClusterQuestion question, CancellationToken cancellation)
    {
        var options = new RunOptions(
            question.Scenario, question.Journal, question.Venue, question.Settings, InMemory: false, Resume: false, question.Json, null,
            null);
        var scenario = RunVerb.Load(options);
        var folder = Folder(question.Keep);
        try
        {
            LiveLine.Say(question.Journal is null ? "starting a PostgreSQL server and the nodes" : "starting the nodes");
            using var server = question.Journal is null ? new PostgreSqlServer() : null;
            var place = question.Journal ?? server!.CreateDatabase();
            using var journal = SharedJournal.Join(place, NodeVerb.Header(scenario));
            var log = Logging.CreateQuiet(Path.Combine(folder, "gateway.log"));
            try
            {
                await using var nodes = new NodeProcesses(Arguments(question), place, question.Nodes, folder);
                return await Feed(question, options, scenario, journal, place, nodes, log, cancellation);
            }
            finally
            {
                Logging.Close(log);
                if (question.Keep is not null)
                {
                    var kept = Path.Combine(folder, "journal.db");
                    JournalCopy.Write(place, kept);
                    LiveLine.Say($"the journal is kept in {kept}");
                }
            }
        }
        catch (ClusterException fault)
        {
            return Attempt.Fail(fault.Message, ExitCode.Infrastructure);
        }
        finally
        {
            if (question.Keep is null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static async Task<int> Feed(
        ClusterQuestion question,
        RunOptions options,
        Scenario scenario,
        SharedJournal journal,
        string place,
        NodeProcesses nodes,
        Serilog.ILogger log,
        CancellationToken cancellation)
    {
        var rules = ScenarioRules.Of(scenario);
        var watch = Stopwatch.StartNew();
        var witness = new RunWitness(rules, scenario.WaveGapMs, log);
        using var loggers = new SerilogLoggerFactory(log);
        nodes.Start();
        await nodes.Listening(cancellation);
        var gateway = new ClusterSettings("127.0.0.1", 0, [.. nodes.Addresses], Engine: false, null);
        await using var system = await ClusterExchange.Start(
            new ClusterSetup(
                rules, journal, place, gateway,
                new ExchangeSystemOptions { OnHistory = witness.Observe, OnEvent = witness.Observe }, loggers),
            cancellation);
        nodes.Formed();
        LiveLine.Say(string.Create(CultureInfo.InvariantCulture, $"{nodes.Addresses.Count} nodes are up, journal {journal.Place}"));
        await using var runtime = new PacedRuntime(new AkkaRuntime(system, witness.Marks), scenario.Start, question.Speed);
        var run = new ScenarioRun(scenario, runtime);
        using (var progress = RunProgressDisplay.Start(witness.Observer, runtime))
        {
            await run.Run(progress, cancellation);
            await system.Quiesce(cancellation);
        }

        if (nodes.Restarts > 0)
        {
            LiveLine.Say(string.Create(CultureInfo.InvariantCulture, $"nodes were started again {nodes.Restarts} times"));
        }

        var code = await RunVerb.Finish(
            options, scenario, run, runtime, journal.Place, witness.Observer, witness.Invariants, live => CompareWithFold(journal, live),
            watch, cancellation);
        if (!question.Once)
        {
            LiveLine.Say("the feed has ended; the cluster goes on until Ctrl-C");
            await Task.WhenAny(system.Failure, Task.Delay(Timeout.Infinite, cancellation));
        }

        return code;
    }

    /// <summary>Folds the journal, verifying every hash, and compares with what was folded as it grew.</summary>
    private static InvariantResult CompareWithFold(SharedJournal journal, string live)
    {
        const string Name = "folding the journal from empty gives the state hash of the live run";
        using var reader = journal.OpenReader();
        var state = new Domain.Entities.ExchangeState();
        foreach (var row in reader.ReadAll())
        {
            state.Apply(row.Recorded.Id.Stream, row.Recorded.Event);
        }

        var folded = state.Hash();
        return new InvariantResult(Name, folded == live, folded == live ? 0m : 1m, folded == live ? string.Empty
            : $"the journal gives {folded}, the gateway has {live}");
    }

    private static List<string> Arguments(ClusterQuestion question)
    {
        List<string> arguments = [question.Scenario];
        if (question.Venue is { } venue)
        {
            arguments.AddRange(["--venue", venue]);
        }

        foreach (var setting in question.Settings)
        {
            arguments.AddRange(["--set", setting]);
        }

        return arguments;
    }

    private static string Folder(string? keep)
    {
        if (keep is null)
        {
            return Directory.CreateTempSubdirectory("exchange-cluster-").FullName;
        }

        if (Directory.Exists(keep) && Directory.EnumerateFileSystemEntries(keep).Any())
        {
            throw Wrong("--keep", $"the folder {Identifier.Shown(keep)} is not empty", "name another one");
        }

        return Directory.CreateDirectory(keep).FullName;
    }

    private static InputException Wrong(string where, string what, string remedy) =>
        new(new InputProblem("cluster", 0, where, what, remedy));
}
