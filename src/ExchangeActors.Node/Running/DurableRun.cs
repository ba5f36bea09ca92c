using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ExchangeActors.Actors;
using ExchangeActors.Actors.Local;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Sqlite;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Verifying;
using ExchangeActors.Scenarios;
using ExchangeActors.Scenarios.Answering;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Running;
using Serilog.Extensions.Logging;

namespace ExchangeActors.Node.Running;

/// <summary>A run on the Akka runtime and its journal.</summary>
public static class DurableRun
{
    private const string JournalFolder = LatestJournal.Folder;

    // As long as a write is tried again: see the circuit breaker and the recovery timeout of the profile.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs a scenario on a new journal, or goes on with an interrupted run.</summary>
    public static async Task<int> Run(RunOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var place = JournalPath(options);
        var asked = options.Resume && options.Scenario is null ? AskedBefore(options, place) : options;
        var scenario = RunVerb.Load(asked);
        var rules = ScenarioRules.Of(scenario);
        var header = Header(scenario, asked);
        var limits = options.JournalLimitMegabytes is { } megabytes ? new SqliteOptions { MaximumBytes = megabytes * 1024L * 1024L } : null;
        var key = CheckpointKeeper.ReadKey(options.CheckpointKey);
        var watch = Stopwatch.StartNew();

        RequireFolder(options);
        using var journal = HeldJournal.Open(place, header, options.Resume ? JournalMode.Resume : JournalMode.Create, limits);
        var path = journal.Place;
        var companion = JournalPlace.Companion(path, header.Scenario);
        var log = Logging.Create(companion + ".log");
        using var loggers = new SerilogLoggerFactory(log);
        try
        {
            var evidence = Checkpoint.PathFor(companion);
            var known = options.Resume ? CheckpointGuard.Read(evidence, journal.Header, path) : null;
            if (!options.Resume && Checkpoint.PutAside(evidence) is { } kept)
            {
                // It says nothing about this journal, but of another one that was here.
                LiveLine.Say($"exchange: warning: the checkpoint of an earlier journal at this place is now {kept}");
            }

            var parts = new Parts(options, scenario, rules, journal, companion, known, key, watch, log, loggers);
            var start = SnapshotStart.Find(companion, known, key, journal, rules, log);
            if (start is null)
            {
                SnapshotFile.RequireBeginning(journal, "resume that");
            }

            try
            {
                return await Run(parts, start, cancellation);
            }
            catch (JournalException fault) when (start is not null && fault.Fault == JournalFault.Foreign && !HasArchive(journal))
            {
                // What is stored after the snapshot does not come about again from it.
                SnapshotStart.Refuse(StateSnapshot.PathFor(companion, start.Snapshot.Events), fault.What, log);
                return await Run(parts, null, cancellation);
            }
        }
        catch (Exception fault) when (fault is not OperationCanceledException && TakenOver(journal) is { } taken)
        {
            // Whatever came of it here, a state without the other one's events in it can be wrong in any way.
            log.Error(fault, "Another process took over {Journal}", path);
            throw taken;
        }
        catch (JournalException fault) when (!fault.Where.Contains(path, StringComparison.Ordinal)
            && !fault.Where.Contains(companion, StringComparison.Ordinal))
        {
            // An entity's failure names the entity; the user needs the file.
            log.Error(fault, "The run failed at {Where}", fault.Where);
            throw new JournalException(fault.Fault, $"{fault.What} (at {fault.Where})", path, fault.Remedy, fault);
        }
        catch (Exception fault) when (fault is not (JournalException or OperationCanceledException))
        {
            log.Fatal(fault, "The run failed");
            throw;
        }
        finally
        {
            Logging.Close(log);
        }
    }

    private static bool HasArchive(IHeldJournal journal)
    {
        using var reader = journal.OpenReader();
        return reader.Base is not null;
    }

    private static async Task<int> Run(Parts parts, SnapshotStart? start, CancellationToken cancellation)
    {
        var (options, scenario, rules, journal, companion, known, key, watch, log, loggers) = parts;
        var path = journal.Place;
        var witness = start?.Witness ?? new RunWitness(rules, scenario.WaveGapMs, log);
        witness.Observer.WaveGapMs = scenario.WaveGapMs;
        var settings = new ExchangeSystemOptions
        {
            OnEvent = witness.Observe,
            EventsPerWrite = Settings.EventsPerWrite(),
            Monitors = Settings.Monitors(),
            Configuration = StandardErrorLogger.Setting,
        };
        var interval = Settings.EventsPerSnapshot();
        var store = JournalStore.Of(
            journal, known is null ? null : rows => CheckpointGuard.Through(rows, known, path, start?.Snapshot), start?.Rest.Position);
        await using var system = await LocalExchange.Start(
            rules, store, settings, holds: true, options.Resume, start?.Rest, loggers: loggers, cancellation: cancellation);
        witness.Before = system.EventsBefore;
        await using var runtime = new AkkaRuntime(system, witness.Marks);
        LiveLine.Say($"journal {path}{(companion == path ? string.Empty : $", log and checkpoint {companion}.*")}");
        log.Information(
            "Running {Scenario} under {Venue} on {Journal}, {Events} events so far",
            scenario.Name,
            scenario.Venue.Name,
            path,
            system.EventsBefore);
        var run = new ScenarioRun(scenario, runtime);
        var snapshots = new SnapshotKeeper(companion, journal, system, rules, witness, log, interval);
        if (start is not null)
        {
            snapshots.Begin(start.Snapshot);
        }

        using (var progress = RunProgressDisplay.Start(witness.Observer, runtime))
        {
            var checkpoints = new CheckpointKeeper(Checkpoint.PathFor(companion), journal, key, system, progress, start?.Snapshot)
            {
                Snapshot = start is null ? null : known!.Snapshot,
            };
            try
            {
                checkpoints.Write();
                await run.Run(checkpoints, cancellation, start?.Memory, memory => snapshots.Rested(memory, checkpoints));
                await snapshots.Complete(checkpoints);
            }
            catch
            {
                checkpoints.WriteIfPossible();
                throw;
            }

            checkpoints.Write();
        }

        journal.RequireHeld();
        return await RunVerb.Finish(
            options,
            scenario,
            run,
            runtime,
            path,
            witness.Observer,
            witness.Invariants,
            live => CompareWithFold(snapshots, live),
            watch,
            cancellation);
    }

    private static JournalException? TakenOver(IHeldJournal journal)
    {
        try
        {
            journal.RequireHeld();
            return null;
        }
        catch (JournalException taken)
        {
            return taken;
        }
    }

    /// <summary>Folds the journal, verifying every hash, and compares with the hash of the live states: what came before the last snapshot
    /// was folded and compared when that was written.</summary>
    private static InvariantResult CompareWithFold(SnapshotKeeper snapshots, string live)
    {
        const string Name = "folding the journal from empty gives the state hash of the live run";
        var difference = Patiently(() => snapshots.Compare(live));
        return new InvariantResult(Name, difference is null, difference is null ? 0m : 1m, difference ?? string.Empty);
    }

    /// <summary>Reads what a write would be tried again for: everything is stored, and a server without a free connection is no reason
    /// to end without a report.</summary>
    private static T Patiently<T>(Func<T> read)
    {
        var watch = Stopwatch.StartNew();
        for (var pause = FirstPause; ; pause += pause)
        {
            try
            {
                return read();
            }
            catch (JournalException fault) when (fault.Fault is JournalFault.Failed or JournalFault.Locked && watch.Elapsed < Patience)
            {
                Thread.Sleep(pause);
            }
        }
    }

    private static string JournalPath(RunOptions options)
    {
        if (options.Journal is { } named)
        {
            return !JournalPlace.IsDatabase(named) && Directory.Exists(named)
                ? throw new JournalException(JournalFault.Exists, "is a directory", named, "name a file") : named;
        }

        if (!options.Resume)
        {
            var name = Path.GetFileNameWithoutExtension(options.Scenario);
            return Path.Combine(
                JournalFolder, $"{name}-{DateTime.UtcNow.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture)}.db");
        }

        var pattern = options.Scenario is { } scenario ? Path.GetFileNameWithoutExtension(scenario) + "-*.db" : "*.db";
        return LatestJournal.Find(pattern) ?? throw new JournalException(
            JournalFault.Missing, $"there is no journal like {pattern}", JournalFolder,
                "name the journal to resume with --journal, or start a new run");
    }

    /// <summary>
    /// Makes the default folder of journals, and of what goes with a journal in a database, once nothing is wrong with the input.
    /// </summary>
    private static void RequireFolder(RunOptions options)
    {
        if (options.Journal is { } named ? !JournalPlace.IsDatabase(named) : options.Resume)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(JournalFolder);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new JournalException(JournalFault.NotWritable, "the folder cannot be made", Path.GetFullPath(JournalFolder),
                "start in a folder that this user may write, or name a --journal", fault);
        }
    }

    /// <summary>
    /// What the interrupted run was asked for, from its journal; what is asked now in addition is refused by the comparison of hashes.
    /// </summary>
    private static RunOptions AskedBefore(RunOptions options, string place)
    {
        var header = JournalFile.ReadHeader(place);
        var path = JournalPlace.Shown(place);
        RunSettings? settings;
        try
        {
            settings = JsonSerializer.Deserialize<RunSettings>(header.Settings);
        }
        catch (JsonException exception)
        {
            throw new JournalException(JournalFault.Foreign, "the header does not say what was run", path, "name the scenario as well",
                exception);
        }

        if (settings is not { Scenario: not null, Set: not null })
        {
            throw new JournalException(JournalFault.Foreign, "the header does not say what was run", path, "name the scenario as well");
        }

        return options with
        {
            Scenario = settings.Scenario,
            Venue = options.Venue ?? settings.Venue,
            Settings = [.. settings.Set, .. options.Settings]
        };
    }

    private static JournalHeader Header(Scenario scenario, RunOptions options)
    {
        var rules = scenario.RulesSpec;
        return new(
            scenario.Name,
            scenario.Hash,
            scenario.Venue.Name,
            JournaledRules.HashOf(rules),
            unchecked((long)scenario.Seed),
            ProgramVersion.Text,
            JsonSerializer.Serialize(new RunSettings(
                Path.GetFullPath(ScenarioFiles.Find(options.Scenario!)),
                options.Venue is { } venue && VenueProfileLoader.IsPath(venue) ? Path.GetFullPath(venue) : options.Venue,
                [.. options.Settings],
                scenario.Ticks[^1].At.UnixMs,
                MarketModel.Of(scenario))),
            rules);
    }

    private sealed record Parts(
        RunOptions Options,
        Scenario Scenario,
        ExchangeRules Rules,
        IHeldJournal Journal,
        string Companion,
        Checkpoint? Known,
        string? Key,
        Stopwatch Watch,
        Serilog.ILogger Log,
        SerilogLoggerFactory Loggers);

    private sealed record RunSettings(
        string? Scenario,
        string? Venue,
        string[]? Set,
        [property: JsonPropertyName(PlannedEnd.Setting)] long? End,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MarketModel? Market = null);
}
