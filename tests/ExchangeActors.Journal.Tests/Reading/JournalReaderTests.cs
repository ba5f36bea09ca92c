using ExchangeActors.Journal.Reading;
using ExchangeActors.Journal.Writing;
using Microsoft.Data.Sqlite;

namespace ExchangeActors.Journal.Tests.Reading;

/// <summary>Reading a journal without actors: everything that was written, and every kind of tampering with its position.</summary>
public sealed class JournalReaderTests : IAsyncLifetime, IDisposable
{
    private const int Streams = 5;
    private const int EventsEach = 8;

    private readonly TemporaryDirectory _directory = new();

    private string Journal => _directory.File("run.journal");

    public async Task InitializeAsync()
    {
        using var file = JournalFile.Create(Journal, Journals.Header());
        using var system = Systems.Of(file.Profile);
        var actors = Enumerable.Range(0, Streams).Select(number => system.Actor(Journals.Account(number))).ToList();
        for (var i = 0; i < EventsEach; i++)
        {
            await Task.WhenAll(actors.Select(actor => actor.Deposit()));
        }

        await system.Terminate();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void All_events_are_read_in_global_order_with_their_metadata()
    {
        using var reader = JournalReader.Open(Journal);
        var rows = reader.ReadAll().ToList();
        Assert.Equal(Enumerable.Range(1, Streams * EventsEach).Select(number => (long)number), rows.Select(row => row.Ordering));
        Assert.All(rows, row => Assert.Equal(Journals.Feed, row.Recorded.CausedBy));
        Assert.All(rows, row => Assert.Equal(Journals.Noon.PlusMs(row.Recorded.Id.Sequence), row.Recorded.At));
        reader.RequireComplete();
    }

    [Fact]
    public void One_stream_is_read_alone_and_the_heads_of_all_are_listed()
    {
        using var reader = JournalReader.Open(Journal);
        Assert.Equal(Enumerable.Range(1, EventsEach).Select(number => (long)number),
            reader.ReadStream(Journals.Account(3)).Select(row => row.Recorded.Id.Sequence));
        Assert.Empty(reader.ReadStream(Journals.Account(99)));
        Assert.Equal(Enumerable.Range(0, Streams).Select(number => new StreamHead(Journals.Account(number), EventsEach)),
            reader.ReadStreams());
    }

    [Fact]
    public void A_journal_without_events_reads_as_empty()
    {
        var path = _directory.File("empty.journal");
        JournalFile.Create(path, Journals.Header()).Dispose();
        using var reader = JournalReader.Open(path);
        Assert.Empty(reader.ReadAll());
        Assert.Empty(reader.ReadStreams());
        reader.RequireComplete();
    }

    [Theory]
    [InlineData("a deleted middle row", "DELETE FROM journal WHERE persistence_id = 'account/trader-3' AND sequence_number = 4",
        "account/trader-3#5", "missing")]
    [InlineData(
        "an edited amount",
            "UPDATE journal SET message = CAST(replace(hex(message), '', '') AS BLOB) WHERE persistence_id = 'account/trader-3' AND "
                + "sequence_number = 4", "account/trader-3#4", "not a stored event")]
    [InlineData(
        "a foreign manifest",
            "UPDATE journal SET manifest = 'account.withdrawn.1' WHERE persistence_id = 'account/trader-3' AND sequence_number = 4",
            "account/trader-3#4", "hash chain")]
    [InlineData(
        "an unknown manifest",
            "UPDATE journal SET manifest = 'account.teleported.1' WHERE persistence_id = 'account/trader-3' AND sequence_number = 4",
            "account/trader-3#4", "account.teleported.1")]
    [InlineData(
        "garbage", "UPDATE journal SET message = randomblob(100) WHERE persistence_id = 'account/trader-3' AND sequence_number = 4",
            "account/trader-3#4", "not a stored event")]
    [InlineData("no payload", "UPDATE journal SET message = x'' WHERE persistence_id = 'account/trader-3' AND sequence_number = 4",
        "account/trader-3#4", "not a stored event")]
    [InlineData(
        "another serializer", "UPDATE journal SET identifier = 1 WHERE persistence_id = 'account/trader-3' AND sequence_number = 4",
            "account/trader-3#4", "another program")]
    [InlineData(
        "a row of another stream",
            "UPDATE journal SET message = (SELECT message FROM journal WHERE persistence_id = 'account/trader-1' AND sequence_number = "
                + "4) WHERE persistence_id = 'account/trader-3' AND sequence_number = 4", "account/trader-3#4", "another stream")]
    [InlineData(
        "a row marked as deleted", "UPDATE journal SET deleted = 1 WHERE persistence_id = 'account/trader-3' AND sequence_number = 4",
            "account/trader-3#4", "marked as deleted")]
    [InlineData(
        "swapped rows",
            "UPDATE journal SET sequence_number = 100 WHERE persistence_id = 'account/trader-3' AND sequence_number = 4; UPDATE journal "
                + "SET sequence_number = 4 WHERE persistence_id = 'account/trader-3' AND sequence_number = 5; UPDATE journal SET "
                + "sequence_number = 5 WHERE persistence_id = 'account/trader-3' AND sequence_number = 100", "account/trader-3#",
                    "holds event")]
    public void Tampering_is_found_where_it_is(string what, string sql, string where, string part)
    {
        var row = RowOf("account/trader-3", 4);
        Execute(sql);
        using var reader = JournalReader.Open(Journal);
        foreach (var read in new Func<object>[] { () => reader.ReadAll().Count(), () => reader.ReadStream(Journals.Account(3)).Count() })
        {
            var error = Assert.Throws<JournalException>(read);
            Assert.True(error.Fault is JournalFault.Corrupt or JournalFault.WrongVersion, what);
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
            Assert.True(
                error.Where.Contains(where, StringComparison.Ordinal) || error.Where.EndsWith($"(row {row})", StringComparison.Ordinal),
                    $"{what}: {error.Where}");
        }
    }

    [Fact]
    public void Every_flipped_bit_of_a_payload_is_found()
    {
        var payload = Payload(17);
        for (var position = 0; position < payload.Length; position++)
        {
            var changed = (byte[])payload.Clone();
            changed[position] ^= 1;
            SetPayload(17, changed);
            using var reader = JournalReader.Open(Journal);
            var error = Assert.Throws<JournalException>(() => reader.ReadAll().Count());
            Assert.Contains("(row 17)", error.Where, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_lost_tail_is_found_also_without_reading_the_events()
    {
        Execute("DELETE FROM journal WHERE ordering > 38");
        using (var reader = JournalReader.Open(Journal))
        {
            Assert.Contains("39 to 40", Assert.Throws<JournalException>(() => reader.ReadAll().Count()).Message, StringComparison.Ordinal);
            Assert.Contains("40 events were written but 38", Assert.Throws<JournalException>(reader.RequireComplete).Message,
                StringComparison.Ordinal);
        }

        var error = Assert.Throws<JournalException>(() => JournalFile.Open(Journal, Journals.Header(), JournalMode.Resume));
        Assert.Equal(JournalFault.Corrupt, error.Fault);
    }

    private long RowOf(string stream, int sequence)
    {
        using var reader = JournalReader.Open(Journal);
        return reader.ReadAll().Single(row => row.Recorded.Id.Sequence == sequence && row.Recorded.Id.Stream.ToString() == stream).Ordering;
    }

    private byte[] Payload(int ordering)
    {
        using var connection = new SqliteConnection($"Data Source={Journal};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT message FROM journal WHERE ordering = $ordering";
        command.Parameters.AddWithValue("$ordering", ordering);
        return (byte[])command.ExecuteScalar()!;
    }

    private void SetPayload(int ordering, byte[] payload)
    {
        using var connection = new SqliteConnection($"Data Source={Journal};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE journal SET message = $payload WHERE ordering = $ordering";
        command.Parameters.AddWithValue("$ordering", ordering);
        command.Parameters.AddWithValue("$payload", payload);
        command.ExecuteNonQuery();
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Journal};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
