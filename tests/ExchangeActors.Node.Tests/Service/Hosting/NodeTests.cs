using System.Net;
using System.Text.Json.Nodes;
using ExchangeActors.Node.Shell;

namespace ExchangeActors.Node.Tests.Service.Hosting;

/// <summary>A node from its start over kills to its end, as its operator sees it.</summary>
public sealed class NodeTests : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_scenario_that_is_fed_to_a_node_ends_as_its_run_does_and_its_journal_verifies()
    {
        var run = (JsonObject)JsonNode.Parse((await _folder.Run("run", WorkFolder.Shipped("first-adl.json"), "--in-memory", "--json"))
            .Expect(0).Out)!;
        using var node = await RunningNode.Start(_folder, WorkFolder.Shipped("first-adl.json"), "--clock", "feed");

        var fed = (JsonObject)JsonNode.Parse((await Feed(node, "--json")).Expect(0).Out)!;
        var waterfall = (await node.Get("/api/v1/waterfall")).Expect(HttpStatusCode.OK).Json;

        Assert.Equal(0, (long)fed["replayed"]!);
        Assert.Equal((long)run["events"]!, (long)waterfall["events"]!);
        Assert.All(
            ["adl", "waterfall", "liquidations"],
            part => Assert.All((JsonObject)run[part]!, figure => Assert.Equal(Text(figure.Value), Text(waterfall[part]![figure.Key]))));
        Assert.Null((string?)waterfall["broken"]);
        (await node.Stop()).Expect(0);
        Assert.Contains("verified", (await _folder.Run("review", "exchange-data/journal.db", "verify")).Expect(0).Out,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_feed_that_is_started_again_has_no_second_effect()
    {
        using var node = await RunningNode.Start(_folder, WorkFolder.Shipped("first-adl.json"), "--clock", "feed");

        (await Feed(node)).Expect(0);
        var before = (await node.Get("/api/v1/waterfall?hash=true")).Json;
        var again = (JsonObject)JsonNode.Parse((await Feed(node, "--json")).Expect(0).Out)!;
        var after = (await node.Get("/api/v1/waterfall?hash=true")).Json;

        Assert.Equal((long)again["sent"]!, (long)again["replayed"]!);
        Assert.Equal((string)before["stateHash"]!, (string)after["stateHash"]!);
        Assert.Equal((long)before["events"]!, (long)after["events"]!);
    }

    [Fact]
    public async Task A_node_that_is_killed_in_the_middle_of_a_feed_and_started_again_ends_as_one_that_was_not()
    {
        var scenario = Cascade.Write(_folder);
        var run = (JsonObject)JsonNode.Parse((await _folder.Run("run", scenario, "--in-memory", "--json")).Expect(0).Out)!;
        var key = (await _folder.Run("keys", "create", "--role", "risk-admin", "--name", "feed")).Expect(0).Out.Trim();
        var killed = await RunningNode.Start(_folder, scenario, "--clock", "feed");
        var port = new Uri(killed.Address).Port;
        var feed = _folder.Start("feed", scenario, "--to", killed.Address, "--key", key, "--speed", "max", "--json");
        while ((long)(await killed.Get("/api/v1/waterfall", key)).Json["adl"]!["forcedCloses"]! == 0)
        {
            Assert.False(feed.HasExited);
        }

        killed.Process.Kill();
        killed.Dispose();
        var process = _folder.Start("node", scenario, "--clock", "feed", "--urls", $"http://127.0.0.1:{port}");
        await process.Said("Ctrl-C ends it");
        var fed = (JsonObject)JsonNode.Parse((await feed.End()).Expect(0).Out)!;

        process.Signal("TERM");
        (await process.End()).Expect(0);
        var verified = (await _folder.Run("review", "exchange-data/journal.db", "verify", "--json")).Expect(0).Out;
        var summary = (JsonObject)JsonNode.Parse((await _folder.Run("review", "exchange-data/journal.db", "summary", "--json")).Expect(0)
            .Out)!;
        Assert.Empty((JsonObject)fed["refused"]!);
        Assert.Equal(Cascade.ForcedCloses, (long)summary["adl"]!["forcedCloses"]!);
        Assert.Equal(Text(run["adl"]!["notional"]), Text(summary["adl"]!["notional"]));
        Assert.Equal(Text(run["adl"]!["realisedPnl"]), Text(summary["adl"]!["realisedPnl"]));
        Assert.DoesNotContain("\"holds\": false", verified, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_answered_is_there_after_a_kill_and_a_retry_gets_the_first_answer()
    {
        var key = (await _folder.Run("keys", "create", "--role", "operator", "--name", "desk")).Expect(0).Out.Trim();
        string first;
        using (var node = await RunningNode.Start(_folder, WorkFolder.Shipped("first-adl.json")))
        {
            (await node.Post("/api/v1/accounts", new { account = "alice", deposit = "1000" }, "open", key)).Expect(HttpStatusCode.OK);
            (await node.Post("/api/v1/accounts/alice/deposits", new { amount = "0.5" }, "more", key)).Expect(HttpStatusCode.OK);
            first = (await node.Post("/api/v1/accounts/nobody/deposits", new { amount = "0.5" }, "lost", key))
                .Expect(HttpStatusCode.NotFound).Text;
            node.Process.Kill();
        }

        using var again = await RunningNode.Start(_folder, WorkFolder.Shipped("first-adl.json"));
        var account = (await again.Get("/api/v1/accounts/alice", key)).Expect(HttpStatusCode.OK);
        var retried = (await again.Post("/api/v1/accounts/alice/deposits", new { amount = "0.5" }, "more", key)).Expect(HttpStatusCode.OK);
        (await again.Post("/api/v1/accounts", new { account = "nobody" }, "other", key)).Expect(HttpStatusCode.OK);

        Assert.Equal("1000.5", (string?)account.Json["wallet"]);
        Assert.Equal("true", Assert.Single(retried.Headers.GetValues("Idempotent-Replayed")));
        Assert.Equal("1000.5", (string?)(await again.Get("/api/v1/accounts/alice", key)).Json["wallet"]);
        Assert.Equal(first, (await again.Post("/api/v1/accounts/nobody/deposits", new { amount = "0.5" }, "lost", key))
            .Expect(HttpStatusCode.NotFound).Text);
        Assert.Equal(
            "idempotency-key-reused",
            (await again.Post("/api/v1/accounts/alice/deposits", new { amount = "0.6" }, "more", key))
                .Expect(HttpStatusCode.UnprocessableEntity).Code);
    }

    [Fact]
    public async Task The_steps_of_the_README_work_as_they_stand()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(
            Documents.Document.Root, "src", "ExchangeActors.Node", "Service", "README.md"));
        var steps = readme.Split("```sh\n")[1].Split("```")[0];
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        listener.Stop();

        var shown = (await _folder.Script(
            $"set -e; exchange() {{ \"$EXCHANGE\" \"$@\"; }}; export EXCHANGE_Node__Urls={address}\n{Own(steps, address)}")).Expect(0).Out;

        Assert.Contains("\"reason\":\"", shown, StringComparison.Ordinal);
        Assert.Contains("{\"command\":\"api#", shown, StringComparison.Ordinal);
        Assert.Contains("nothing is left under way", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://0.0.0.0:5080", "is reached by other machines")]
    [InlineData("ftp://127.0.0.1", "is no address to listen at")]
    [InlineData("", "names no address")]
    public async Task A_node_listens_where_that_is_safe(string urls, string problem)
    {
        (await _folder.Run("node", WorkFolder.Shipped("first-adl.json"), "--urls", urls))
            .Refused(ExitCode.WrongInput, problem, "Node:Urls");
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task A_port_that_is_taken_and_a_journal_that_is_held_are_told()
    {
        using var node = await RunningNode.Start(_folder, WorkFolder.Shipped("first-adl.json"));

        (await _folder.Run("node", WorkFolder.Shipped("first-adl.json"), "--urls", node.Address, "--data", "other"))
            .Refused(ExitCode.Infrastructure, "cannot listen", "--urls");
        (await _folder.Run("node", WorkFolder.Shipped("first-adl.json"))).Refused(ExitCode.Infrastructure, "journal.db");
        (await _folder.Run("node", WorkFolder.Shipped("stress-crash.json"), "--data", "exchange-data"))
            .Refused(ExitCode.Infrastructure, "journal.db");
    }

    [Fact]
    public async Task A_feed_is_refused_by_a_node_with_other_rules_and_without_a_key()
    {
        using var node = await RunningNode.Start(_folder, WorkFolder.Shipped("first-adl.json"));

        (await _folder.Run("feed", WorkFolder.Shipped("first-adl.json"), "--venue", "okx", "--to", node.Address, "--key", node.Key!))
            .Refused(ExitCode.WrongInput, "whose rules are others");
        (await _folder.Run("feed", WorkFolder.Shipped("first-adl.json"), "--to", node.Address, "--key", "nonsense"))
            .Refused(ExitCode.WrongInput, "401 unknown-caller");
        (await _folder.Run("feed", WorkFolder.Shipped("first-adl.json"), "--to", "http://127.0.0.1:1", "--key", node.Key!, "--patience",
            "1"))
            .Refused(ExitCode.Infrastructure, "does not answer");
    }

    /// <summary>
    /// The steps with a port of the test's own; a function in the background is a shell around the program, so that is named.
    /// </summary>
    private static string Own(string steps, string address) => steps
        .Replace("http://127.0.0.1:5080", address, StringComparison.Ordinal)
        .Replace("exchange node", "\"$EXCHANGE\" node", StringComparison.Ordinal)
        .Replace("--speed max", $"--speed max --to {address}", StringComparison.Ordinal);

    /// <summary>A figure as text: amounts are numbers in reports and texts in the API.</summary>
    private static string Text(JsonNode? figure) => figure?.ToString() ?? string.Empty;

    private Task<Finished> Feed(RunningNode node, params string[] more) => _folder.Run(
        ["feed", WorkFolder.Shipped("first-adl.json"), "--to", node.Address, "--key", node.Key!, "--speed", "max", .. more]);
}
