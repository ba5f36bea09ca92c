using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Akka.Actor;
using Akka.Cluster;
using Akka.Management.Cluster.Bootstrap.ContactPoint;
using ExchangeActors.Actors;
using ExchangeActors.Actors.Cluster;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.PostgreSql;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Node.Service.Hosting;
using ExchangeActors.Node.Shell;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Running;
using Newtonsoft.Json;
using ClusterSettings = ExchangeActors.Actors.Cluster.ClusterSettings;

namespace ExchangeActors.Node.Tests.Service.Hosting;

/// <summary>Nodes of a cluster that were started one by one, as an operator does, and the API of those that are gateways.</summary>
[Collection(PostgreSqlClusterTests.Name)]
public sealed class ClusterNodeTests(PostgreSqlServer server) : IDisposable
{
    // Few events, so that a gateway has a snapshot of this short life.
    private readonly WorkFolder _folder = new() { EventsPerSnapshot = 10 };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Two_gateways_tell_the_same_of_one_exchange_also_after_one_of_them_was_killed()
    {
        var place = server.CreateDatabase();
        var (first, second, third) = (Address(), Address(), Address());
        var key = (await _folder.Run("keys", "create", "--journal", place, "--role", "risk-admin", "--name", "desk")).Expect(0).Out.Trim();
        var one = await Start(place, key, "one", first, null);
        using var two = await Start(place, key, "two", second, first);

        // Of two nodes neither is a majority.
        using var three = _folder.Start(
            "node", "first-adl", "--journal", place, "--data", "three", "--cluster", third, "--seeds", first, "--roles", "engine");
        await three.Said("Ctrl-C ends it");

        // Commands are two where their keys are, whichever gateway takes them.
        (await two.Post("/api/v1/accounts", new { account = "both", deposit = "10", at = "2024-12-31T12:00:00Z" }))
            .Expect(HttpStatusCode.OK);
        for (var deposit = 1; deposit <= 3; deposit++)
        {
            foreach (var gateway in (RunningNode[])[one, two])
            {
                (await gateway.Post("/api/v1/accounts/both/deposits", new { amount = "1", at = "2024-12-31T12:00:01Z" }))
                    .Expect(HttpStatusCode.OK);
            }
        }

        await OneKeyHasOneEffectAndOneAnswer(one, two);

        // What the other gateway was answered this one knows a moment later.
        await one.Get("/api/v1/status?rest=true");
        Assert.Equal("26", (string?)(await one.Get("/api/v1/accounts/both")).Expect(HttpStatusCode.OK).Json["wallet"]);
        (await _folder.Run("feed", "first-adl", "--to", one.Address, "--key", one.Key!, "--speed", "max")).Expect(0);
        await two.Get("/api/v1/status?rest=true");
        Assert.Equal("1", (await ForcedCloses(one)).ToString(CultureInfo.InvariantCulture));
        Assert.Equal(await State(one), await State(two));
        Assert.Equal(1, await ForcedCloses(two));

        Assert.Equal(await one.Events(40), await two.Events(40));

        // The nodes are asked who is in quarantine, and the entity, wherever it lives, to try again.
        Assert.Empty((JsonArray)(await two.Get("/api/v1/quarantine")).Expect(HttpStatusCode.OK).Json["entities"]!);
        Assert.Equal(
            "not-in-quarantine",
            (await two.Post("/api/v1/quarantine/account/both/retry", new { })).Expect(HttpStatusCode.Conflict).Code);

        (await _folder.Run("node", "first-adl", "--journal", place, "--data", "alone", "--urls", "http://127.0.0.1:0"))
            .Refused(3, "cluster");
        while (Checkpoint.Read(_folder.File("one/journal.checkpoint")).Snapshot is null)
        {
            await Task.Delay(100);
        }

        // What the killed gateway was sent, answered or not, has one effect when the other one is asked.
        var sent = Enumerable.Range(0, 30).Select(number => Late(one, number)).ToList();
        await sent[0];
        one.Process.Kill();
        await Task.WhenAll(sent.Select(request => request.ContinueWith(_ => { }, TaskScheduler.Default)));
        one.Dispose();
        for (var number = 0; number < sent.Count; number++)
        {
            var told = (await Late(two, number)).Expect(HttpStatusCode.OK);
            if (sent[number].IsCompletedSuccessfully)
            {
                Assert.Equal(((await sent[number]).Text, true), (told.Text, told.Headers.Contains("Idempotent-Replayed")));
            }
        }

        Assert.Equal("56", (string?)(await two.Get("/api/v1/accounts/both")).Expect(HttpStatusCode.OK).Json["wallet"]);
        var opened = await two.Post("/api/v1/accounts", new { account = "late", at = "2025-01-02T00:00:00Z" });
        opened.Expect(HttpStatusCode.OK);
        (await two.Post("/api/v1/accounts/late/deposits", new { amount = "25", at = "2025-01-02T00:00:01Z" })).Expect(HttpStatusCode.OK);
        Assert.Equal("25", (string?)(await two.Get("/api/v1/accounts/late")).Expect(HttpStatusCode.OK).Json["wallet"]);

        // The killed gateway goes on from its snapshot, and what came after that it reads.
        using var again = await Start(place, key, "one", first, second);
        Assert.Contains("Going on from the snapshot", Log("one"), StringComparison.Ordinal);
        await again.Get("/api/v1/status?rest=true");
        Assert.Equal(await Whole(two), await Whole(again));
        (await again.Post("/api/v1/accounts/late/deposits", new { amount = "5", at = "2025-01-02T00:00:02Z" })).Expect(HttpStatusCode.OK);
        await two.Get("/api/v1/status?rest=true");
        Assert.Equal("30", (string?)(await two.Get("/api/v1/accounts/late")).Expect(HttpStatusCode.OK).Json["wallet"]);

        // A key that is revoked is so for all.
        (await _folder.Run("keys", "revoke", key.Split('_')[1], "--journal", place)).Expect(0);
        foreach (var gateway in (RunningNode[])[again, two])
        {
            while ((await gateway.Get("/api/v1/markets")).Status != HttpStatusCode.Unauthorized)
            {
                await Task.Delay(100);
            }
        }

        (await again.Stop()).Expect(0);
        (await two.Stop()).Expect(0);

        (await _folder.Run("review", place, "verify")).Expect(0);
        var checkpoint = _folder.File("one/journal.checkpoint");
        var compared = (JsonObject)JsonNode.Parse(
            (await _folder.Run("review", place, "verify", "--checkpoint", checkpoint, "--json")).Expect(0).Out)!;
        Assert.True((long)compared["snapshots"]! > 0, compared.ToJsonString());
    }

    [Fact]
    public async Task One_that_a_contact_sends_to_nodes_that_are_gone_ends_in_time_and_leaves_its_port()
    {
        var scenario = ScenarioLoader.Load(WorkFolder.Shipped("first-adl.json"), []);
        var place = server.CreateDatabase();
        using var journal = SharedJournal.Join(place, NodeVerb.Header(scenario));
        using var log = Logging.CreateQuiet(_folder.File("contact.log"));
        var contacts = new ContactServer(log);
        var (asked, own) = (FreePort.Next(), FreePort.Next());
        var gone = new Address("akka.tcp", ClusterSettings.System, "127.0.0.1", FreePort.Next());
        var told = JsonConvert.SerializeObject(new HttpBootstrapJsonProtocol.SeedNodes(
            gone, [new HttpBootstrapJsonProtocol.ClusterMember(gone, 1, MemberStatus.Up, [ClusterSettings.EngineRole])]));
        await using var contact = await contacts.Listen(new IPEndPoint(IPAddress.Loopback, asked), () => told, default);
        var settings = new ClusterSettings(
            "127.0.0.1", 0, [], true, null, new ClusterContacts("127.0.0.1", own, [$"127.0.0.1:{asked}", $"127.0.0.1:{own}"]));
        var options = new ExchangeSystemOptions { JoinTimeout = TimeSpan.FromSeconds(2) };

        await Assert.ThrowsAsync<ClusterException>(() => ClusterNode.Start(new ClusterSetup(
            ScenarioRules.Of(scenario), journal, place, settings, options, null, null, contacts)).WaitAsync(TimeSpan.FromMinutes(2)));

        await using var again = await contacts.Listen(new IPEndPoint(IPAddress.Loopback, own), () => null, default);
    }

    private static string Address() => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{FreePort.Next()}");

    private static async Task<long> ForcedCloses(RunningNode node) =>
        long.Parse((await node.Get("/api/v1/waterfall")).Expect(HttpStatusCode.OK).Json["adl"]!["forcedCloses"]!.ToString(),
            CultureInfo.InvariantCulture);

    private static async Task<string> State(RunningNode node) =>
        ((JsonObject)(await node.Get("/api/v1/waterfall")).Expect(HttpStatusCode.OK).Json["adl"]!).ToJsonString();

    private static async Task<string> Whole(RunningNode node)
    {
        var whole = (await node.Get("/api/v1/waterfall?hash=true")).Expect(HttpStatusCode.OK).Json;
        return whole.ToJsonString();
    }

    private string Log(string data)
    {
        using var reader = new StreamReader(new FileStream(
            Directory.EnumerateFiles(_folder.File(data), "*.log").Single(), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    private async Task<RunningNode> Start(string place, string key, string data, string address, string? seed)
    {
        var node = await RunningNode.Start(
            _folder,
            [
                "first-adl", "--clock", "feed", "--journal", place, "--data", data, "--cluster", address,
                .. (string[])(seed is null ? [] : ["--seeds", seed]),
            ]);
        node.Key = key;
        return node;
    }

    private static Task<NodeAnswer> Late(RunningNode gateway, int number) => gateway.Post(
        "/api/v1/accounts/both/deposits", new { amount = "1", at = "2025-01-01T12:00:00Z" }, $"late-{number}");

    /// <summary>At one gateway after the other, and at both at once.</summary>
    private static async Task OneKeyHasOneEffectAndOneAnswer(RunningNode one, RunningNode two)
    {
        for (var number = 0; number < 10; number++)
        {
            var (here, there) = (Deposit(one), number % 2 == 0 ? Deposit(two) : Task.FromResult<NodeAnswer>(null!));
            var first = await here;
            var again = number % 2 == 0 ? await there : await Deposit(two);
            Assert.Equal(first.Expect(HttpStatusCode.OK).Text, again.Expect(HttpStatusCode.OK).Text);
            Assert.True(number % 2 == 0 || again.Headers.Contains("Idempotent-Replayed"), again.Text);

            Task<NodeAnswer> Deposit(RunningNode gateway) => gateway.Post(
                "/api/v1/accounts/both/deposits", new { amount = "1", at = "2024-12-31T12:00:02Z" }, $"same-{number}");
        }

        Assert.Equal(
            "idempotency-key-reused",
            (await two.Post("/api/v1/accounts/both/deposits", new { amount = "2", at = "2024-12-31T12:00:02Z" }, "same-0"))
                .Expect(HttpStatusCode.UnprocessableEntity).Code);
    }
}
