using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Node.Service.Keys;
using ExchangeActors.Scenarios;
using ExchangeActors.Scenarios.Loading;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ExchangeActors.Node.Service.Hosting;

/// <summary><c>exchange node</c>: holds the journal, starts the exchange, listens, and ends when it is told to.</summary>
internal static class NodeVerb
{
    private const string LocalName = "local";

    /// <summary>Runs a node until it is stopped; the result is an <see cref="ExitCode"/>.</summary>
    public static Task<int> Run(Func<NodeOptions> read, CancellationToken cancellation) =>
        Attempt.Run(() => Run(read(), cancellation), cancellation);

    private static async Task<int> Run(NodeOptions options, CancellationToken cancellation)
    {
        var scenario = ScenarioLoader.Load(options.Scenario, options.Settings, options.Venue);
        MakeFolder(options.Data);
        if (options.Cluster is { Gateway: false })
        {
            return await EngineVerb.Run(options, scenario, cancellation);
        }

        await using var store = ServiceStore.Of(options.JournalPlace, options.StorePath);
        using var journal = options.Cluster is null ? Open(options, scenario)
            : SharedJournal.Join(options.JournalPlace, Header(scenario));
        var companion = JournalPlace.IsDatabase(options.JournalPlace)
            ? Path.Combine(options.Data, "journal")
            : JournalPlace.Companion(journal.Place, scenario.Name);
        var log = Logging.Create(companion + ".log");
        try
        {
            var keys = await new KeyRing(store).List();
            var (text, local) = keys.Count == 0 && options.Urls.All(NodeOptions.IsLoopback) ? LocalKey() : (null, null);
            await using var app = NodeApplication.Build(options, scenario, journal, Checkpoint.PathFor(companion), store, local, log);
            if (await Listening.Start(app, cancellation) is { } failed)
            {
                return failed;
            }

            await Say(journal.Place, scenario, app, text);
            if (keys.Count == 0 && text is null)
            {
                await Console.Error.WriteLineAsync(
                    "there are no keys yet, so nobody is let in: exchange keys create "
                    + (JournalPlace.IsDatabase(options.JournalPlace)
                        ? $"--journal {journal.Place}" : $"--data {Identifier.Plain(options.Data)}"));
            }

            var host = app.Services.GetRequiredService<ExchangeHost>();
            await app.WaitForShutdownAsync(cancellation);
            return host.Fault is { } fatal ? Attempt.Fail(fatal.Message, host.ExitCode) : host.ExitCode;
        }
        finally
        {
            Logging.Close(log);
        }
    }

    private static void MakeFolder(string data)
    {
        try
        {
            Directory.CreateDirectory(data);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new JournalException(
                JournalFault.NotWritable, $"the node's folder cannot be made ({fault.Message.TrimEnd('.')})", data,
                "name another --data folder", fault);
        }
    }

    private static async Task Say(string journal, Scenario scenario, Microsoft.AspNetCore.Builder.WebApplication app, string? key)
    {
        var live = app.Services.GetRequiredService<LiveExchange>();
        var address = app.Urls.First();
        await Console.Error.WriteLineAsync(
            $"exchange of {Identifier.Plain(scenario.Name)} under {Identifier.Plain(scenario.Venue.Name)}, {live.Events} events so far, "
            + $"journal {journal}");
        await Console.Error.WriteLineAsync($"listening at {string.Join(", ", app.Urls)}; Ctrl-C ends it");
        if (key is not null)
        {
            await Console.Error.WriteLineAsync(
                $"there are no keys yet (exchange keys create); until this process ends this one may do all:\n  {key}\n"
                + $"try: curl -H \"Authorization: Bearer {key}\" {address.TrimEnd('/')}/api/v1/markets\n"
                + $"or open {address.TrimEnd('/')}/ and sign in with it");
        }
    }

    private static (string Text, LocalKey Key) LocalKey()
    {
        var (text, key, hash) = KeyRing.Make(LocalName, Roles.RiskAdmin, [], TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
            null);
        return (text, new LocalKey(key, hash));
    }

    /// <summary>Whose journal a node's is: of a scenario's exchange, whatever comes in.</summary>
    internal static JournalHeader Header(Scenario scenario) => new(
        scenario.Name,
        scenario.Hash,
        scenario.Venue.Name,
        JournaledRules.HashOf(scenario.RulesSpec),
        unchecked((long)scenario.Seed),
        ProgramVersion.Text,
        "{}",
        scenario.RulesSpec);

    private static IHeldJournal Open(NodeOptions options, Scenario scenario)
    {
        var header = Header(scenario);
        try
        {
            return HeldJournal.Open(options.JournalPlace, header, JournalMode.Resume);
        }
        catch (JournalException fault) when (fault.Fault == JournalFault.Missing)
        {
            return HeldJournal.Open(options.JournalPlace, header, JournalMode.Create);
        }
    }
}
