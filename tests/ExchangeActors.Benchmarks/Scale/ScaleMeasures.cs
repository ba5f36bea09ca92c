using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using ExchangeActors.Actors;
using ExchangeActors.Actors.Local;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Waterfall;
using ExchangeActors.Journal;
using ExchangeActors.Scenarios;
using ExchangeActors.Scenarios.Running;
using Microsoft.Data.Sqlite;

namespace ExchangeActors.Benchmarks.Scale;

/// <summary>What is measured, each in a process of its own, so that nobody's memory and compiled code are another's.</summary>
internal static class ScaleMeasures
{
    /// <summary>Events of the payload that the bare actor and the bulk insert store.</summary>
    private const int PayloadEvents = 100_000;

    private const int PayloadBatch = 1_000;

    /// <summary>The names of the measures.</summary>
    public const string InMemory = "October in memory";

    /// <inheritdoc cref="InMemory"/>
    public const string InMemoryAgain = "October in memory, third time in one process";

    /// <inheritdoc cref="InMemory"/>
    public const string Durable = "October durable, SQLite";

    /// <inheritdoc cref="InMemory"/>
    public const string BareActor = "the same events by one bare persistent actor";

    /// <inheritdoc cref="InMemory"/>
    public const string BulkInsert = "the same rows by a prepared bulk insert";

    /// <inheritdoc cref="InMemory"/>
    public const string Ranking = "ranking at new marks, one market";

    /// <inheritdoc cref="InMemory"/>
    public const string QuietTick = "a tick without crossings, one market";

    /// <summary>Measures one of them.</summary>
    /// <param name="what">Its name.</param>
    /// <param name="size">Accounts or positions.</param>
    /// <param name="scenario">The scenario's path.</param>
    public static async Task<ScaleRow> Measure(string what, int size, string scenario) => what switch
    {
        InMemory => await OctoberInMemory(what, size, scenario, 1),
        InMemoryAgain => await OctoberInMemory(what, size, scenario, 3),
        Durable => await OctoberDurable(what, size, scenario),
        BareActor or BulkInsert => await Payload(what, size, scenario),
        Ranking => Repeated(what, size, 15, version => RankOnce(RankedIndex(size), version)),
        QuietTick => Repeated(what, size, 1_000_000, version => TickOnce(RankedIndex(size), version)),
        _ => throw new ArgumentException($"nothing is called {what}", nameof(what)),
    };

    private static async Task<ScaleRow> OctoberInMemory(string what, int size, string path, int times)
    {
        var scenario = ScenarioLoader.Load(path, [$"population.accounts={size}"]);
        for (var left = times; ; left--)
        {
            var rules = ScenarioRules.Of(scenario);
            var observe = Observers(rules);
            await using var runtime = new InMemoryRuntime(rules, observe);
            var watch = Watch.Start();
            await new ScenarioRun(scenario, runtime).Run(null, CancellationToken.None);
            if (left == 1)
            {
                return watch.Row(what, size, runtime.Events, 0, (await runtime.State(CancellationToken.None)).Hash());
            }
        }
    }

    private static async Task<ScaleRow> OctoberDurable(string what, int size, string path)
    {
        using var folder = new Folder();
        return await OctoberDurable(what, size, path, folder.File("october.db"));
    }

    private static async Task<ScaleRow> OctoberDurable(string what, int size, string path, string journal)
    {
        var scenario = ScenarioLoader.Load(path, [$"population.accounts={size}"]);
        var rules = ScenarioRules.Of(scenario);
        var observe = Observers(rules);
        var marks = new MarkTracker();
        using var file = JournalFile.Create(journal, new JournalHeader(scenario.Name, "-", rules.Profile.Name, "-", 0, "0", "{}"));
        await using var system = await LocalExchange.Start(rules, JournalStore.Of(file), new ExchangeSystemOptions
        {
            OnEvent = recorded =>
            {
                marks.Observe(recorded);
                observe(recorded);
            },
        });
        var watch = Watch.Start();
        await using var runtime = new AkkaRuntime(system, marks);
        await new ScenarioRun(scenario, runtime).Run(null, CancellationToken.None);
        var row = watch.Row(what, size, runtime.Events, 0, (await runtime.State(CancellationToken.None)).Hash());
        var bytes = new FileInfo(journal).Length + (File.Exists(journal + "-wal") ? new FileInfo(journal + "-wal").Length : 0L);
        return row with { BytesPerEvent = (double)bytes / row.Events };
    }

    private static async Task<ScaleRow> Payload(string what, int size, string path)
    {
        using var folder = new Folder();
        var source = folder.File("october.db");
        await OctoberDurable(what, size, path, source);
        return what == BulkInsert ? Insert(what, source, folder.File("bulk.db")) : await Persist(what, source, folder.File("bare.db"));
    }

    /// <summary>The rows as they are, in transactions of a thousand, into a table like the journal's at the same durability.</summary>
    private static ScaleRow Insert(string what, string source, string target)
    {
        var rows = new List<object[]>();
        var definitions = new List<string>();
        string[] columns;
        using (var from = new SqliteConnection($"Data Source={source};Mode=ReadOnly"))
        {
            from.Open();
            using (var schema = Command(
                from, "SELECT sql FROM sqlite_master WHERE tbl_name = 'journal' AND sql IS NOT NULL ORDER BY type DESC").ExecuteReader())
            {
                while (schema.Read())
                {
                    definitions.Add(schema.GetString(0));
                }
            }

            using var reader = Command(from, $"SELECT * FROM journal ORDER BY ordering LIMIT {PayloadEvents}").ExecuteReader();
            columns = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
            while (reader.Read())
            {
                var row = new object[reader.FieldCount];
                reader.GetValues(row);
                rows.Add(row);
            }
        }

        using var into = new SqliteConnection($"Data Source={target}");
        into.Open();
        Command(into, "PRAGMA journal_mode = WAL").ExecuteNonQuery();
        Command(into, "PRAGMA synchronous = FULL").ExecuteNonQuery();
        definitions.ForEach(definition => Command(into, definition).ExecuteNonQuery());
        var watch = Watch.Start();
        using var insert = Command(
            into, $"INSERT INTO journal ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select((_, i) => $"$p{i}"))})");
        var parameters = columns.Select((_, i) => insert.Parameters.Add(new SqliteParameter { ParameterName = $"$p{i}" })).ToList();
        insert.Prepare();
        foreach (var batch in rows.Chunk(PayloadBatch))
        {
            using var transaction = into.BeginTransaction();
            insert.Transaction = transaction;
            foreach (var row in batch)
            {
                for (var i = 0; i < row.Length; i++)
                {
                    parameters[i].Value = row[i];
                }

                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        return watch.Row(what, 0, rows.Count, 0, string.Empty);
    }

    /// <summary>The events by an actor that does nothing else, a thousand in each write.</summary>
    private static async Task<ScaleRow> Persist(string what, string source, string target)
    {
        List<RecordedEvent> events;
        JournalHeader header;
        using (var reader = JournalReader.Open(source))
        {
            header = reader.Header;
            events = [.. reader.ReadAll().Take(PayloadEvents).Select(row => row.Recorded)];
        }

        using var file = JournalFile.Create(target, header);
        var setup = BootstrapSetup.Create()
            .WithConfig(file.Profile.Configuration.WithFallback(ConfigurationFactory.ParseString("akka.loglevel = WARNING")))
            .And(file.Profile.Setup);
        using var system = ActorSystem.Create("bare", setup);
        var actor = system.ActorOf(Props.Create(() => new BareActorOf()));
        var watch = Watch.Start();
        foreach (var batch in events.Chunk(PayloadBatch))
        {
            await actor.Ask<int>(batch);
        }

        var row = watch.Row(what, 0, events.Count, 0, string.Empty);
        await system.Terminate();
        return row;
    }

    private static ScaleRow Repeated(string what, int size, int times, Action<long> once)
    {
        once(2);
        once(3);
        var watch = Watch.Start();
        for (var i = 0; i < times; i++)
        {
            once(4 + i);
        }

        return watch.Row(what, size, times, 0, string.Empty);
    }

    private static RiskIndex? _index;

    private static RiskIndex RankedIndex(int positions) => _index ??= RiskPopulation.Index(positions);

    private static void TickOnce(RiskIndex index, long version)
    {
        index.Handle(new MarkMoved(
            BenchmarkRules.Btc, new MarkQuote(new Price(version % 2 == 0 ? 100_000m : 100_000.1m), 0m, version), false));
        index.Handle(new SweepBands());
    }

    private static void RankOnce(RiskIndex index, long version)
    {
        TickOnce(index, version);
        index.Handle(new RankQueue(new DeleveragingId(BenchmarkRules.Btc, 1), 1, -1, new AccountId("trader-0")));
    }

    private static Action<RecordedEvent> Observers(ExchangeRules rules)
    {
        var observer = new WaterfallObserver();
        var invariants = new Invariants(rules);
        return recorded =>
        {
            observer.Observe(recorded);
            invariants.Observe(recorded);
        };
    }

    private static SqliteCommand Command(SqliteConnection connection, string text)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        return command;
    }

    private sealed class BareActorOf : UntypedPersistentActor
    {
        private HashChain _chain = HashChain.Start(EntityRef.Account(new AccountId("bare")));

        public override string PersistenceId => _chain.Stream.ToString();

        protected override void OnCommand(object message)
        {
            if (message is not RecordedEvent[] batch)
            {
                return;
            }

            var (left, sender) = (batch.Length, Sender);
            PersistAll(batch.Select(Sealed), _ =>
            {
                if (--left == 0)
                {
                    sender.Tell(batch.Length);
                }
            });
        }

        protected override void OnRecover(object message)
        {
        }

        private JournaledEvent Sealed(RecordedEvent recorded)
        {
            var journaled = _chain.Seal(recorded with { Id = new EventRef(_chain.Stream, _chain.Sequence + 1) });
            _chain = _chain.After(journaled);
            return journaled;
        }
    }

    private sealed class Folder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("exchange-scale-");

        public string File(string name) => Path.Combine(_folder.FullName, name);

        public void Dispose()
        {
            SqliteConnection.ClearAllPools();
            _folder.Delete(recursive: true);
        }
    }

    private sealed class Watch
    {
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private readonly TimeSpan _cpu = Environment.CpuUsage.TotalTime;

        public static Watch Start()
        {
            GC.Collect();
            return new Watch();
        }

        public ScaleRow Row(string what, int size, long events, double bytesPerEvent, string hash)
        {
            var (seconds, cpu) = (_clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - _cpu).TotalSeconds);
            using var self = Process.GetCurrentProcess();
            return new ScaleRow(what, size, events, seconds, cpu, self.PeakWorkingSet64 / 1e6, bytesPerEvent, hash);
        }
    }
}
