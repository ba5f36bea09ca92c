using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Waterfall;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Memory;
using ExchangeActors.Node.Running;
using ExchangeActors.Node.Shell;
using ExchangeActors.Review.Archiving;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Verifying;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Running;
using Microsoft.Data.Sqlite;

namespace ExchangeActors.Node.Tests.Running;

/// <summary>A run goes on from a snapshot of the whole state, if that agrees with the journal and its checkpoint; else from the first
/// event, and to the same end.</summary>
public sealed class SnapshotTests : IDisposable
{
    private const string Journal = "first.db";

    private static readonly Lazy<Task<Dictionary<string, byte[]>>> Finished = new(Make);

    private readonly WorkFolder _folder = new() { EventsPerSnapshot = 10 };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_goes_on_from_its_last_snapshot_to_the_end_of_an_uninterrupted_one_and_verify_compares_it()
    {
        _folder.EventsPerSnapshot = 400;
        var calm = WorkFolder.Shipped("calm.json");
        var whole = Report.Of(await _folder.Run("run", calm, "--journal", Journal, "--json")).InvariantsHold().AddsUp();
        var memory = Report.Of(await _folder.Run("run", calm, "--in-memory", "--json"));
        var file = Assert.Single(Snapshots());

        var again = await _folder.Run("run", "--resume", "--journal", Journal, "--json");

        var report = Report.Of(again).InvariantsHold().AddsUp();
        Assert.Equal((memory.StateHash, 0m), (report.StateHash, report.Number("eventsWritten")));
        foreach (var part in (string[])["perMarket", "liquidations", "waterfall", "adl", "insuranceFund", "refused", "invariants"])
        {
            Assert.Equal(whole.Of(part).ToString(), report.Of(part).ToString());
        }

        Assert.DoesNotContain("not used", again.Error, StringComparison.Ordinal);
        Assert.Contains("Going on from the snapshot", await Log(), StringComparison.Ordinal);
        Assert.Equal([file], Snapshots());
        Assert.Equal(1, Json(await _folder.Run("review", Journal, "verify", "--json")).GetProperty("snapshots").GetInt64());
    }

    [Fact]
    public async Task What_came_before_the_snapshot_is_not_read_by_a_start_but_by_verify()
    {
        await CopyFinished();
        Execute("UPDATE journal SET message = zeroblob(100) WHERE ordering = 1");

        Assert.Equal(ExitCode.Fine, await Resume());

        Assert.False(Verify().Holds);
    }

    [Theory]
    [InlineData("flipped", "it is not the snapshot that the checkpoint names", true)]
    [InlineData("missing", "there is no such snapshot", false)]
    [InlineData("other-tick", "these inputs give", false)]
    [InlineData("other-build", "another build of the program wrote it", false)]
    [InlineData("other-journal", "it is of another journal", true)]
    [InlineData("other-head", "the snapshot holds another", true)]
    [InlineData("other-memory", "it cannot be read", false)]
    public async Task A_snapshot_that_does_not_fit_is_not_used_and_the_run_ends_as_it_would(string how, string why, bool verifyFinds)
    {
        await CopyFinished();
        Spoil(how);

        var verified = Verify();
        Assert.Equal(ExitCode.Fine, await Resume());

        // What was folded is what is live, and nothing was written: it ended where the first run did.
        Assert.Equal(await StateHash(), Verify(snapshot: false).StateHash);
        Assert.Contains(why, await Log(), StringComparison.Ordinal);
        Assert.Contains("is not used", await Log(), StringComparison.Ordinal);
        Assert.Equal(verifyFinds ? [Finding.Snapshot] : [], verified.Findings.Select(finding => finding.Check));
    }

    [Fact]
    public async Task A_doctored_state_whose_checkpoint_was_doctored_too_is_found_by_the_run_and_by_verify()
    {
        await CopyFinished();
        Spoil("other-state");

        Assert.Equal(ExitCode.CheckFailed, await Resume());

        var finding = Assert.Single(Verify().Findings);
        Assert.Contains("another state of account/", finding.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_signs_trusts_only_a_snapshot_whose_checkpoint_it_has_signed()
    {
        using (var own = ECDsa.Create(ECCurve.NamedCurves.nistP256))
        {
            _folder.Write("key.pem", own.ExportECPrivateKeyPem());
        }

        await CopyFinished();
        Assert.Equal(ExitCode.Fine, await Resume(_folder.File("key.pem")));
        Assert.Contains("the checkpoint that names it is not signed with the run", await Log(), StringComparison.Ordinal);
        Assert.DoesNotContain("Going on from the snapshot", await Log(), StringComparison.Ordinal);

        await CopyFinished();
        var checkpoint = Checkpoint.Read(Checkpoint.PathFor(_folder.File(Journal)));
        checkpoint.Sign(await File.ReadAllTextAsync(_folder.File("key.pem"))).Write(Checkpoint.PathFor(_folder.File(Journal)));
        Assert.Equal(ExitCode.Fine, await Resume(_folder.File("key.pem")));
        Assert.Contains("Going on from the snapshot", await Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_events_go_into_an_archive_that_verifies_by_itself_and_the_rest_verifies_goes_on_and_is_joined_again()
    {
        await CopyFinished();
        var root = Verify().Root;

        var archived = Json(await _folder.Run("review", Journal, "archive", "--output", "old.db", "--json"));

        var (events, archive) = (archived.GetProperty("events").GetInt64(), archived.GetProperty("root").GetString());
        var old = Verify("old.db");
        Assert.Equal((true, events, archive, archive), (old.Holds, old.Events, old.Checkpoint, old.Root));
        var rest = Json(await _folder.Run("review", Journal, "verify", "--json"));
        Assert.Equal(
            (true, archived.GetProperty("left").GetInt64(), root, await StateHash()),
            (rest.GetProperty("holds").GetBoolean(), rest.GetProperty("events").GetInt64(), rest.GetProperty("root").GetString(),
                rest.GetProperty("stateHash").GetString()));
        Assert.Equal(
            (events, archive),
            (rest.GetProperty("archived").GetProperty("events").GetInt64(), rest.GetProperty("archived").GetProperty("root").GetString()));

        Assert.Equal(ExitCode.Fine, await Resume());
        Assert.Contains("Going on from the snapshot", await Log(), StringComparison.Ordinal);
        Assert.Equal(root, Verify().Root);
        (await _folder.Run("review", Journal, "summary")).Refused(ExitCode.WrongInput, "are in the archive ", "join");
        var nothing = Assert.Throws<ReviewException>(
            () => JournalArchive.Run(_folder.File(Journal), _folder.File("older.db"), ProgramVersion.Text, null, default));
        Assert.Contains("no snapshot was written since", nothing.Message, StringComparison.Ordinal);

        var joined = Json(await _folder.Run("review", Journal, "join", "old.db", "--output", "whole.db", "--json"));
        Assert.Equal(root, joined.GetProperty("root").GetString());
        var whole = Verify("whole.db");
        Assert.Equal((true, root, null), (whole.Holds, whole.Root, whole.Archived));

        // Without the snapshot that only its build can read, the run needs its first events.
        File.Delete(_folder.File(Assert.Single(Snapshots(), name => name.StartsWith(Journal, StringComparison.Ordinal))));
        Assert.Equal(ExitCode.WrongInput, await Resume());
    }

    [Fact]
    public async Task The_rest_is_archived_again_and_each_part_verifies_and_is_joined_in_any_order()
    {
        _folder.EventsPerSnapshot = 20;
        var run = Report.Of(await _folder.Run("run", WorkFolder.Shipped("first-adl.json"), "--journal", Journal, "--json"));
        var root = Verify().Root;
        var first = await Archive("old.db");
        Assert.Equal((first, true), (Verify("old.db").Root, Verify().Holds));

        // The run goes on with the rest, takes a snapshot, and the events up to that one go too.
        _folder.EventsPerSnapshot = 6;
        (await _folder.Run("run", "--resume", "--journal", Journal)).Expect(ExitCode.Fine);
        var second = await Archive("newer.db");
        Assert.NotEqual(first, second);

        var (older, newer, rest) = (Verify("old.db"), Verify("newer.db"), Verify());
        Assert.Equal((true, first, null), (older.Holds, older.Root, older.Archived));
        Assert.Equal((true, second, older.Events, first), (newer.Holds, newer.Root, newer.Archived!.Events, newer.Archived.Root));
        Assert.Equal((true, root, run.StateHash), (rest.Holds, rest.Root, rest.StateHash));
        Assert.Equal((older.Events + newer.Events, second), (rest.Archived!.Events, rest.Archived.Root));

        // Only with the archive that it was cut from.
        var refused = (await _folder.Run("review", Journal, "join", "old.db", "--output", "no.db")).Expect(ExitCode.WrongInput);
        Assert.Matches("exchange: old.db: it is not the archive of .*newer.db", refused.Error);
        Assert.DoesNotContain("no.db", _folder.Names());

        await Join(Journal, "newer.db", "two.db");
        var two = Verify("two.db");
        Assert.Equal((true, root, older.Events), (two.Holds, two.Root, two.Archived!.Events));
        await Join("two.db", "old.db", "whole.db");
        await Join("newer.db", "old.db", "both.db");
        Assert.Equal((true, second, null), (Verify("both.db").Holds, Verify("both.db").Root, Verify("both.db").Archived));
        await Join(Journal, "both.db", "same.db");
        foreach (var whole in (string[])["whole.db", "same.db"])
        {
            var verified = Verify(whole);
            Assert.Equal((true, root, run.StateHash, null), (verified.Holds, verified.Root, verified.StateHash, verified.Archived));
            Assert.Equal(run.Number("events"), verified.Events);
        }

        // What was changed in the older archive is found there, and the newer one does not go with it any more.
        Execute("UPDATE journal SET message = zeroblob(100) WHERE ordering = 3", "old.db");
        Assert.False(Verify("old.db").Holds);
        (await _folder.Run("review", "two.db", "join", "old.db", "--output", "no.db")).Expect(ExitCode.CheckFailed);
        Assert.DoesNotContain("no.db", _folder.Names());
        Assert.Equal(run.StateHash, Report.Of(await _folder.Run("run", "--resume", "--journal", Journal, "--json")).StateHash);
    }

    private async Task<string?> Archive(string name) =>
        Json(await _folder.Run("review", Journal, "archive", "--output", name, "--json")).GetProperty("root").GetString();

    private async Task Join(string rest, string archive, string whole) =>
        (await _folder.Run("review", rest, "join", archive, "--output", whole)).Expect(ExitCode.Fine);

    [Theory]
    [InlineData("UPDATE exchange_base SET root = replace(root, substr(root, 1, 1), '_')", "not those at the end of its archive")]
    [InlineData("DELETE FROM journal WHERE ordering = (SELECT MIN(ordering) FROM journal)", "missing")]
    [InlineData("UPDATE exchange_base SET snapshot = substr(snapshot, 1, length(snapshot) - 20)", "cannot be read")]
    public async Task A_rest_that_was_changed_does_not_verify(string sql, string told)
    {
        await CopyFinished();
        JournalArchive.Run(_folder.File(Journal), _folder.File("old.db"), ProgramVersion.Text, null, default);
        Execute(sql);

        Assert.Contains(told, Assert.Single(Verify().Findings).What, StringComparison.Ordinal);
    }

    private void Execute(string sql, string journal = Journal)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.File(journal)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        Assert.True(command.ExecuteNonQuery() > 0);
    }

    private static JsonElement Json(Finished run)
    {
        using var document = JsonDocument.Parse(run.Expect(ExitCode.Fine).Out);
        return document.RootElement.Clone();
    }

    /// <summary>A finished run with a snapshot, and the hash of its end.</summary>
    private static async Task<Dictionary<string, byte[]>> Make()
    {
        using var folder = new WorkFolder { EventsPerSnapshot = 10 };
        var run = await folder.Run("run", WorkFolder.Shipped("first-adl.json"), "--journal", Journal, "--json");
        folder.Write("hash", Report.Of(run).InvariantsHold().StateHash);
        Assert.Single(folder.Names(), name => name.EndsWith(".snapshot", StringComparison.Ordinal));
        return folder.Names().ToDictionary(name => name, name => File.ReadAllBytes(folder.File(name)));
    }

    private async Task CopyFinished()
    {
        foreach (var (name, bytes) in await Finished.Value)
        {
            _folder.Write(name, bytes);
        }
    }

    private static async Task<string> StateHash() => Encoding.UTF8.GetString((await Finished.Value)["hash"]);

    private Task<string> Log() => File.ReadAllTextAsync(_folder.File($"{Journal}.log"));

    /// <summary>Goes on in this process, which starts faster than another one.</summary>
    private Task<int> Resume(string? key = null) =>
        RunVerb.Run(new RunOptions(null, _folder.File(Journal), null, [], false, true, true, null, key), default);

    private Verification Verify(string name = Journal, bool snapshot = true)
    {
        using var journal = ReviewedJournal.Open(_folder.File(name), archived: true);
        var checkpoint = Checkpoint.Read(Checkpoint.PathFor(_folder.File(name)));
        var file = checkpoint.Snapshot is { } named ? StateSnapshot.PathFor(_folder.File(name), named.Events) : string.Empty;
        return Verifier.Run(journal, checkpoint, null, null, default, snapshot && File.Exists(file) ? file : null);
    }

    private string[] Snapshots() => [.. _folder.Names().Where(name => name.EndsWith(".snapshot", StringComparison.Ordinal))];

    private StateSnapshot Read(out string path, out Checkpoint checkpoint)
    {
        checkpoint = Checkpoint.Read(Checkpoint.PathFor(_folder.File(Journal)));
        path = StateSnapshot.PathFor(_folder.File(Journal), checkpoint.Snapshot!.Events);
        return StateSnapshot.Read(path, checkpoint.Snapshot);
    }

    private void Spoil(string how)
    {
        var snapshot = Read(out var path, out var checkpoint);
        switch (how)
        {
            case "flipped":
                var bytes = File.ReadAllBytes(path);
                bytes[bytes.Length / 2] ^= 1;
                File.WriteAllBytes(path, bytes);
                return;
            case "missing":
                File.Delete(path);
                return;
            default:
                break;
        }

        // As somebody would who can write the checkpoint too, which a signature keeps from being done.
        var first = snapshot.Entities.First(entity => entity.State is Account { Kind: AccountKind.Trader });
        var changed = how switch
        {
            "other-state" => snapshot with
            {
                Entities = Changed(entity => entity == first
                    ? entity with { State = (Account)entity.State with { Wallet = new Money(1m) } }
                    : entity),
            },
            "other-tick" => snapshot with { Memory = Skipping(snapshot.Memory) },
            "other-build" => snapshot with { Build = "another" },
            "other-journal" => snapshot with { HeaderHash = new string('0', 64) },
            "other-head" => snapshot with
            {
                Entities = Changed(entity => entity == first ? entity with { Chain = entity.Chain with { Hash = default } } : entity),
            },
            "other-memory" => snapshot with { Memory = snapshot.Memory[..^10] },
            _ => throw new ArgumentException($"{how} is not known here", nameof(how)),
        };
        (checkpoint with { Snapshot = changed.Write(path) }).Write(Checkpoint.PathFor(_folder.File(Journal)));

        static byte[] Skipping(ReadOnlyMemory<byte> memory)
        {
            var rules = ScenarioRules.Of(ScenarioLoader.Load(WorkFolder.Shipped("first-adl.json"), []));
            object[] fresh =
            [
                new RiskMonitors(rules), RunMemory.Nothing, new WaterfallObserver(), new Invariants(rules), new MarkTracker(),
                new Dictionary<string, Moment>(),
            ];
            var parts = MemoryCodec.Read(memory.ToArray(), fresh, rules);
            return MemoryCodec.Write([.. parts.Select(part => part is RunMemory run ? run with { Tick = run.Tick + 1 } : part)], rules);
        }

        ImmutableArray<EntitySnapshot> Changed(Func<EntitySnapshot, EntitySnapshot> change) => [.. snapshot.Entities.Select(change)];
    }
}
