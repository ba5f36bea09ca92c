using System.Diagnostics;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Journal.Sqlite;
using ExchangeActors.Journal.Writing;
using Microsoft.Data.Sqlite;

namespace ExchangeActors.Journal.Tests.Writing;

/// <summary>Opening a journal: what is refused, how it is told, and that nothing is left behind.</summary>
public sealed class JournalFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Journal => _directory.File("run.journal");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_new_journal_is_resumed_with_the_header_it_was_given()
    {
        JournalFile.Open(Journal, Journals.Header(), JournalMode.Create).Dispose();
        using var file = JournalFile.Open(Journal, Journals.Header(), JournalMode.Resume);
        Assert.Equal(Journals.Header(), file.Header);
        Assert.Equal(Journals.Header(), JournalFile.ReadHeader(Journal));
    }

    [Fact]
    public void A_journal_is_not_created_over_a_file()
    {
        File.WriteAllText(Journal, "mine");
        Expect(JournalFault.Exists, "exists", () => JournalFile.Open(Journal, Journals.Header(), JournalMode.Create));
        Assert.Equal("mine", File.ReadAllText(Journal));
        Assert.Equal(["run.journal"], _directory.Names());
    }

    [Fact]
    public void A_missing_journal_is_not_resumed()
    {
        Expect(JournalFault.Missing, "no such file", () => JournalFile.Open(Journal, Journals.Header(), JournalMode.Resume));
        Assert.Empty(_directory.Names());
    }

    [Theory]
    [InlineData("this is not a database, but it is long enough to look at")]
    [InlineData("")]
    public void A_file_of_another_kind_is_left_alone(string content)
    {
        File.WriteAllText(Journal, content);
        Expect(JournalFault.Foreign, "choose another journal", () => JournalFile.Open(Journal, Journals.Header(), JournalMode.Resume));
        Assert.Equal(content, File.ReadAllText(Journal));
        Assert.Equal(["run.journal"], _directory.Names());
    }

    [Fact]
    public void A_database_of_another_program_is_left_alone()
    {
        Execute("CREATE TABLE journal (ordering INTEGER); PRAGMA application_id = 17;");
        Expect(JournalFault.Foreign, "another program", () => JournalFile.Open(Journal, Journals.Header(), JournalMode.Resume));
        Expect(JournalFault.Foreign, "another program", () => JournalReader.Open(Journal));
    }

    [Fact]
    public void A_journal_of_another_format_or_schema_or_program_version_is_refused()
    {
        JournalFile.Create(Journal, Journals.Header(version: "0.0.9")).Dispose();
        Expect(JournalFault.WrongVersion, "0.0.9", () => JournalFile.Open(Journal, Journals.Header(), JournalMode.Resume));
        Execute("UPDATE exchange_header SET value = '99' WHERE name = 'schemaVersion';");
        Expect(JournalFault.WrongVersion, "schema 99", () => JournalFile.ReadHeader(Journal));
        Execute("PRAGMA user_version = 12;");
        Expect(JournalFault.WrongVersion, "format 12", () => JournalFile.ReadHeader(Journal));
    }

    [Fact]
    public void A_journal_of_another_run_is_refused_with_the_difference()
    {
        JournalFile.Create(Journal, Journals.Header()).Dispose();
        foreach (var (header, difference) in new[]
        {
            (Journals.Header(scenario: "calm"), "\"calm\""),
            (Journals.Header(venue: "hyperliquid"), "\"hyperliquid\""),
            (Journals.Header(seed: 43), "seed 42, not 43"),
            (Journals.Header() with { ScenarioHash = "x" }, "changed since"),
            (Journals.Header() with { ProfileHash = "x" }, "changed since"),
        })
        {
            Expect(JournalFault.WrongScenario, difference, () => JournalFile.Open(Journal, header, JournalMode.Resume));
        }

        JournalFile.Open(Journal, Journals.Header(), JournalMode.Resume).Dispose();
    }

    [Fact]
    public void A_header_that_lost_a_value_is_damage()
    {
        JournalFile.Create(Journal, Journals.Header()).Dispose();
        Execute("DELETE FROM exchange_header WHERE name = 'venue';");
        Expect(JournalFault.Corrupt, "no venue", () => JournalFile.ReadHeader(Journal));
    }

    [Fact]
    public void A_second_handle_is_refused_until_the_first_is_closed()
    {
        using (JournalFile.Create(Journal, Journals.Header()))
        {
            Expect(JournalFault.Locked, "another process", () => JournalFile.Open(Journal, Journals.Header(), JournalMode.Resume));
            Assert.Equal(Journals.Header(), JournalFile.ReadHeader(Journal));
        }

        JournalFile.Open(Journal, Journals.Header(), JournalMode.Resume).Dispose();
    }

    [Fact]
    public void A_second_process_is_refused_at_once_until_the_first_is_killed()
    {
        JournalFile.Create(Journal, Journals.Header()).Dispose();
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(typeof(JournalFileTests).Assembly.Location);
        start.ArgumentList.Add("hold");
        start.ArgumentList.Add(Journal);
        using var process = Process.Start(start)!;
        try
        {
            Assert.Equal("held", process.StandardOutput.ReadLine());
            var watch = Stopwatch.StartNew();
            Expect(JournalFault.Locked, "another process", () => JournalFile.Open(Journal, Journals.Header(), JournalMode.Resume));
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"refused after {watch.Elapsed}");
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }

        JournalFile.Open(Journal, Journals.Header(), JournalMode.Resume).Dispose();
    }

    [Theory]
    [InlineData("nowhere/run.journal")]
    [InlineData("file/run.journal")]
    public void A_place_that_cannot_be_written_is_named(string place)
    {
        File.WriteAllText(_directory.File("file"), "not a directory");
        Expect(JournalFault.NotWritable, place, () => JournalFile.Create(_directory.File(place), Journals.Header()));
        Assert.Equal(["file"], _directory.Names());
    }

    [Fact]
    public void A_creation_that_fails_half_way_leaves_nothing_behind()
    {
        Expect(JournalFault.Full, "free space", () => JournalFile.Create(
            Journal, Journals.Header() with { Settings = new string('x', 100_000) }, new SqliteOptions { MaximumBytes = 16_384 }));
        Assert.Empty(_directory.Names());
    }

    [Fact]
    public void Leftovers_of_a_crash_do_not_get_into_a_new_journal()
    {
        File.WriteAllText(Journal + ".new", "half a header");
        File.WriteAllText(Journal + "-wal", "pages of a journal that was removed");
        JournalFile.Create(Journal, Journals.Header()).Dispose();
        Assert.Equal(Journals.Header(), JournalFile.ReadHeader(Journal));
        Assert.Equal(["run.journal", "run.journal.lock"], _directory.Names());
    }

    [Fact]
    public void Errors_of_the_system_are_told_by_what_to_do()
    {
        Assert.Equal(JournalFault.Full, JournalException.From(new AggregateException(new SqliteException("full", 13)), "x").Fault);
        Assert.Equal(JournalFault.Full, JournalException.From(new IOException("no space", 28), "x").Fault);
        Assert.Equal(JournalFault.Locked, JournalException.From(new SqliteException("busy", 5), "x").Fault);
        Assert.Equal(JournalFault.NotWritable, JournalException.From(new UnauthorizedAccessException(), "x").Fault);
        Assert.Equal(JournalFault.Failed, JournalException.From(new InvalidOperationException("odd"), "x").Fault);
    }

    private static void Expect(JournalFault fault, string part, Func<object> action)
    {
        var error = Assert.Throws<JournalException>(action);
        Assert.True(fault == error.Fault, error.ToString());
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
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
