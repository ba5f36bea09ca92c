using System.Net;
using System.Text.Json.Nodes;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.PostgreSql;

namespace ExchangeActors.Node.Tests.Service.Hosting;

/// <summary>A node on a journal in PostgreSQL.</summary>
[Collection(PostgreSqlTests.Name)]
public sealed class NodeDatabaseTests(PostgreSqlServer server) : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_goes_on_after_a_kill_tells_what_a_file_tells_and_the_password_is_nowhere()
    {
        var place = server.CreateDatabase();
        var key = (await _folder.Run("keys", "create", "--journal", place, "--role", "risk-admin", "--name", "all")).Expect(0).Out.Trim();
        using (var node = await Start(place))
        {
            (await _folder.Run("feed", WorkFolder.Shipped("first-adl.json"), "--to", node.Address, "--key", key, "--speed", "max"))
                .Expect(0);
            node.Process.Kill();
        }

        // Numbers in a database may have holes: places of events have none.
        PostgreSqlServer.Execute(
            place,
            "UPDATE journal SET ordering = ordering * 3 + 100000; "
            + "SELECT setval(pg_get_serial_sequence('journal', 'ordering'), (SELECT max(ordering) FROM journal))");
        using var again = await Start(place);
        var waterfall = (await again.Get("/api/v1/waterfall", key)).Expect(HttpStatusCode.OK).Json;
        var adl = (await again.Get("/api/v1/adl/ETH-PERP/1", key)).Expect(HttpStatusCode.OK).Json;
        Assert.Equal("1", waterfall["adl"]!["forcedCloses"]!.ToString());
        Assert.NotNull(((JsonArray)adl["rounds"]![0]!["queue"]!).Single(candidate => candidate!["closed"] is not null));
        (await again.Post("/api/v1/accounts", new { account = "late", at = "2025-01-02T00:00:00Z" }, null, key)).Expect(HttpStatusCode.OK);
        (await again.Stop()).Expect(0);

        (await _folder.Run("review", place, "verify", "--checkpoint", "exchange-data/journal.checkpoint")).Expect(0);
        Assert.All(
            Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories),
            file => Assert.DoesNotContain(server.Password, File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_the_server_is_away_a_command_is_turned_away_and_the_same_key_tells_later_what_became_of_it()
    {
        var place = server.CreateDatabase();
        var key = (await _folder.Run("keys", "create", "--journal", place, "--role", "operator", "--name", "desk")).Expect(0).Out.Trim();
        using var node = await Start(place);
        (await node.Post("/api/v1/accounts", new { account = "alice", at = "2025-01-01T00:00:00Z" }, null, key)).Expect(HttpStatusCode.OK);

        Task<NodeAnswer>? away = null;
        server.Restart(TimeSpan.FromSeconds(6), () => away = Deposit());
        (await away!).Expect(HttpStatusCode.ServiceUnavailable);

        var later = await Deposit();
        for (; later.Status == HttpStatusCode.ServiceUnavailable; later = await Deposit())
        {
            await Task.Delay(200);
        }

        later.Expect(HttpStatusCode.OK);
        Assert.Equal(later.Text, (await Deposit()).Expect(HttpStatusCode.OK).Text);
        Assert.Equal("5", (string?)(await node.Get("/api/v1/accounts/alice", key)).Expect(HttpStatusCode.OK).Json["wallet"]);
        (await node.Stop()).Expect(0);

        Task<NodeAnswer> Deposit() => node.Post(
            "/api/v1/accounts/alice/deposits", new { amount = "5", at = "2025-01-01T00:00:01Z" }, "once", key);
    }

    [Fact]
    public async Task It_goes_on_from_its_snapshot_and_what_came_after_and_verify_compares_that()
    {
        _folder.EventsPerSnapshot = 10;
        var place = server.CreateDatabase();
        var key = (await _folder.Run("keys", "create", "--journal", place, "--role", "risk-admin", "--name", "all")).Expect(0).Out.Trim();
        string before;
        using (var node = await Start(place))
        {
            (await _folder.Run("feed", WorkFolder.Shipped("first-adl.json"), "--to", node.Address, "--key", key, "--speed", "max"))
                .Expect(0);
            var checkpoint = _folder.File("exchange-data/journal.checkpoint");
            while (Checkpoint.Read(checkpoint).Snapshot is null)
            {
                Assert.False(node.Process.HasExited);
                await Task.Delay(100);
            }

            (await node.Post("/api/v1/accounts", new { account = "late", at = "2025-01-02T00:00:00Z" }, null, key))
                .Expect(HttpStatusCode.OK);
            before = (await node.Get("/api/v1/waterfall?hash=true", key)).Expect(HttpStatusCode.OK).Text;
            node.Process.Kill();
        }

        using var again = await Start(place);
        Assert.Equal(before, (await again.Get("/api/v1/waterfall?hash=true", key)).Expect(HttpStatusCode.OK).Text);
        (await again.Stop()).Expect(0);
        var log = await File.ReadAllTextAsync(_folder.File("exchange-data/journal.log"));
        Assert.Contains("Going on from the snapshot", log, StringComparison.Ordinal);
        var verified = (JsonObject)JsonNode.Parse((await _folder.Run(
            "review", place, "verify", "--checkpoint", "exchange-data/journal.checkpoint", "--json")).Expect(0).Out)!;
        Assert.True((long)verified["snapshots"]! > 0, verified.ToJsonString());
    }

    private Task<RunningNode> Start(string place) => RunningNode.Start(
        _folder, WorkFolder.Shipped("first-adl.json"), "--clock", "feed", "--journal", place);
}
