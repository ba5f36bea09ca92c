using ExchangeActors.Node.Shell;
using Microsoft.Data.Sqlite;

namespace ExchangeActors.Node.Tests.Running;

/// <summary>Journals that cannot be used: what, where and what to do, and the file stays as it was.</summary>
public sealed class JournalFaultTests : IDisposable
{
    private static readonly string FirstAdl = WorkFolder.Shipped("first-adl.json");

    private readonly WorkFolder _folder = new() { EventsPerWrite = 40 };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_existing_file_is_not_overwritten()
    {
        _folder.Write("first.db", "mine");

        (await _folder.Run("run", FirstAdl, "--journal", "first.db"))
            .Refused(ExitCode.WrongInput, "first.db: the file exists already; resume it, remove it, or choose another journal");

        Assert.Equal("mine", await File.ReadAllTextAsync(_folder.File("first.db")));
        Assert.Equal(["first.db"], _folder.Names());
    }

    [Fact]
    public async Task A_journal_that_is_not_there_cannot_be_resumed()
    {
        (await _folder.Run("run", FirstAdl, "--resume", "--journal", "none.db"))
            .Refused(ExitCode.WrongInput, "none.db: there is no such file; check the path, or start a new run");
        Assert.Empty(_folder.Names());
    }

    [Theory]
    [InlineData]
    [InlineData("--resume")]
    public async Task A_directory_is_no_journal(params string[] more)
    {
        Directory.CreateDirectory(_folder.File("folder"));

        (await _folder.Run(["run", FirstAdl, "--journal", "folder", .. more]))
            .Refused(ExitCode.WrongInput, "folder: is a directory; name a file");

        Assert.Equal(["folder"], _folder.Names());
    }

    [Fact]
    public async Task A_directory_that_does_not_exist_is_named()
    {
        (await _folder.Run("run", FirstAdl, "--journal", "none/first.db")).Refused(
            ExitCode.Infrastructure, "none/first.db: its directory does not exist; create the directory or choose another place");
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_named()
    {
        // Not even root can write there.
        if (Directory.Exists("/proc/self"))
        {
            (await _folder.Run("run", FirstAdl, "--journal", "/proc/first.db"))
                .Refused(ExitCode.Infrastructure, "/proc/first.db: ", "; c", "place");
        }
    }

    [Fact]
    public async Task A_folder_of_journals_that_cannot_be_made_is_named()
    {
        _folder.Write("journals", "a file");

        (await _folder.Run("run", FirstAdl)).Refused(ExitCode.Infrastructure, _folder.File("journals") + ": the folder cannot be made; ",
            "--journal");
    }

    [Theory]
    [InlineData("run", "--resume")]
    [InlineData("run", "FIRST", "--resume")]
    public async Task A_file_that_is_no_database_is_refused_and_unchanged(params string[] arguments)
    {
        var text = string.Concat(Enumerable.Repeat("not a database at all\n", 100));
        _folder.Write("text.db", text);

        (await Run("text.db", arguments)).Refused(ExitCode.WrongInput,
            "text.db: the file is not an SQLite database; choose another journal; this file was not changed");

        Assert.Equal(text, await File.ReadAllTextAsync(_folder.File("text.db")));
        Assert.Equal(["text.db"], _folder.Names());
    }

    [Theory]
    [InlineData("run", "--resume")]
    [InlineData("run", "FIRST", "--resume")]
    public async Task A_database_of_another_program_is_refused_and_unchanged(params string[] arguments)
    {
        Change("foreign.db", "CREATE TABLE customers (id INTEGER);");
        var before = await File.ReadAllBytesAsync(_folder.File("foreign.db"));

        (await Run("foreign.db", arguments)).Refused(ExitCode.WrongInput,
            "foreign.db: the file is an SQLite database of another program; choose another journal");

        Assert.Equal(before, await File.ReadAllBytesAsync(_folder.File("foreign.db")));
    }

    [Theory]
    [InlineData("UPDATE exchange_header SET value = '99.0.0' WHERE name = 'createdBy';", "version 99.0.0 wrote the journal",
        "resume it with version 99.0.0, or start a new journal")]
    [InlineData("UPDATE exchange_header SET value = '99' WHERE name = 'schemaVersion';", "the journal has schema 99",
        "open it with version ")]
    [InlineData("PRAGMA user_version = 99;", "the journal has format 99", "open it with the version that wrote it")]
    public async Task A_journal_of_another_version_is_refused(string change, string what, string remedy)
    {
        await FinishedJournal.CopyTo(_folder.File("other.db"));
        Change("other.db", change);

        (await _folder.Run("run", "--resume", "--journal", "other.db")).Refused(ExitCode.WrongInput, "other.db: ", what, remedy);
        (await _folder.Run("run", FirstAdl, "--resume", "--journal", "other.db")).Refused(ExitCode.WrongInput, "other.db: ", what, remedy);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("{}")]
    [InlineData("null")]
    public async Task A_header_that_does_not_say_what_was_run_asks_for_the_scenario(string settings)
    {
        await FinishedJournal.CopyTo(_folder.File("other.db"));
        Change("other.db", $"UPDATE exchange_header SET value = '{settings}' WHERE name = 'settings';");

        (await _folder.Run("run", "--resume", "--journal", "other.db"))
            .Refused(ExitCode.WrongInput, "other.db: the header does not say what was run; name the scenario as well");
        Report.Of(await _folder.Run("run", FirstAdl, "--resume", "--journal", "other.db", "--json")).InvariantsHold();
    }

    [Theory]
    [InlineData("DELETE FROM journal WHERE ordering = (SELECT MAX(ordering) FROM journal);", "events were written but")]
    [InlineData("UPDATE journal SET message = zeroblob(40) WHERE ordering = 10;", "(row 10): the payload is not a stored event; ")]
    [InlineData("DELETE FROM exchange_header WHERE name = 'seed';", "the header has no seed")]
    public async Task A_damaged_journal_is_refused(string change, string expected)
    {
        await FinishedJournal.CopyTo(_folder.File("damaged.db"));
        Change("damaged.db", change);

        (await _folder.Run("run", FirstAdl, "--resume", "--journal", "damaged.db", "--json"))
            .Refused(ExitCode.Infrastructure, "damaged.db", expected);
    }

    [Fact]
    public async Task A_journal_that_another_process_runs_on_is_refused_and_the_other_goes_on()
    {
        var scenario = Cascade.Write(_folder);
        var first = _folder.Start("run", scenario, "--journal", "shared.db", "--json");
        Assert.True(await new JournalPhase(_folder.File("shared.db")).StopWhen(now => now.Opened > 0, first));

        (await _folder.Run("run", "--resume", "--journal", "shared.db")).Refused(
            ExitCode.Infrastructure, "shared.db: another process is running on this journal; wait for its end, or choose another journal");
        (await _folder.Run("run", scenario, "--journal", "shared.db")).Refused(ExitCode.WrongInput, "shared.db: the file exists already");

        first.Signal("CONT");
        Report.Of(await first.End()).InvariantsHold().AddsUp();
    }

    private Task<Finished> Run(string journal, string[] arguments) =>
        _folder.Run([.. arguments.Select(argument => argument == "FIRST" ? FirstAdl : argument), "--journal", journal]);

    private void Change(string name, string sql)
    {
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = _folder.File(name), Pooling = false }.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
