using System.Text.Json;
using ExchangeActors.Node.Shell;
using Microsoft.Data.Sqlite;

namespace ExchangeActors.Node.Tests.Reviewing;

/// <summary><c>exchange review export</c> and <c>exchange review import</c> through the built program.</summary>
public sealed class TransferTests : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_journal_goes_through_a_file_to_another_with_the_same_heads()
    {
        await FinishedJournal.CopyTo(_folder.File("first.db"));

        var exported = Summary(await _folder.Run("review", "first.db", "export", "--format", "jsonl", "--output", "first.jsonl", "--json"));
        var imported = Summary(await _folder.Run("review", "back.db", "import", "first.jsonl", "--json"));

        Assert.Equal(["back.db", "first.db", "first.jsonl"], Names());
        Assert.Equal(46, exported.GetProperty("events").GetInt64());
        Assert.Equal(new FileInfo(_folder.File("first.jsonl")).Length, exported.GetProperty("bytes").GetInt64());
        Assert.Equal(46, imported.GetProperty("events").GetInt64());
        Assert.Equal("journal", imported.GetProperty("holds").GetString());
        Assert.Equal(64, exported.GetProperty("root").GetString()!.Length);
        Assert.Equal(exported.GetProperty("root").GetString(), imported.GetProperty("root").GetString());

        // To standard output, from the imported journal: the same again.
        var again = (await _folder.Run("review", "back.db", "export", "--format", "jsonl")).Expect(ExitCode.Fine);
        Assert.Equal(await File.ReadAllTextAsync(_folder.File("first.jsonl")), again.Out);
        Assert.Contains("46 events", again.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    [InlineData("trace")]
    public async Task Other_formats_go_to_a_file(string format)
    {
        await FinishedJournal.CopyTo(_folder.File("first.db"));

        var run = (await _folder.Run("review", "first.db", "export", "--format", format, "--output", "out")).Expect(ExitCode.Fine);

        Assert.StartsWith("out: 46 of 46 events, ", run.Out, StringComparison.Ordinal);
        Assert.True(new FileInfo(_folder.File("out")).Length > 1_000);
    }

    [Fact]
    public async Task Tables_go_to_a_folder_and_have_the_figures_of_the_run()
    {
        var run = Summary(await _folder.Run("run", WorkFolder.Shipped("first-adl.json"), "--journal", "first.db", "--json"));

        var summary = Summary(
            await _folder.Run("review", "first.db", "export", "--tables", "--format", "csv", "--output", "tables/", "--json"));

        var rows = summary.GetProperty("tables").EnumerateArray()
            .ToDictionary(table => table.GetProperty("name").GetString()!, table => table.GetProperty("rows").GetInt64());
        Assert.Equal(run.GetProperty("adl").GetProperty("forcedCloses").GetInt64(), rows["forced_closes"]);
        Assert.Equal(run.GetProperty("liquidations").GetProperty("count").GetInt64(), rows["liquidations"]);
        Assert.Equal(run.GetProperty("adl").GetProperty("deleveragings").GetInt64(), rows["deleveragings"]);
        Assert.All(rows.Keys, name => Assert.True(File.Exists(_folder.File($"tables/{name}.csv"))));
        Assert.Contains(",bob,ETH-PERP,queue,adl/ETH-PERP/1,1,1,liq/alice/1,alice,fund-at-floor,buy,10,10,1782,",
            await File.ReadAllTextAsync(_folder.File("tables/forced_closes.csv")), StringComparison.Ordinal);
        Assert.StartsWith(
            "parquet: 11 files about 46 events, ", (await _folder.Run("review", "first.db", "export", "--tables", "--output", "parquet"))
                .Expect(ExitCode.Fine).Out, StringComparison.Ordinal);
        Assert.Equal(11, Directory.GetFiles(_folder.File("parquet")).Length);
        Assert.DoesNotContain(Names(), name => name.EndsWith(".new", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_incident_under_other_names_is_cut_out_and_imported()
    {
        await FinishedJournal.CopyTo(_folder.File("first.db"));
        _folder.Write("key", "0123456789abcdef");

        var run = (await _folder.Run(
            "review", "first.db", "export", "--format", "jsonl", "--correlation", "liq/alice/1", "--to", "2025-01-01T00:00:04Z",
                "--incident", "--pseudonymous", "--pseudonym-key", "key", "--output", "cut.jsonl"))
            .Expect(ExitCode.Fine);

        Assert.Contains(" of 46 events", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("alice", await File.ReadAllTextAsync(_folder.File("cut.jsonl")), StringComparison.Ordinal);
        var imported = Summary(await _folder.Run("review", "cut.db", "import", "cut.jsonl", "--json"));
        Assert.Equal("incident", imported.GetProperty("holds").GetString());

        // Nobody goes on with a cut as if it were a run.
        (await _folder.Run("run", "--resume", "--journal", "cut.db")).Refused(ExitCode.WrongInput, "the header does not say what was run");
    }

    [Fact]
    public async Task A_changed_line_is_refused_and_nothing_is_left()
    {
        await FinishedJournal.CopyTo(_folder.File("first.db"));
        (await _folder.Run("review", "first.db", "export", "--format", "jsonl", "--output", "first.jsonl")).Expect(ExitCode.Fine);
        var lines = await File.ReadAllLinesAsync(_folder.File("first.jsonl"));
        var place = Array.FindIndex(lines, line => line.Contains("\"deposit\":6000", StringComparison.Ordinal));
        lines[place] = lines[place].Replace("\"deposit\":6000", "\"deposit\":6001", StringComparison.Ordinal);
        _folder.Write("first.jsonl", string.Join('\n', lines));

        (await _folder.Run("review", "back.db", "import", "first.jsonl"))
            .Refused(ExitCode.WrongInput, $"first.jsonl:{place + 1}: ", "says 6001, the stored bytes 6000");

        Assert.Equal(["first.db", "first.jsonl"], Names());
    }

    [Fact]
    public async Task A_recorded_incident_becomes_a_scenario_that_is_tested()
    {
        await FinishedJournal.CopyTo(_folder.File("first.db"));

        var export = (await _folder.Run("review", "first.db", "export", "--scenario", "--output", "first.json")).Expect(ExitCode.Fine);
        Assert.Equal("first.json: first-adl-recorded: 1 markets, 3 accounts, 8 ticks, 0 orders; \"then\" is about 2 accounts\n",
            export.Out);
        Assert.Contains("it reproduces the record; again with: exchange test first.json", export.Error, StringComparison.Ordinal);
        Assert.StartsWith("ok first-adl-recorded", (await _folder.Run("test", "first.json")).Expect(ExitCode.Fine).Out,
            StringComparison.Ordinal);

        // A run of the file, on the actors, has the same outcome again.
        (await _folder.Run("run", "first.json", "--journal", "again.db")).Expect(ExitCode.Fine);
        var again = Summary(await _folder.Run("review", "again.db", "export", "--scenario", "--output", "again.json", "--json"));
        Assert.True(again.GetProperty("reproduces").GetBoolean());
        Assert.Equal(Then("first.json"), Then("again.json"));

        (await _folder.Run("review", "first.db", "export", "--scenario", "--output", "first.json"))
            .Refused(ExitCode.WrongInput, "first.json: the file exists already");
        (await _folder.Run("review", "first.db", "export", "--scenario"))
            .Refused(ExitCode.WrongInput, "--scenario makes a file; name it with --output");
        (await _folder.Run("review", "first.db", "export", "--scenario", "--output", "b.json", "--account", "bob"))
            .Refused(ExitCode.WrongInput, "--scenario is of the whole journal");
    }

    [Fact]
    public async Task A_scenario_that_does_not_reproduce_the_record_says_how_and_stays()
    {
        await FinishedJournal.CopyTo(_folder.File("first.db"));
        using (var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = _folder.File("first.db"), Pooling = false }.ConnectionString))
        {
            // Under the rules that the header now has, alice would not have been called.
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText =
                """
                UPDATE exchange_header SET value = replace(value, '"marginCallLevel":1.5', '"marginCallLevel":1.01')
                WHERE name = 'rules';
                """;
            Assert.Equal(1, command.ExecuteNonQuery());
        }

        var export = await _folder.Run("review", "first.db", "export", "--scenario", "--output", "first.json");

        export.Expect(ExitCode.CheckFailed);
        Assert.Contains("alice.marginCalled: expected true, is false", export.Error, StringComparison.Ordinal);
        Assert.Contains("first.json was written, but run in memory it does not reproduce the record", export.Error,
            StringComparison.Ordinal);
        Assert.Contains("FAILED first-adl-recorded", (await _folder.Run("test", "first.json")).Expect(ExitCode.CheckFailed).Out,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_usage_is_refused()
    {
        await FinishedJournal.CopyTo(_folder.File("first.db"));
        _folder.Write("key", "short");
        _folder.Write("exists", "mine");
        Task<Finished> Export(params string[] arguments) => _folder.Run(["review", "first.db", "export", .. arguments]);

        (await Export()).Refused(ExitCode.WrongInput, "name a --format: jsonl, csv, parquet, trace");
        (await Export("--tables")).Refused(ExitCode.WrongInput, "--tables makes a folder; name it with --output");
        (await Export("--tables", "--format", "jsonl", "--output", "t")).Refused(ExitCode.WrongInput, "\"jsonl\" is none of tables");
        (await Export("--tables", "--account", "bob", "--output", "t")).Refused(ExitCode.WrongInput, "--tables is of the whole journal");
        (await Export("--tables", "--scenario", "--output", "t")).Refused(ExitCode.WrongInput, "two exports");
        (await Export("--tables", "--output", "exists")).Refused(ExitCode.WrongInput, "something of that name already");
        (await Export("--tables", "--pseudonymous", "--pseudonym-key", "key", "--output", "t")).Refused(ExitCode.WrongInput, "5 bytes");
        (await Export("--format", "xlsx")).Refused(ExitCode.WrongInput, "\"xlsx\" is unknown");
        (await Export("--format", "parquet")).Refused(ExitCode.WrongInput, "cannot go to standard output");
        (await Export("--format", "jsonl", "--json")).Refused(ExitCode.WrongInput, "name one with --output");
        (await Export("--format", "csv", "--incident", "--from", "3")).Refused(ExitCode.WrongInput, "--incident is for --format jsonl");
        (await Export("--format", "jsonl", "--incident")).Refused(ExitCode.WrongInput, "--incident needs to know which");
        (await Export("--format", "jsonl", "--from", "noon")).Refused(ExitCode.WrongInput, "--from \"noon\" is neither");
        (await Export("--format", "jsonl", "--pseudonym-key", "key")).Refused(ExitCode.WrongInput, "is for --pseudonymous");
        (await Export("--format", "jsonl", "--pseudonymous", "--pseudonym-key", "key")).Refused(ExitCode.WrongInput, "5 bytes");
        (await Export("--format", "csv", "--output", "exists")).Refused(ExitCode.WrongInput, "exists: the file exists already");
        (await Export("--format", "csv", "--account", "nobody")).Refused(ExitCode.WrongInput, "no event of the journal is meant");
        (await Export("--format", "jsonl", "--correlation", "liq/nobody/1", "--incident"))
            .Refused(ExitCode.WrongInput, "no event of the journal is meant");
        (await _folder.Run("review", "none.db", "export", "--format", "csv"))
            .Refused(ExitCode.WrongInput, "none.db: there is no such file");
        (await _folder.Run("review", "new.db", "import", "none.jsonl")).Refused(ExitCode.WrongInput, "none.jsonl: there is no such file");
        (await _folder.Run("review", "import", "exists")).Refused(ExitCode.WrongInput, "name the journal");
        Assert.Equal(["exists", "first.db", "key"], Names());
    }

    [Theory]
    [InlineData("--format", "trace", "--pseudonymous")]
    [InlineData("--format", "csv")]
    [InlineData("--format", "parquet")]
    [InlineData("--tables")]
    [InlineData("--tables", "--format", "csv")]
    [InlineData("--scenario")]
    public async Task An_interrupted_export_leaves_nothing(params string[] what)
    {
        (await _folder.Run("run", WorkFolder.Shipped("calm.json"), "--journal", "calm.db")).Expect(ExitCode.Fine);
        var before = Names();

        // The file in the making is there from the beginning. Where the signal came too late after all, the export is whole: once more.
        for (var attempt = 1; ; attempt++)
        {
            var process = _folder.Start(["review", "calm.db", "export", .. what, "--output", "out"]);
            while (Names().Length == before.Length && !process.HasExited)
            {
                await Task.Delay(1);
            }

            var interrupted = process.TryInterrupt();
            var end = await process.End();
            if (end.ExitCode == (int)ExitCode.Fine && attempt < 20)
            {
                var whole = _folder.File("out");
                if (Directory.Exists(whole))
                {
                    Directory.Delete(whole, recursive: true);
                }
                else
                {
                    File.Delete(whole);
                }

                continue;
            }

            Assert.True(interrupted);
            end.Refused(ExitCode.Interrupted, "interrupted");
            Assert.Equal(before, Names());
            break;
        }
    }

    private string Then(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(_folder.File(name)));
        return document.RootElement.GetProperty("then").GetRawText();
    }

    // Without what SQLite puts beside a journal that a run has written (in WAL mode) when somebody reads it.
    private string[] Names() =>
        [.. _folder.Names().Where(name => !name.EndsWith("-shm", StringComparison.Ordinal)
            && !name.EndsWith("-wal", StringComparison.Ordinal))];

    private static JsonElement Summary(Finished run)
    {
        using var document = JsonDocument.Parse(run.Expect(ExitCode.Fine).Out);
        return document.RootElement.Clone();
    }
}
