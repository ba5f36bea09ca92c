using ExchangeActors.Journal.Reading;
using ExchangeActors.Node.Shell;

namespace ExchangeActors.Node.Tests.Running;

/// <summary>Going on with a journal: only the run that it belongs to, from wherever it was.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly WorkFolder _folder = new() { EventsPerWrite = 40 };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_finished_run_is_reported_again_and_writes_no_events()
    {
        var first = await FirstAdl();
        var again = Report.Of(await _folder.Run("run", "--resume", "--journal", "first.db", "--json"));
        var named = Report.Of(
            await _folder.Run("run", WorkFolder.Shipped("first-adl.json"), "--resume", "--journal", "first.db", "--json"));

        Assert.All(new[] { again, named }, resumed =>
        {
            resumed.InvariantsHold().AddsUp();
            Assert.Equal(first.StateHash, resumed.StateHash);
            Assert.Equal((first.Number("events"), 0m), (resumed.Number("events"), resumed.Number("eventsWritten")));
            Assert.Equal(first.Of("adl").ToString(), resumed.Of("adl").ToString());
        });
    }

    [Fact]
    public async Task What_was_set_at_the_start_is_remembered_by_the_journal()
    {
        var first = Report.Of(
            await _folder.Run("run", WorkFolder.Shipped("first-adl.json"), "--journal", "first.db", "--json", "--set",
                "insuranceFund=700"));
        var again = Report.Of(await _folder.Run("run", "--resume", "--journal", "first.db", "--json"));

        Assert.Equal(700m, again.Number("insuranceFund.start"));
        Assert.Equal(first.StateHash, again.StateHash);
    }

    [Theory]
    [InlineData("scenario \"first-adl\", not to \"calm\"", "run", "CALM", "--resume")]
    [InlineData("with seed 1, not 2", "run", "FIRST", "--resume", "--set", "seed=2")]
    [InlineData("with seed 1, not 2", "run", "--resume", "--set", "seed=2")]
    [InlineData("under venue profile \"bitmex\", not \"other\"", "run", "--resume", "--venue", "other")]
    [InlineData("have changed since the journal was begun", "run", "--resume", "--set", "insuranceFund=9")]
    [InlineData("have changed since the journal was begun", "run", "--resume", "--set", "profile.limits.queueLength=9")]
    public async Task Another_run_than_the_journals_own_is_refused(string expected, params string[] arguments)
    {
        var profile = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "config", "venues", "bitmex.json"));
        _folder.Write(Path.Combine("config", "venues", "other.json"),
            profile.Replace("\"name\": \"bitmex\"", "\"name\": \"other\"", StringComparison.Ordinal));
        await FinishedJournal.CopyTo(_folder.File("first.db"));
        var before = await File.ReadAllBytesAsync(_folder.File("first.db"));

        var run = await _folder.Run(
            [.. arguments.Select(
                argument => argument switch { "CALM" => WorkFolder.Shipped("calm.json"), "FIRST" =>
                    WorkFolder.Shipped("first-adl.json"), _ => argument }), "--journal", "first.db", "--json"]);

        run.Refused(ExitCode.WrongInput, "first.db: the ", expected, "; resume with the original files, or start a new journal");
        Assert.Equal(before, await File.ReadAllBytesAsync(_folder.File("first.db")));
    }

    [Fact]
    public async Task A_scenario_that_was_edited_meanwhile_is_refused()
    {
        var text = await File.ReadAllTextAsync(WorkFolder.Shipped("first-adl.json"));
        _folder.Write("mine.json", text);
        (await _folder.Run("run", "mine.json", "--journal", "mine.db")).Expect(ExitCode.Fine);
        _folder.Write("mine.json", text.Replace("\"deposit\": 6000", "\"deposit\": 6001", StringComparison.Ordinal));

        (await _folder.Run("run", "--resume", "--journal", "mine.db"))
            .Refused(ExitCode.WrongInput, "mine.db: the scenario \"first-adl\" or its settings have changed",
                "resume with the original files");
    }

    [Fact]
    public async Task An_interrupted_run_ends_with_130_and_is_finished_by_resume()
    {
        // Small writes: under load the interruption is noticed late, and there has to be something left then.
        _folder.EventsPerWrite = 5;
        var scenario = Cascade.Write(_folder);
        var phase = new JournalPhase(_folder.File("long.db"));
        var process = _folder.Start("run", scenario, "--journal", "long.db", "--json");
        Assert.True(await phase.StopWhen(now => now.ForcedCloses > 50, process));
        Assert.True(process.TryInterrupt());
        process.Signal("CONT");
        var interrupted = await process.End();
        phase.ReadOn();

        Assert.InRange(phase.ForcedCloses, 51, Cascade.ForcedCloses - 1);
        interrupted.Expect(ExitCode.Interrupted);
        Assert.Equal(string.Empty, interrupted.Out);
        Assert.Contains("exchange: interrupted; go on with: exchange run --resume", interrupted.Error, StringComparison.Ordinal);
        const string Unfinished = "THE RUN HAS NOT ENDED";
        Assert.Contains(Unfinished, (await _folder.Run("review", "long.db", "summary")).Expect(0).Out, StringComparison.Ordinal);
        Assert.Contains(
            "\"unfinishedUntil\": \"", (await _folder.Run("review", "long.db", "summary", "--json")).Out, StringComparison.Ordinal);
        (await _folder.Run("review", "long.db", "report", "--html", "long.html")).Expect(0);
        Assert.Contains(Unfinished, await File.ReadAllTextAsync(_folder.File("long.html")), StringComparison.Ordinal);
        var report = Report.Of(await _folder.Run("run", "--resume", "--journal", "long.db", "--json")).InvariantsHold().AddsUp();
        Assert.Equal(Cascade.ForcedCloses, report.Number("adl.forcedCloses"));
        Assert.Equal(report.Number("events") - phase.Events, report.Number("eventsWritten"));
        Assert.DoesNotContain(Unfinished, (await _folder.Run("review", "long.db", "summary")).Expect(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_journal_stops_the_run_by_name_and_with_more_room_resume_finishes_it()
    {
        var scenario = Cascade.Write(_folder);
        var full = await _folder.Run("run", scenario, "--journal", "small.db", "--journal-limit-mb", "1", "--json");

        full.Expect(ExitCode.Infrastructure);
        Assert.Equal(string.Empty, full.Out);
        Assert.Contains("exchange: small.db: the disk or the journal's size limit is full", full.Error, StringComparison.Ordinal);
        Assert.Contains("free space and resume the run", full.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", full.Error, StringComparison.Ordinal);
        Assert.True(new FileInfo(_folder.File("small.db")).Length <= 1024 * 1024);
        var events = Whole("small.db");
        var again = await _folder.Run("run", "--resume", "--journal", "small.db", "--journal-limit-mb", "1", "--json");
        again.Expect(ExitCode.Infrastructure);
        Assert.Contains("small.db: the disk or the journal's size limit is full", again.Error, StringComparison.Ordinal);
        Assert.True(Whole("small.db") >= events);
        var report = Report.Of(await _folder.Run("run", "--resume", "--journal", "small.db", "--journal-limit-mb", "100", "--json"))
            .InvariantsHold().AddsUp();
        Assert.Equal(Cascade.ForcedCloses, report.Number("adl.forcedCloses"));
        Assert.Equal(report.Number("events"), Whole("small.db"));
    }

    [Fact]
    public async Task A_full_file_system_stops_the_run_by_name_and_with_more_room_resume_finishes_it()
    {
        Cascade.Write(_folder);
        Directory.CreateDirectory(_folder.File("disk"));

        var run = await _folder.Shell(
            """
            exec unshare -rm sh -c '
              mount -t tmpfs -o size=2m none disk || {
                echo "this test mounts a small file system; allow the user to: unshare -rm mount -t tmpfs none DIR" >&2
                exit 99
              }
              "$EXCHANGE" run cascade.json --journal disk/j.db --json; test $? = 3 || exit 98
              mount -o remount,size=100m disk || exit 97
              "$EXCHANGE" run --resume --journal disk/j.db --json'
            """);

        var report = Report.Of(run).InvariantsHold().AddsUp();
        Assert.Contains("exchange: disk/j.db: the disk", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.Equal(Cascade.ForcedCloses, report.Number("adl.forcedCloses"));
        Assert.True(report.Number("eventsWritten") < report.Number("events"));
    }

    [Fact]
    public async Task A_disk_without_room_for_a_journal_is_refused_by_name_and_nothing_is_left()
    {
        Directory.CreateDirectory(_folder.File("disk"));

        var run = await _folder.Shell(
            $"""
            exec unshare -rm sh -c '
              mount -t tmpfs -o size=64k none disk || exit 99
              "$EXCHANGE" run {WorkFolder.Shipped("first-adl.json")} --journal disk/j.db --json; code=$?
              test -z "$(ls disk | grep -v lock)" || exit 98
              exit $code'
            """);

        run.Refused(ExitCode.Infrastructure, "disk/j.db: the disk is full: a run needs 128 KB to begin with; free space");
    }

    /// <summary>Reads the journal to its end, which verifies every hash, and gives the number of events.</summary>
    private int Whole(string journal)
    {
        using var reader = JournalReader.Open(_folder.File(journal));
        return reader.ReadAll().Count();
    }

    private async Task<Report> FirstAdl() =>
        Report.Of(await _folder.Run("run", WorkFolder.Shipped("first-adl.json"), "--journal", "first.db", "--json"));
}
