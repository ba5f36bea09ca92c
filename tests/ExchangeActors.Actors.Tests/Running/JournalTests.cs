using ExchangeActors.Actors.Racing;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Sqlite;
using ExchangeActors.Journal.Writing;
using Microsoft.Data.Sqlite;

namespace ExchangeActors.Actors.Tests.Running;

public sealed class JournalTests
{
    [Fact]
    public async Task A_full_disk_ends_the_exchange_with_its_reason_and_what_was_acknowledged_is_there_afterwards()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("exchange.db");
        var rules = TestRules.Of(Script.Market);
        var acknowledged = 0;
        var script = new Script(rules).Open("alice", 0m);
        for (var deposit = 0; deposit < 5_000; deposit++)
        {
            script.Deposit("alice", 1m);
        }

        using (var file = JournalFile.Create(path, Header, new SqliteOptions { MaximumBytes = 200_000 }))
        {
            await using var exchange = await ExchangeSystem.Start(rules, file);
            var failure = await Assert.ThrowsAsync<JournalException>(async () =>
            {
                foreach (var chunk in script.Steps.Skip(2).Chunk(50))
                {
                    await Task.WhenAll(chunk.Select(step => exchange.Ask(step.To, step.Id, step.Message, step.At)));
                    acknowledged += chunk.Length;
                }
            });
            Assert.Equal(JournalFault.Full, failure.Fault);
            Assert.Equal(JournalFault.Full, (await Assert.ThrowsAsync<JournalException>(() => exchange.Failure)).Fault);
        }

        Assert.True(acknowledged > 0);
        using var again = JournalFile.Resume(path, TestRules.Version);
        await using var resumed = await ExchangeSystem.Start(rules, again);
        Assert.True(resumed.GatherState().Account(new AccountId("alice")).Version >= acknowledged);
        foreach (var step in script.Steps.Skip(2).TakeLast(10))
        {
            Assert.IsType<CommandAccepted>(await resumed.Ask(step.To, step.Id, step.Message, step.At));
        }
    }

    [Fact]
    public async Task A_row_that_was_deleted_is_noticed_at_the_start()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("exchange.db");
        var rules = TestRules.Of(Script.Market);
        using (var file = JournalFile.Create(path, Header))
        {
            await using var exchange = await ExchangeSystem.Start(rules, file);
            await DurableExchange.Run(exchange, new Script(rules).Open("alice", 1m).Deposit("alice", 1m).Deposit("alice", 1m).Steps);
        }

        var store = JournalStore.Of(Opened());
        Execute(path, "DELETE FROM journal WHERE persistence_id = 'account/alice' AND sequence_number = 2;");
        var failure = await Assert.ThrowsAsync<JournalException>(() => ExchangeSystem.Start(rules, store));
        Assert.Equal(JournalFault.Corrupt, failure.Fault);

        JournalFile Opened()
        {
            using var file = JournalFile.Resume(path, TestRules.Version);
            return file;
        }
    }

    private static JournalHeader Header => new("test", "aa", "bitmex", "bb", 1, TestRules.Version, "{}");

    private static void Execute(string path, string sql)
    {
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
