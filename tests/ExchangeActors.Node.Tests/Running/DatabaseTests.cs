using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ExchangeActors.Journal.PostgreSql;
using ExchangeActors.Node.Shell;

namespace ExchangeActors.Node.Tests.Running;

/// <summary>Runs on a journal in PostgreSQL, and their review: through the program.</summary>
[Collection(PostgreSqlTests.Name)]
public sealed class DatabaseTests(PostgreSqlServer server) : IDisposable
{
    private readonly WorkFolder _folder = new() { EventsPerWrite = 40 };

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
        Assert.Contains($"log and checkpoint {files[1].Replace(".checkpoint", ".*", StringComparison.Ordinal)}", run.Error,
            StringComparison.Ordinal);
        Assert.Contains(report.Invariants, invariant => invariant.ToString().Contains("folding the journal", StringComparison.Ordinal));

        var close = Json(await Review(place, "until", "forcedCloses == 1", "--json"));
        var (at, id) = (close.GetProperty("ordering").GetInt64().ToString(CultureInfo.InvariantCulture),
            close.GetProperty("id").GetString()!);
        var adl = string.Join('/', close.GetProperty("event").GetProperty("step").GetString()!.Split('/')[..^1]);
        var account = id.Split('/')[1].Split('#')[0];
        var summary = Json(await Review(place, "summary", "--json"));
        Assert.Equal((report.StateHash, report.Number("events")),
            (summary.GetProperty("stateHash").GetString(), summary.GetProperty("events").GetDecimal()));
        var verified = Json(await Review(place, "verify", "--json"));
        Assert.True(verified.GetProperty("holds").GetBoolean());
        Assert.Equal(64, verified.GetProperty("checkpoint").GetString()!.Length);
        Assert.True(Json(await Review(place, "what-if", "--json")).GetProperty("isSame").GetBoolean());
        Assert.Contains("was closed.", (await Review(place, "why-picked", adl, account)).Out, StringComparison.Ordinal);
        Assert.Contains("stood at rank 1", (await Review(place, "how-far", adl, account)).Out, StringComparison.Ordinal);
        Assert.Contains("from outside: outside/feed#", (await Review(place, "why", id)).Out, StringComparison.Ordinal);
        Assert.Contains("stateHash: ", (await Review(place, "state", "--at", at, "--fund")).Out, StringComparison.Ordinal);
        foreach (var verb in new string[][] { ["timeline", "--take", "3"], ["show", at], ["diff", "1", at], ["why-not", adl, account],
            ["what-if", "--venue", "hyperliquid"], [] })
        {
            await Review(place, verb);
        }

        var withoutPassword = place.Replace($"Password={server.Password};", string.Empty, StringComparison.Ordinal);
        Assert.Contains(
            report.StateHash, (await _folder.Shell($"PGPASSWORD={server.Password} \"$EXCHANGE\" review '{withoutPassword}' state"))
                .Expect(ExitCode.Fine).Out, StringComparison.Ordinal);
        Assert.All(Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories), file =>
            Assert.DoesNotContain(server.Password, File.ReadAllText(file), StringComparison.Ordinal));

        (await _folder.Run("run", WorkFolder.Shipped("first-adl.json"), "--journal", place))
            .Refused(ExitCode.WrongInput, "the database holds a journal already");
        var again = Report.Of(await _folder.Run("run", "--resume", "--journal", place, "--json"));
        Assert.Equal((report.StateHash, 0m), (again.StateHash, again.Number("eventsWritten")));
    }

    [Theory]
    [InlineData(
        "DELETE FROM journal WHERE ordering = (SELECT ordering FROM journal WHERE persistence_id = 'market/ETH-PERP' AND sequence_number "
            + "= 3)", "market/ETH-PERP#3: events 3 to 3 are missing")]
    [InlineData(
        "UPDATE journal SET message = set_byte(message, 60, get_byte(message, 60) # 1) WHERE persistence_id = 'market/ETH-PERP' AND "
            + "sequence_number = 3", "market/ETH-PERP#3")]
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
        string[] asked =
        [
            "run", WorkFolder.Shipped("oct-10-2025.json"), "--json",
            "--set", "population.accounts=1500", "--set", "insuranceFund=10000", "--set", "durationSeconds=1320", "--set", "tickMs=15000",
        ];
        var report = Report.Of(await _folder.Run([.. asked, "--journal", place])).InvariantsHold().AddsUp();
        Assert.Equal(Report.Of(await _folder.Run([.. asked, "--in-memory"])).StateHash, report.StateHash);
        Assert.True(report.Number("adl.forcedCloses") > 0m);
        Assert.True(report.Number("waterfall.book") > 0m);
        var verified = Json(await Review(place, "verify", "--json"));
        Assert.True(verified.GetProperty("holds").GetBoolean());
        Assert.Equal((report.StateHash, report.Number("events")),
            (verified.GetProperty("stateHash").GetString(), verified.GetProperty("events").GetDecimal()));
        Assert.True(Json(await Review(place, "what-if", "--json")).GetProperty("isSame").GetBoolean());
    }

    [Fact]
    public async Task A_second_run_on_the_database_is_refused_and_the_live_journal_can_be_reviewed()
    {
        var place = server.CreateDatabase();
        var process = _folder.Start("run", Cascade.Write(_folder), "--journal", place, "--json");

        // It waits in the middle of its work, so that the others come in time; its sessions stay open.
        await Stop(place, 20, process);
        var live = Json(await Review(place, "verify", "--json"));
        Assert.True(live.GetProperty("holds").GetBoolean());
        (await _folder.Run("run", "--resume", "--journal", place))
            .Refused(ExitCode.Infrastructure, "another process is running on this journal");
        (await _folder.Run("run", "cascade.json", "--journal", place))
            .Refused(ExitCode.Infrastructure, "another process is running on this journal");

        process.Signal("CONT");
        var report = Report.Of(await process.End()).InvariantsHold().AddsUp();
        Assert.Equal(Cascade.ForcedCloses, report.Number("adl.forcedCloses"));
        Assert.InRange(live.GetProperty("events").GetDecimal(), 1, report.Number("events"));
    }

    [Fact]
    public async Task A_killed_run_goes_on_where_it_was_and_everything_happens_once()
    {
        const int kills = 4;
        _folder.EventsPerSnapshot = 500;
        var place = server.CreateDatabase();
        var scenario = Cascade.Write(_folder);
        for (var kill = 0; kill < kills; kill++)
        {
            using var process = kill == 0 ? _folder.Start("run", scenario, "--journal", place)
                : _folder.Start("run", "--resume", "--journal", place);
            await Stop(place, (kill + 1) * Cascade.ForcedCloses / (kills + 2), process);
            process.Kill();
        }

        Assert.InRange(StoredCloses.Count(place), 1, Cascade.ForcedCloses - 1);
        var report = Report.Of(await _folder.Run("run", "--resume", "--journal", place, "--json")).InvariantsHold().AddsUp();
        Assert.Equal(Report.Of(await _folder.Run("run", scenario, "--in-memory", "--json")).StateHash, report.StateHash);
        Assert.Equal((Cascade.ForcedCloses, Cascade.Shorts), (report.Number("adl.forcedCloses"), report.Number("adl.accounts")));
        Assert.Equal((0m, 0m, 0m), (report.Number("adl.unfilled"), report.Number("waterfall.open"), report.Number("bookedDeficit")));
        Assert.True(report.Number("eventsWritten") < report.Number("events"));
        Assert.Equal(Cascade.ForcedCloses, StoredCloses.Count(place));
        var verified = Json(await Review(place, "verify", "--json"));
        Assert.Equal((true, report.StateHash), (verified.GetProperty("holds").GetBoolean(), verified.GetProperty("stateHash").GetString()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_that_slept_while_another_took_over_stops_and_says_so(bool wakesAtTheEnd)
    {
        // The long form: EXCHANGE_TRIALS=20 dotnet test tests/ExchangeActors.Node.Tests --filter A_run_that_slept
        var trials = int.TryParse(Environment.GetEnvironmentVariable("EXCHANGE_TRIALS"), out var given) ? given : 1;
        for (var trial = 0; trial < trials; trial++)
        {
            var place = server.CreateDatabase();
            using var first = _folder.Start("run", Cascade.Write(_folder), "--journal", place, "--json");
            await Stop(place, 20 + (trial * 37 % 900), first);
            PostgreSqlServer.Query<bool>(
                place, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'exchange %' AND datname = "
                    + "current_database()");
            using var second = _folder.Start("run", "--resume", "--journal", place, "--json");
            if (!wakesAtTheEnd)
            {
                await StoredCloses.Until(place, Cascade.ForcedCloses / 2, second);
            }

            var ended = wakesAtTheEnd ? await second.End() : null;
            first.Signal("CONT");
            var stopped = (await first.End()).Expect(ExitCode.Infrastructure);
            Assert.Equal(string.Empty, stopped.Out);
            Assert.Contains(": another process took over; this one has stopped and wrote nothing since", stopped.Error,
                StringComparison.Ordinal);
            Assert.DoesNotContain("KeyNotFound", stopped.Error, StringComparison.Ordinal);
            var report = Report.Of(ended ?? await second.End()).InvariantsHold().AddsUp();
            Assert.Equal(Cascade.ForcedCloses, report.Number("adl.forcedCloses"));
            var verified = Json(await Review(place, "verify", "--json"));
            Assert.Equal(
                (true, report.StateHash), (verified.GetProperty("holds").GetBoolean(), verified.GetProperty("stateHash").GetString()));
        }
    }

    [Fact]
    public async Task A_run_goes_on_when_the_server_ends_its_sessions()
    {
        var place = server.CreateDatabase();
        using var process = _folder.Start("run", Cascade.Write(_folder), "--journal", place, "--json");
        for (var i = 1; i <= 3; i++)
        {
            await Stop(place, i * 400, process);
            PostgreSqlServer.Query<bool>(
                place, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'exchange %' AND datname = "
                    + "current_database()");
            process.Signal("CONT");
        }

        var report = Report.Of(await process.End()).InvariantsHold().AddsUp();
        Assert.Equal(Cascade.ForcedCloses, report.Number("adl.forcedCloses"));
    }

    /// <summary>
    /// A server that is down for two seconds. The long form: <c>EXCHANGE_TRIALS=20 dotnet test tests/ExchangeActors.Node.Tests -c Release
    /// --filter A_restart_of</c>.
    /// </summary>
    [Fact]
    public async Task A_restart_of_the_server_is_over_for_a_run_soon_after_its_return()
    {
        var trials = int.TryParse(Environment.GetEnvironmentVariable("EXCHANGE_TRIALS"), out var many) ? many : 1;

        // The short form runs beside other tests.
        var soon = TimeSpan.FromSeconds(trials == 1 ? 25 : 10);
        var times = new List<double>();
        for (var trial = 1; trial <= trials; trial++)
        {
            var place = server.CreateDatabase();
            using var process = _folder.Start("run", Cascade.Write(_folder), "--journal", place, "--json");
            await Stop(place, 200 + (trial * 37 % 1_500), process);

            server.Restart(TimeSpan.FromSeconds(2), () => process.Signal("CONT"));

            var watch = Stopwatch.StartNew();
            await StoredCloses.Until(place, StoredCloses.Count(place) + 20, process);
            times.Add(watch.Elapsed.TotalSeconds);
            var report = Report.Of(await process.End()).InvariantsHold().AddsUp();
            Assert.Equal(Cascade.ForcedCloses, report.Number("adl.forcedCloses"));
        }

        Console.WriteLine(
            $"progress after {string.Join(", ", times.Select(seconds => seconds.ToString("N1", CultureInfo.InvariantCulture)))} s");
        Assert.All(times, seconds => Assert.InRange(seconds, 0, soon.TotalSeconds));
    }

    [Fact]
    public async Task A_journal_that_was_cut_back_is_not_gone_on_with_and_its_checkpoint_stays()
    {
        var place = server.CreateDatabase();
        (await _folder.Run("run", WorkFolder.Shipped("first-adl.json"), "--journal", place)).Expect(ExitCode.Fine);
        PostgreSqlServer.Execute(place, "DELETE FROM journal WHERE ordering > 40");
        var checkpoint = Assert.Single(_folder.Names(), name => name.EndsWith(".checkpoint", StringComparison.Ordinal));
        var evidence = await File.ReadAllBytesAsync(_folder.File(checkpoint));

        (await _folder.Run("run", "--resume", "--journal", place))
            .Refused(ExitCode.Infrastructure, "the journal does not agree with its checkpoint", "its end is missing");

        Assert.Equal(evidence, await File.ReadAllBytesAsync(_folder.File(checkpoint)));
        (await _folder.Run("review", place, "verify")).Expect(ExitCode.CheckFailed);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_and_a_database_that_is_not_there_are_told_without_the_password()
    {
        const string unreachable = "Host=127.0.0.1;Port=1;Username=app;Password=secret;Database=exchange";
        foreach (var arguments in new string[][] { ["review", unreachable, "verify"],
            ["run", WorkFolder.Shipped("first-adl.json"), "--journal", unreachable], ["run", "--resume", "--journal", unreachable] })
        {
            var run = await _folder.Run(arguments);
            run.Refused(
                ExitCode.Infrastructure,
                    "Host=127.0.0.1;Port=1;Database=exchange;Username=app: the PostgreSQL server failed or does not answer");
            Assert.DoesNotContain("secret", run.Error, StringComparison.Ordinal);
        }

        (await _folder.Run("review", server.ConnectionString("nowhere"), "summary"))
            .Refused(ExitCode.WrongInput, "there is no such database");
        (await _folder.Run("review", server.CreateDatabase(), "summary")).Refused(ExitCode.WrongInput, "the database holds no journal");
        (await _folder.Run("review", "Host=127.0.0.1;Prot=secret", "summary"))
            .Refused(ExitCode.WrongInput, "PostgreSQL: the connection string cannot be read");
        (await _folder.Run("run", WorkFolder.Shipped("first-adl.json"), "--journal", unreachable, "--journal-limit-mb", "5"))
            .Refused(ExitCode.WrongInput, "--journal-limit-mb limits a file");
    }

    [Fact]
    public async Task A_full_connection_limit_at_the_end_is_waited_for_and_the_report_comes()
    {
        var owner = server.CreateDatabase();
        var name = owner[(owner.LastIndexOf('=') + 1)..];
        PostgreSqlServer.Execute(
            owner,
            $"CREATE ROLE app_{name} LOGIN PASSWORD '{server.Password}'; ALTER DATABASE {name} OWNER TO app_{name}; "
            + $"ALTER SCHEMA public OWNER TO app_{name}");
        var place = Regex.Replace(owner, "Username=[^;]*", $"Username=app_{name}");
        using var process = _folder.Start("run", Cascade.Write(_folder), "--journal", place, "--json");
        await Stop(owner, Cascade.ForcedCloses / 2, process);

        // Who is connected stays so; nobody else comes in, and each statement that lasts is ended.
        PostgreSqlServer.Execute(owner, $"ALTER ROLE app_{name} CONNECTION LIMIT 1; ALTER ROLE app_{name} SET statement_timeout = '1ms'");
        process.Signal("CONT");
        await StoredCloses.Until(owner, Cascade.ForcedCloses, process);
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.False(process.HasExited);
        PostgreSqlServer.Execute(owner, $"ALTER ROLE app_{name} CONNECTION LIMIT -1; ALTER ROLE app_{name} RESET statement_timeout");

        var report = Report.Of(await process.End()).InvariantsHold().AddsUp();
        Assert.Equal(Cascade.ForcedCloses, report.Number("adl.forcedCloses"));
    }

    private async Task<Finished> Review(string place, params string[] arguments)
    {
        var finished = (await _folder.Run(["review", place, .. arguments])).Expect(ExitCode.Fine);
        Assert.DoesNotContain(server.Password, finished.Out + finished.Error, StringComparison.Ordinal);
        return finished;
    }

    /// <summary>Leaves it stopped (SIGSTOP) at a moment when the journal has so many forced closes, and not all.</summary>
    private static async Task Stop(string place, long forcedCloses, ExchangeProcess process)
    {
        var before = StoredCloses.Count(place);
        var now = before;
        Assert.True(
            await process.StopWhen(() => (now = StoredCloses.Count(place)) >= forcedCloses, () => now > before, sliceMs: 30),
            $"the run ended before {forcedCloses} forced closes");
    }

    private static JsonElement Json(Finished finished)
    {
        using var document = JsonDocument.Parse(finished.Out);
        return document.RootElement.Clone();
    }
}
