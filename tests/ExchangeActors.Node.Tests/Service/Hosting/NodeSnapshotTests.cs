using System.Net;
using System.Text.Json.Nodes;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Node.Shell;

namespace ExchangeActors.Node.Tests.Service.Hosting;

/// <summary>A node that is started again goes on from the newest snapshot and tells what one tells that reads the whole journal.</summary>
public sealed class NodeSnapshotTests : IDisposable
{
    private const string Journal = "exchange-data/journal.db";
    private const string GoesOn = "Going on from the snapshot";

    private static readonly string[] Asked =
    [
        "waterfall?hash=true", "fund", "liquidations?limit=1000", "adl?limit=1000", "accounts?limit=1000", "markets", "accounts/short-7",
        "adl/A-PERP/1",
    ];

    private readonly WorkFolder _folder = new() { EventsPerSnapshot = 2_000 };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_node_that_was_killed_goes_on_from_its_snapshot_and_tells_what_one_tells_that_reads_the_whole_journal()
    {
        var (scenario, key) = await Fed();
        var file = Named();
        (await _folder.Run("review", Journal, "verify", "--json")).Expect(0);

        var fromSnapshot = await Told(scenario, key, goesOn: true, kill: true);
        File.Move(file, _folder.File("kept"));
        var fromFirst = await Told(scenario, key, goesOn: false, kill: true);
        var damaged = File.ReadAllBytes(_folder.File("kept"));
        damaged[5_000] ^= 1;
        File.WriteAllBytes(file, damaged);
        var fromFirstToo = await Told(scenario, key, goesOn: false, kill: false);

        Assert.Equal(fromFirst, fromSnapshot);
        Assert.Equal(fromFirst, fromFirstToo);
    }

    [Fact]
    public async Task What_comes_after_the_snapshot_is_not_lost_by_a_stop_or_a_kill()
    {
        var (scenario, key) = await Fed();
        using (var node = await Start(scenario))
        {
            (await node.Post("/api/v1/accounts", new { account = "late", deposit = "10", at = "2025-01-02T00:00:00Z" }, "open", key))
                .Expect(HttpStatusCode.OK);
            (await node.Stop()).Expect(0);
        }

        using (var node = await Start(scenario))
        {
            (await node.Post("/api/v1/accounts/late/deposits", new { amount = "5", at = "2025-01-02T00:00:01Z" }, "more", key))
                .Expect(HttpStatusCode.OK);
            node.Process.Kill();
        }

        using var last = await Start(scenario);
        Assert.Equal("15", (string?)(await last.Get("/api/v1/accounts/late", key)).Expect(HttpStatusCode.OK).Json["wallet"]);
        Assert.Contains(GoesOn, Log(), StringComparison.Ordinal);
        (await last.Stop()).Expect(0);
        Assert.True(File.Exists(Named()));
        var verified = (JsonObject)JsonNode.Parse((await _folder.Run("review", Journal, "verify", "--json")).Expect(0).Out)!;
        Assert.Equal(1, (long)verified["snapshots"]!);
    }

    [Fact]
    public async Task A_node_goes_on_with_a_journal_whose_older_events_are_in_an_archive_as_long_as_it_has_the_snapshot()
    {
        var (scenario, key) = await Fed();
        var whole = await Told(scenario, key, goesOn: true, kill: false);
        (await _folder.Run("review", Journal, "archive", "--output", "old.db")).Expect(0);

        // One deleveraging is looked up in the journal, which has no longer all of it.
        var rest = await Told(scenario, key, goesOn: true, kill: true);
        Assert.Contains("events-archived", rest[^1], StringComparison.Ordinal);
        Assert.Equal(whole[..^1], rest[..^1]);
        using (var node = await Start(scenario))
        {
            var archived = (await node.Get("/api/v1/events?after=0", key)).Expect(HttpStatusCode.Gone);
            Assert.Equal("events-archived", archived.Code);
            Assert.Contains("old.db", (string)archived.Json["detail"]!, StringComparison.Ordinal);
            (await node.Post("/api/v1/accounts", new { account = "late", deposit = "10", at = "2025-01-02T00:00:00Z" }, "open", key))
                .Expect(HttpStatusCode.OK);
            (await node.Stop()).Expect(0);
        }

        (await _folder.Run("review", Journal, "verify")).Expect(0);
        (await _folder.Run("review", Journal, "join", "old.db", "--output", "whole.db")).Expect(0);
        (await _folder.Run("review", "whole.db", "verify")).Expect(0);
        foreach (var file in Snapshots())
        {
            File.Delete(file);
        }

        var refused = (await _folder.Run("node", scenario, "--clock", "feed", "--urls", "http://127.0.0.1:0")).Expect(ExitCode.WrongInput);
        Assert.Contains("there is no snapshot that this program can go on from", refused.Error, StringComparison.Ordinal);
        Assert.Matches(@"review \S+ join \S*old\.db --output WHOLE\.db, and start with that", refused.Error);
    }

    [Fact]
    public async Task A_journal_that_does_not_hold_what_the_snapshot_does_is_not_gone_on_with()
    {
        var (scenario, _) = await Fed();
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_folder.File(Journal)};Pooling=False"))
        {
            connection.Open();
            using var cut = connection.CreateCommand();
            cut.CommandText = "DELETE FROM journal WHERE ordering > 1000; UPDATE sqlite_sequence SET seq = 1000 WHERE name = 'journal'";
            cut.ExecuteNonQuery();
        }

        var refused = await _folder.Run("node", scenario, "--clock", "feed", "--urls", "http://127.0.0.1:0");

        Assert.NotEqual(ExitCode.Fine, refused.ExitCode);
        Assert.Contains("checkpoint", refused.Error, StringComparison.Ordinal);
    }

    /// <summary>A node that has lived through a cascade and was then killed, with a snapshot beside its journal and events behind
    /// it.</summary>
    private async Task<(string Scenario, string Key)> Fed()
    {
        var scenario = Cascade.Write(_folder);
        var key = (await _folder.Run("keys", "create", "--role", "risk-admin", "--name", "feed")).Expect(0).Out.Trim();
        using var node = await Start(scenario);
        (await _folder.Run("feed", scenario, "--to", node.Address, "--key", key, "--speed", "max")).Expect(0);
        var checkpoint = _folder.File(Checkpoint.PathFor(Journal));
        while (Checkpoint.Read(checkpoint).Snapshot is null)
        {
            Assert.False(node.Process.HasExited);
            await Task.Delay(100);
        }

        node.Process.Kill();

        // There are no newer ones from now on, and the one that is named is gone on from all the same.
        _folder.EventsPerSnapshot = 0;
        return (scenario, key);
    }

    private async Task<List<string>> Told(string scenario, string key, bool goesOn, bool kill)
    {
        foreach (var log in Directory.EnumerateFiles(_folder.File("exchange-data"), "*.log"))
        {
            File.Delete(log);
        }

        using var node = await Start(scenario);
        Assert.Equal(goesOn, Log().Contains(GoesOn, StringComparison.Ordinal));
        var told = new List<string>();
        foreach (var path in Asked)
        {
            told.Add((await node.Get($"/api/v1/{path}", key)).Text);
        }

        if (kill)
        {
            node.Process.Kill();
        }
        else
        {
            (await node.Stop()).Expect(0);
        }

        return told;
    }

    private Task<RunningNode> Start(string scenario) => RunningNode.Start(_folder, scenario, "--clock", "feed");

    private string[] Snapshots() => Directory.GetFiles(_folder.File("exchange-data"), "*.snapshot");

    /// <summary>The file that the checkpoint names: a process that was killed may have left another.</summary>
    private string Named() => _folder.File(
        StateSnapshot.PathFor(Journal, Checkpoint.Read(_folder.File(Checkpoint.PathFor(Journal))).Snapshot!.Events));

    private string Log() => string.Concat(Directory.EnumerateFiles(_folder.File("exchange-data"), "*.log").Select(path =>
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }));
}
