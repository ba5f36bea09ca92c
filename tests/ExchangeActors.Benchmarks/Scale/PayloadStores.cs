using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Journal.Writing;
using Microsoft.Data.Sqlite;

namespace ExchangeActors.Benchmarks.Scale;

/// <summary>What storing the events of a durable run costs others.</summary>
internal static class PayloadStores
{
    /// <summary>Events of the payload that the bare actor and the bulk insert store.</summary>
    private const int PayloadEvents = 100_000;

    private const int PayloadBatch = 1_000;

    /// <summary>One actor that does nothing else.</summary>
    public static async Task<ScaleRow> Actor(string what, int size, string scenario)
    {
        using var folder = new ScaleFolder();
        return await Persist(what, await Source(folder, size, scenario), folder.File("bare.db"));
    }

    /// <summary>A prepared statement.</summary>
    public static async Task<ScaleRow> Insert(string what, int size, string scenario)
    {
        using var folder = new ScaleFolder();
        return Insert(what, await Source(folder, size, scenario), folder.File("bulk.db"));
    }

    private static async Task<string> Source(ScaleFolder folder, int size, string scenario)
    {
        var journal = folder.File("october.db");
        await OctoberRuns.Durable(string.Empty, size, scenario, journal);
        return journal;
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
        var watch = ScaleWatch.Start();
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

        return watch.Row(what, 0, rows.Count, string.Empty);
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
        var setup = file.Profile.AddTo(BootstrapSetup.Create()
            .WithConfig(file.Profile.Configuration.WithFallback(ConfigurationFactory.ParseString("akka.loglevel = WARNING"))));
        using var system = ActorSystem.Create("bare", setup);
        var actor = system.ActorOf(Props.Create(() => new BareActorOf()));
        var watch = ScaleWatch.Start();
        foreach (var batch in events.Chunk(PayloadBatch))
        {
            await actor.Ask<int>(batch);
        }

        var row = watch.Row(what, 0, events.Count, string.Empty);
        await system.Terminate();
        return row;
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
}
