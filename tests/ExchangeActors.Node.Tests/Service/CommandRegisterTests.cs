using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.PostgreSql;
using ExchangeActors.Node.Service;
using ExchangeActors.Node.Service.Commands;
using ExchangeActors.Node.Service.Keys;
using Microsoft.Data.Sqlite;

namespace ExchangeActors.Node.Tests.Service;

/// <summary>Numbers of callers' commands: one key has one effect, whatever is under way beside it, and at whichever gateway.</summary>
[Collection(PostgreSqlTests.Name)]
public sealed class CommandRegisterTests(PostgreSqlServer server) : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_key_whose_command_had_no_effect_gets_a_new_number_but_not_while_another_request_may_have_one(bool database)
    {
        var place = Place(database);
        await using var store = ServiceStore.Of(place, _folder.File("service.db"));
        await using var others = ServiceStore.Of(place, _folder.File("service.db"));
        var (one, two) = (new CommandRegister(store, "api-one"), new CommandRegister(others, "api-two"));
        var first = await Register(one);
        var second = await Register(two);
        Assert.Equal((first.Id, true, false), (second.Id, first.IsNew, second.IsNew));
        Assert.Equal("api-one", first.Id.Source);

        // The second is still on its way to the entity, under that number.
        await one.Forget(first.Id);
        Assert.Equal(first.Id, (await Register(one)).Id);

        await two.Answer(second.Id, new GivenAnswer(200, "{}"));
        await one.Answer(first.Id, new GivenAnswer(500, "later"));
        await one.Forget(first.Id);
        Assert.All([await Register(one), await Register(two)], told =>
            Assert.Equal((first.Id, 200, "{}", false), (told.Id, told.Answer!.Status, told.Answer.Body, told.IsNew)));
        Assert.Empty(await two.Unanswered());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_had_no_effect_gets_a_new_number_when_nobody_else_has_asked(bool database)
    {
        await using var store = ServiceStore.Of(Place(database), _folder.File("service.db"));
        var register = new CommandRegister(store, "api");
        var first = await Register(register);
        Assert.Equal([first.Id], (await register.Unanswered()).Select(command => command.Id));
        await register.Forget(first.Id);
        var second = await Register(register);

        Assert.True(second.IsNew);
        Assert.True(second.Id.Number > first.Id.Number);
        Assert.False((await register.Register("caller", "key", "account/alice", null, [2], 0)).SameRequest);
    }

    [Fact]
    public async Task Gateways_that_register_the_same_keys_in_another_order_at_once_agree_on_their_numbers()
    {
        var place = Place(database: true);
        await using var store = ServiceStore.Of(place, string.Empty);
        await using var others = ServiceStore.Of(place, string.Empty);
        var (one, two) = (new CommandRegister(store, "api-one"), new CommandRegister(others, "api-two"));
        for (var round = 0; round < 20; round++)
        {
            var keys = Enumerable.Range(0, 200).Select(number => $"{round}-{number}").ToList();
            var there = keys.Select(key => Register(one, key)).ToList();
            var here = Enumerable.Reverse(keys).Select(key => Register(two, key)).ToList();
            var told = (await Task.WhenAll(there)).Zip((await Task.WhenAll(here)).Reverse());
            Assert.All(told, pair => Assert.Equal((pair.First.Id, !pair.First.IsNew), (pair.Second.Id, pair.Second.IsNew)));
        }
    }

    [Fact]
    public async Task A_server_that_is_started_again_is_waited_for()
    {
        await using var store = ServiceStore.Of(Place(database: true), string.Empty);
        var register = new CommandRegister(store, "api");
        var first = await Register(register);
        PostgreSqlServer.Execute(
            server.ConnectionString("postgres"),
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'exchange service'");

        Assert.Equal(first.Id, (await Register(register)).Id);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_change_that_cannot_be_made_stops_none_of_those_that_were_to_be_made_with_it(bool database)
    {
        await using var store = ServiceStore.Of(Place(database), _folder.File("service.db"));
        var register = new CommandRegister(store, "api");
        var before = Enumerable.Range(0, 20).Select(number => Register(register, $"before-{number}")).ToList();
        var bad = store.Change(connection =>
        {
            using var wrong = connection.Statement("INSERT INTO nowhere VALUES (@value)", ("@value", 1));
            return wrong.ExecuteNonQuery();
        });
        var after = Enumerable.Range(0, 20).Select(number => Register(register, $"after-{number}")).ToList();

        await Assert.ThrowsAsync<JournalException>(() => bad);
        var numbers = (await Task.WhenAll([.. before, .. after])).Select(command => command.Id.Number).ToList();
        Assert.Equal(40, numbers.Distinct().Count());
        Assert.Equal(40, (await register.Unanswered()).Count);
    }

    [Fact]
    public async Task A_gateway_that_stands_still_in_the_middle_lets_go_of_what_another_one_waits_for()
    {
        var place = Place(database: true);
        await using var store = ServiceStore.Of(place, string.Empty);
        using var still = ServiceTables.Open(place);
        using var transaction = still.BeginTransaction();
        using var insert = still.Statement(
            $"""
            INSERT INTO {ServiceTables.Commands} (source, caller, idempotency_key, target, request, at)
            VALUES ('api-still', 'caller', 'key', 'account/alice', @request, 0)
            """,
            ("@request", new byte[] { 1 }));
        insert.ExecuteNonQuery();

        var registered = await Register(new CommandRegister(store, "api")).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(("api", true), (registered.Id.Source, registered.IsNew));
    }

    [Fact]
    public async Task A_file_of_an_earlier_version_keeps_its_keys_and_answers()
    {
        using (var connection = new SqliteConnection($"Data Source={_folder.File("service.db")};Pooling=false"))
        {
            connection.Open();
            using var made = connection.CreateCommand();
            made.CommandText = """
                CREATE TABLE api_key (
                  id TEXT NOT NULL PRIMARY KEY, hash BLOB NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, accounts TEXT NOT NULL,
                  created INTEGER NOT NULL, expires INTEGER, revoked INTEGER);
                CREATE TABLE command (
                  number INTEGER PRIMARY KEY AUTOINCREMENT, caller TEXT NOT NULL, idempotency_key TEXT NOT NULL, target TEXT NOT NULL,
                  makes TEXT, request BLOB NOT NULL, at INTEGER NOT NULL, status INTEGER, answer TEXT, UNIQUE (caller, idempotency_key));
                CREATE INDEX command_unanswered ON command (number) WHERE status IS NULL;
                CREATE TABLE store (id TEXT NOT NULL);
                INSERT INTO api_key VALUES ('abc', x'00', 'desk', 'operator', '', 1, NULL, NULL);
                INSERT INTO command VALUES (7, 'caller', 'key', 'account/alice', NULL, x'00', 1, 200, '{"command":"api#7"}');
                PRAGMA user_version = 2;
                """;
            made.ExecuteNonQuery();
        }

        await using var store = ServiceStore.Open(_folder.File("service.db"));
        Assert.Equal("desk", Assert.Single(await new KeyRing(store).List()).Name);
        var known = await Register(new CommandRegister(store, "api"));
        Assert.Equal((new CommandId("api", 7), "{\"command\":\"api#7\"}"), (known.Id, known.Answer!.Body));
    }

    private static Task<RegisteredCommand> Register(CommandRegister register, string key = "key") =>
        register.Register("caller", key, "account/alice", null, [1], 0);

    private string Place(bool database) => database ? server.CreateDatabase() : _folder.File("journal.db");
}
