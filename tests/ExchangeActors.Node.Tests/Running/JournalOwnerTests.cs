using System.Globalization;
using System.Text.Json;
using ExchangeActors.Node.Shell;
using Microsoft.Data.Sqlite;

namespace ExchangeActors.Node.Tests.Running;

/// <summary>Whose a journal is, by whatever name it is called, and what a copy of it is worth.</summary>
public sealed class JournalOwnerTests : IDisposable
{
    private readonly WorkFolder _folder = new() { EventsPerWrite = 40 };

    public void Dispose() => _folder.Dispose();

    private async Task<ExchangeProcess> StoppedRun(int forcedCloses = 200)
    {
        var process = _folder.Start("run", Cascade.Write(_folder), "--journal", "run.db", "--json");
        var phase = new JournalPhase(_folder.File("run.db"));
        Assert.True(await phase.StopWhen(now => now.ForcedCloses >= forcedCloses, process), "the run ended early");
        return process;
    }

    private void Link(string name, bool hard)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        using var link = System.Diagnostics.Process.Start("ln",
            hard ? [_folder.File("run.db"), _folder.File(name)] : ["-s", _folder.File("run.db"), _folder.File(name)]);
        link.WaitForExit();
        Assert.Equal(0, link.ExitCode);
    }

    private static long Events(Finished verified)
    {
        using var document = JsonDocument.Parse(verified.Out);
        return document.RootElement.GetProperty("events").GetInt64();
    }

    [Fact]
    public async Task A_second_run_by_another_name_of_the_file_is_refused_as_on_a_held_journal_and_reviews_read_it()
    {
        using var process = await StoppedRun();
        Link("soft.db", hard: false);
        Link("elsewhere/soft.db", hard: false);
        Link("elsewhere/hard.db", hard: true);
        foreach (var name in new[] { "run.db", "soft.db", "elsewhere/soft.db", "elsewhere/hard.db" })
        {
            (await _folder.Run("run", "--resume", "--journal", name))
                .Refused(ExitCode.Infrastructure, $"{name}: another process is running on this journal");
            (await _folder.Run("run", "cascade.json", "--journal", name)).Refused(ExitCode.WrongInput, $"{name}: the file exists already");
        }

        var live = Events((await _folder.Run("review", "run.db", "verify", "--json")).Expect(ExitCode.Fine));
        Assert.Equal(live, Events((await _folder.Run("review", "elsewhere/soft.db", "verify", "--json")).Expect(ExitCode.Fine)));

        // SQLite looks for the log beside the name.
        (await _folder.Run("review", "elsewhere/hard.db", "verify"))
            .Refused(ExitCode.Infrastructure,
                "elsewhere/hard.db: another process is running on this journal by another name of the file (a hard link)");

        process.Kill();

        // A commit that the stopped process had written to the log and not yet announced to readers counts once it is gone.
        var killed = Events((await _folder.Run("review", "soft.db", "verify", "--json")).Expect(ExitCode.Fine));
        Assert.True(killed >= live);
        var hard = await _folder.Run("review", "elsewhere/hard.db", "verify", "--json");
        Assert.Contains("elsewhere/hard.db: a run had this file open and its write-ahead log is not beside it", hard.Error,
            StringComparison.Ordinal);
        Report.Of(await _folder.Run("run", "--resume", "--journal", "elsewhere/soft.db", "--json")).InvariantsHold().AddsUp();
        Assert.True(Events((await _folder.Run("review", "soft.db", "verify", "--json")).Expect(ExitCode.Fine)) > killed);
        Assert.DoesNotContain("soft.db.checkpoint", string.Join(' ', _folder.Names()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_made_while_a_run_writes_is_reviewed_as_a_beginning_or_refused_by_name()
    {
        using var process = _folder.Start("run", Cascade.Write(_folder), "--journal", "run.db", "--json");
        var phase = new JournalPhase(_folder.File("run.db"));
        var (whole, refused) = (0, 0);
        for (var i = 0; i < 6 && !process.HasExited; i++)
        {
            var goal = 100 + (i * 200);
            await phase.StopWhen(now => now.ForcedCloses >= goal, process);
            process.TrySignal("CONT");
            string[] parts = (i % 3) switch { 0 => ["", "-wal"], 1 => ["-wal", ""], _ => [""] };
            foreach (var part in parts.Where(part => File.Exists(_folder.File("run.db" + part))))
            {
                File.Copy(_folder.File("run.db" + part), _folder.File($"copy{i}.db{part}"));
            }

            // The run would be over before the second copy otherwise.
            process.TrySignal("STOP");
            var verified = await _folder.Run("review", $"copy{i}.db", "verify", "--json");
            process.TrySignal("CONT");
            if (verified.ExitCode == ExitCode.Fine)
            {
                whole++;
                Assert.InRange(Events(verified), 0, 100_000);
                Assert.True(File.Exists(_folder.File($"copy{i}.db-wal"))
                    || verified.Error.Contains("its write-ahead log is not beside it", StringComparison.Ordinal), verified.Error);
            }
            else
            {
                refused++;
                verified.Expect(ExitCode.CheckFailed);
                Assert.Contains("a copy that was made while the run wrote it", verified.Out + verified.Error, StringComparison.Ordinal);
            }
        }

        Assert.True(whole + refused >= 3, $"{whole} whole, {refused} refused");
    }

    [Fact]
    public async Task A_copy_of_different_moments_is_refused_by_name()
    {
        using (var process = await StoppedRun())
        {
            File.Copy(_folder.File("run.db"), _folder.File("copy.db"));
        }

        // The pages of a table are of another moment than its first one.
        using (var file = new FileStream(_folder.File("copy.db"), FileMode.Open))
        {
            file.SetLength(Math.Max(8192, file.Length / 2 / 4096 * 4096));
        }

        var verified = (await _folder.Run("review", "copy.db", "verify")).Expect(ExitCode.CheckFailed);
        Assert.Contains("a copy that was made while the run wrote it", verified.Out + verified.Error, StringComparison.Ordinal);
        (await _folder.Run("run", "--resume", "--journal", "copy.db"))
            .Refused(ExitCode.Infrastructure, "copy that was made while the run wrote it");
    }

    [Fact]
    public async Task A_journal_that_was_cut_back_is_not_gone_on_with_and_its_checkpoint_stays()
    {
        var run = Report.Of(await _folder.Run("run", WorkFolder.Shipped("first-adl.json"), "--journal", "run.db", "--json"));
        var evidence = await File.ReadAllBytesAsync(_folder.File("run.db.checkpoint"));
        Execute("DELETE FROM journal WHERE ordering > 30; UPDATE sqlite_sequence SET seq = 30 WHERE name = 'journal';");

        (await _folder.Run("run", "--resume", "--journal", "run.db"))
            .Refused(ExitCode.Infrastructure, "run.db: the journal does not agree with its checkpoint: ", "its end is missing");

        Assert.Equal(evidence, await File.ReadAllBytesAsync(_folder.File("run.db.checkpoint")));
        (await _folder.Run("review", "run.db", "verify")).Expect(ExitCode.CheckFailed);

        // Nor is it washed by a new journal at the same place.
        foreach (var file in new[] { "run.db", "run.db-wal", "run.db-shm" })
        {
            File.Delete(_folder.File(file));
        }

        var again = await _folder.Run("run", WorkFolder.Shipped("first-adl.json"), "--journal", "run.db", "--json");
        Assert.Equal(run.Number("events"), Report.Of(again).Number("events"));
        Assert.Contains("warning: the checkpoint of an earlier journal at this place is now run.db.checkpoint.", again.Error,
            StringComparison.Ordinal);
        var kept = Assert.Single(_folder.Names(), name => name.StartsWith("run.db.checkpoint.", StringComparison.Ordinal));
        Assert.Equal(evidence, await File.ReadAllBytesAsync(_folder.File(kept)));
    }

    [Fact]
    public async Task A_journal_that_was_written_anew_is_not_gone_on_with()
    {
        (await _folder.Run("run", WorkFolder.Shipped("first-adl.json"), "--journal", "run.db")).Expect(ExitCode.Fine);
        (await _folder.Run("run", WorkFolder.Shipped("first-adl.json"), "--journal", "other.db", "--set", "insuranceFund=1"))
            .Expect(ExitCode.Fine);
        File.Copy(_folder.File("other.db.checkpoint"), _folder.File("run.db.checkpoint"), overwrite: true);

        (await _folder.Run("run", "--resume", "--journal", "run.db"))
            .Refused(ExitCode.Infrastructure,
                "run.db: the journal does not agree with its checkpoint: the checkpoint is of a journal of scenario");
    }

    [Fact]
    public async Task The_first_checkpoint_is_there_before_the_first_tick()
    {
        using (await StoppedRun(forcedCloses: 1))
        {
        }

        Assert.Contains("run.db.checkpoint", _folder.Names());
        Report.Of(await _folder.Run("run", "--resume", "--journal", "run.db", "--json")).InvariantsHold();
    }

    /// <summary>Its structure, or only one of its entries, which then lead to another event, or to none.</summary>
    [Theory]
    [InlineData("journal_uq", 8)]
    [InlineData("journal_uq", 4_096 - 24)]
    [InlineData("journal_uq", 4_096 - 1)]
    public async Task A_damaged_index_is_refused_by_resume_and_found_by_verify(string index, int place)
    {
        await FinishedJournal.CopyTo(_folder.File("run.db"));
        long page;
        using (var connection = Open())
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "SELECT rootpage FROM sqlite_master WHERE name = $name;";
            command.Parameters.AddWithValue("$name", index);
            page = Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
        }

        using (var file = new FileStream(_folder.File("run.db"), FileMode.Open))
        {
            file.Position = ((page - 1) * 4096) + place;
            var bytes = new byte[Math.Min(8, 4096 - place)];
            file.ReadExactly(bytes);
            file.Position -= bytes.Length;
            file.Write([.. bytes.Select(one => (byte)~one)]);
        }

        (await _folder.Run("run", "--resume", "--journal", "run.db"))
            .Refused(ExitCode.Infrastructure, "run.db: the database file is damaged");
        var verified = (await _folder.Run("review", "run.db", "verify")).Expect(ExitCode.CheckFailed);
        Assert.Contains("the database file is damaged", verified.Out + verified.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("unexpectedly", verified.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_or_a_pipe_is_no_journal()
    {
        foreach (var verb in new string[][] { ["review", "/dev/zero", "verify"], ["run", "--resume", "--journal", "/dev/zero"] })
        {
            (await _folder.Run(verb)).Refused(ExitCode.WrongInput, "/dev/zero: it is a device or a pipe, not a file; name a journal");
        }
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = _folder.File("run.db"), Pooling = false }.ConnectionString);
        connection.Open();
        return connection;
    }

    private void Execute(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
