using System.Globalization;
using System.Text.Json;
using ExchangeActors.PostgreSql;

namespace ExchangeActors.Node.Tests;

/// <summary>Runs on a journal in PostgreSQL, and their review: through the program.</summary>
[Collection(PostgreSqlTests.Name)]
public sealed class DatabaseTests(PostgreSqlServer server) : IDisposable
{
    private const string ForcedCloses = "SELECT count(*) FROM journal WHERE manifest = 'account.position-force-closed.1'";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_is_reviewed_by_every_verb_and_the_password_is_nowhere()
    {
        var place = server.CreateDatabase();
        var run = await _folder.Run("run", WorkFolder.Shipped("first-adl.json"), "--journal", place, "--json");
        var report = Report.Of(run).InvariantsHold().AddsUp();
        var files = _folder.Names();
        Assert.Equal(3, files.Length);
        Assert.Matches("^journals/first-adl-[0-9a-f]{8}\\.checkpoint$", files[1]);
        Assert.Contains($"log and checkpoint {files[1].Replace(".checkpoint", ".*", StringComparison.Ordinal)}", run.Error, StringComparison.Ordinal);
        Assert.Contains(report.Invariants, invariant => invariant.ToString().Contains("folding the journal", StringComparison.Ordinal));

        var close = Json(await Review(place, "until", "forcedCloses == 1", "--json"));
        var (at, id) = (close.GetProperty("ordering").GetInt64().ToString(CultureInfo.InvariantCulture), close.GetProperty("id").GetString()!);
        var adl = string.Join('/', close.GetProperty("event").GetProperty("step").GetString()!.Split('/')[..^1]);
        var account = id.Split('/')[1].Split('#')[0];
        var summary = Json(await Review(place, "summary", "--json"));
        Assert.Equal((report.StateHash, report.Number("events")), (summary.GetProperty("stateHash").GetString(), summary.GetProperty("events").GetDecimal()));
        var verified = Json(await Review(place, "verify", "--json"));
        Assert.True(verified.GetProperty("holds").GetBoolean());
        Assert.Equal(64, verified.GetProperty("checkpoint").GetString()!.Length);
        Assert.True(Json(await Review(place, "what-if", "--json")).GetProperty("isSame").GetBoolean());
        Assert.Contains("was closed.", (await Review(place, "why-picked", adl, account)).Out, StringComparison.Ordinal);
        Assert.Contains("stood at rank 1", (await Review(place, "how-far", adl, account)).Out, StringComparison.Ordinal);
        Assert.Contains("from outside: outside/feed#", (await Review(place, "why", id)).Out, StringComparison.Ordinal);
        Assert.Contains("stateHash: ", (await Review(place, "state", "--at", at, "--fund")).Out, StringComparison.Ordinal);
        foreach (var verb in new string[][] { ["timeline", "--take", "3"], ["show", at], ["diff", "1", at], ["why-not", adl, account], ["what-if", "--venue", "hyperliquid"], [] })
        {
            await Review(place, verb);
        }

        var withoutPassword = place.Replace($"Password={server.Password};", string.Empty, StringComparison.Ordinal);
        Assert.Contains(report.StateHash, (await _folder.Shell($"PGPASSWORD={server.Password} \"$EXCHANGE\" review '{withoutPassword}' state")).Expect(ExitCode.Fine).Out, StringComparison.Ordinal);
        Assert.All(Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories), file => Assert.DoesNotContain(server.Password, File.ReadAllText(file), StringComparison.Ordinal));

        (await _folder.Run("run", WorkFolder.Shipped("first-adl.json"), "--journal", place)).Refused(ExitCode.WrongInput, "the database holds a journal already");
        var again = Report.Of(await _folder.Run("run", "--resume", "--journal", place, "--json"));
        Assert.Equal((report.StateHash, 0m), (again.StateHash, again.Number("eventsWritten")));
    }

    [Theory]
    [InlineData("DELETE FROM journal WHERE ordering = (SELECT ordering FROM journal WHERE persistence_id = 'market/ETH-PERP' AND sequence_number = 3)", "market/ETH-PERP#3: events 3 to 3 are missing")]
    [InlineData("UPDATE journal SET message = set_byte(message, 60, get_byte(message, 60) # 1) WHERE persistence_id = 'market/ETH-PERP' AND sequence_number = 3", "market/ETH-PERP#3")]
    [InlineData("DELETE FROM journal WHERE ordering > 40; DELETE FROM snapshot", "its end is missing")]
    public async Task Damage_is_found_at_its_place(string sql, string told)
    {
        var place = server.CreateDatabase();
        (await _folder.Run("run", WorkFolder.Shipped("first-adl.json"), "--journal", place)).Expect(ExitCode.Fine);
        Assert.True(PostgreSqlServer.Execute(place, sql) > 0);
        var verified = (await _folder.Run("review", place, "verify")).Expect(ExitCode.CheckFailed);
        Assert.Contains(told, verified.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Password, verified.Out + verified.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reduced_October_goes_through_all_layers_verifies_and_is_repeated_by_the_same_rules()
    {
        var place = server.CreateDatabase();
        var report = Report.Of(await _folder.Run(
            "run", WorkFolder.Shipped("oct-10-2025.json"), "--journal", place, "--json",
            "--set", "population.accounts=1500", "--set", "insuranceFund=10000", "--set", "durationSeconds=1320", "--set", "tickMs=15000")).InvariantsHold().AddsUp();
        Assert.True(report.Number("adl.forcedCloses") > 0m);
        Assert.True(report.Number("waterfall.book") > 0m);
        var verified = Json(await Review(place, "verify", "--json"));
        Assert.True(verified.GetProperty("holds").GetBoolean());
        Assert.Equal((report.StateHash, report.Number("events")), (verified.GetProperty("stateHash").GetString(), verified.GetProperty("events").GetDecimal()));
        Assert.True(Json(await Review(place, "what-if", "--json")).GetProperty("isSame").GetBoolean());
    }

    [Fact]
    public async Task A_second_run_on_the_database_is_refused_and_the_live_journal_can_be_reviewed()
    {
        var place = server.CreateDatabase();
        var process = _folder.Start("run", Cascade.Write(_folder), "--journal", place, "--json");
        await Until(place, 20, process);

        // It waits in the middle of its work, so that the others come in time; its sessions stay open.
        process.Signal("STOP");
        var live = Json(await Review(place, "verify", "--json"));
        Assert.True(live.GetProperty("holds").GetBoolean());
        (await _folder.Run("run", "--resume", "--journal", place)).Refused(ExitCode.Infrastructure, "another process is running on this journal");
        (await _folder.Run("run", "cascade.json", "--journal", place)).Refused(ExitCode.Infrastructure, "another process is running on this journal");

        process.Signal("CONT");
        var report = Report.Of(await process.End()).InvariantsHold().AddsUp();
        Assert.Equal(Cascade.ForcedCloses, report.Number("adl.forcedCloses"));
        Assert.InRange(live.GetProperty("events").GetDecimal(), 1, report.Number("events"));
    }

    [Fact]
    public async Task A_killed_run_goes_on_where_it_was_and_everything_happens_once()
    {
        const int kills = 4;
        var place = server.CreateDatabase();
        var scenario = Cascade.Write(_folder);
        for (var kill = 0; kill < kills; kill++)
        {
            using var process = kill == 0 ? _folder.Start("run", scenario, "--journal", place) : _folder.Start("run", "--resume", "--journal", place);
            await Until(place, (kill + 1) * Cascade.ForcedCloses / (kills + 2), process);
            process.Kill();
        }

        Assert.InRange(PostgreSqlServer.Query<long>(place, ForcedCloses)[0], 1, Cascade.ForcedCloses - 1);
        var report = Report.Of(await _folder.Run("run", "--resume", "--journal", place, "--json")).InvariantsHold().AddsUp();
        Assert.Equal((Cascade.ForcedCloses, Cascade.Shorts), (report.Number("adl.forcedCloses"), report.Number("adl.accounts")));
        Assert.Equal((0m, 0m, 0m), (report.Number("adl.unfilled"), report.Number("waterfall.open"), report.Number("bookedDeficit")));
        Assert.True(report.Number("eventsWritten") < report.Number("events"));
        Assert.Equal(Cascade.ForcedCloses, PostgreSqlServer.Query<long>(place, ForcedCloses)[0]);
        var verified = Json(await Review(place, "verify", "--json"));
        Assert.Equal((true, report.StateHash), (verified.GetProperty("holds").GetBoolean(), verified.GetProperty("stateHash").GetString()));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_and_a_database_that_is_not_there_are_told_without_the_password()
    {
        const string unreachable = "Host=127.0.0.1;Port=1;Username=app;Password=secret;Database=exchange";
        foreach (var arguments in new string[][] { ["review", unreachable, "verify"], ["run", WorkFolder.Shipped("first-adl.json"), "--journal", unreachable], ["run", "--resume", "--journal", unreachable] })
        {
            var run = await _folder.Run(arguments);
            run.Refused(ExitCode.Infrastructure, "Host=127.0.0.1;Port=1;Database=exchange;Username=app: the PostgreSQL server failed or does not answer");
            Assert.DoesNotContain("secret", run.Error, StringComparison.Ordinal);
        }

        (await _folder.Run("review", server.ConnectionString("nowhere"), "summary")).Refused(ExitCode.WrongInput, "there is no such database");
        (await _folder.Run("review", server.CreateDatabase(), "summary")).Refused(ExitCode.WrongInput, "the database holds no journal");
        (await _folder.Run("review", "Host=127.0.0.1;Prot=secret", "summary")).Refused(ExitCode.WrongInput, "PostgreSQL: the connection string cannot be read");
        (await _folder.Run("run", WorkFolder.Shipped("first-adl.json"), "--journal", unreachable, "--journal-limit-mb", "5")).Refused(ExitCode.WrongInput, "--journal-limit-mb limits a file");
    }

    private async Task<Finished> Review(string place, params string[] arguments)
    {
        var finished = (await _folder.Run(["review", place, .. arguments])).Expect(ExitCode.Fine);
        Assert.DoesNotContain(server.Password, finished.Out + finished.Error, StringComparison.Ordinal);
        return finished;
    }

    private static async Task Until(string place, long forcedCloses, ExchangeProcess process)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!process.HasExited)
        {
            if (PostgreSqlServer.Query<bool>(place, "SELECT to_regclass('journal') IS NOT NULL")[0] && PostgreSqlServer.Query<long>(place, ForcedCloses)[0] >= forcedCloses)
            {
                return;
            }

            await Task.Delay(20, patience.Token);
        }

        Assert.Fail($"the run ended before {forcedCloses} forced closes: {await process.End()}");
    }

    private static JsonElement Json(Finished finished)
    {
        using var document = JsonDocument.Parse(finished.Out);
        return document.RootElement.Clone();
    }
}
