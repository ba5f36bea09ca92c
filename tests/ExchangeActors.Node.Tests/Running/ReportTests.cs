using System.Text.Json;
using ExchangeActors.Node.Shell;

namespace ExchangeActors.Node.Tests.Running;

/// <summary>The shipped scenarios, run as the README says.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("in-memory")]
    [InlineData("akka")]
    public async Task The_first_adl_comes_to_the_figures_of_its_description_in_both_runtimes(string runtime)
    {
        var report = await FirstAdl(runtime);

        report.InvariantsHold().AddsUp();
        Assert.Equal(runtime, report.Text("runtime"));
        Assert.Equal(runtime == "akka" ? "first.db" : null, report.Of("journal").GetString());
        Assert.Equal(("first-adl", "bitmex", 1m), (report.Text("scenario"), report.Text("venue"), report.Number("seed")));
        Assert.Equal((4m, 1m, 8m), (report.Number("accounts"), report.Number("markets"), report.Number("ticks")));
        Assert.Equal(1m, report.Number("marginCalls"));
        // alice: 10 at the mark of 1840 at which her margin broke, 10 at her bankruptcy price of 1782.
        Assert.Equal(
            (1m, 18_400m, 0m), (report.Number("liquidations.accounts"), report.Number("liquidations.notional"),
                report.Number("liquidations.bookNotional")));
        Assert.Equal((1m, 1m, 1m), (report.Number("adl.rounds"), report.Number("adl.forcedCloses"), report.Number("adl.accounts")));
        Assert.Equal(
            (17_820m, 2_180m, -580m), (report.Number("adl.notional"), report.Number("adl.realisedPnl"), report.Number("adl.forgonePnl")));
        Assert.Equal((0m, 0m, 0m), (report.Number("adl.declined"), report.Number("adl.unfilled"), report.Number("bookedDeficit")));
        Assert.Equal((0m, 0m), (report.Number("insuranceFund.start"), report.Number("insuranceFund.end")));
        var bob = Assert.Single(report.Of("mostAffected").EnumerateArray());
        Assert.Equal(("bob", 1), (bob.GetProperty("account").GetString(), bob.GetProperty("bestRank").GetInt32()));
        Assert.Equal(2m, report.Of("perMarket")[0].GetProperty("openInterest").GetDecimal());
    }

    [Fact]
    public async Task A_name_that_looks_like_markup_is_printed_as_it_is()
    {
        var run = (await _folder.Run("run", WorkFolder.Shipped("first-adl.json"), "--in-memory", "--set", "name=[red]adl"))
            .Expect(ExitCode.Fine);

        Assert.Contains("[red]adl under bitmex", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_runtimes_end_the_first_adl_in_the_same_states_after_as_many_events()
    {
        var (memory, akka) = (await FirstAdl("in-memory"), await FirstAdl("akka"));

        Assert.Equal(memory.StateHash, akka.StateHash);
        Assert.Equal(memory.Number("events"), akka.Number("events"));
        Assert.Equal(memory.Invariants.Count() + 1, akka.Invariants.Count());
        Assert.Contains(akka.Invariants, invariant => invariant.GetProperty("name")
            .GetString()!.Contains("folding the journal", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_market_that_answers_does_so_alike_on_both_runtimes_and_its_journal_verifies_and_gives_itself_again()
    {
        string[] asked =
        [
            "run", WorkFolder.Shipped("btc-oct-10-2025.json"), "--json", "--set", "market={\"walk\":0.05}",
            "--set", "population.accounts=120",
            "--set", "reactions={\"stops\":{},\"arbitrage\":{},\"dipBuyers\":{},\"hedgers\":{},\"marginAdders\":{}}",
            "--set", "insuranceFund=500", "--set", "liquidity.scale=0.0005", "--set", "durationSeconds=1320", "--set", "tickMs=30000",
        ];
        var memory = Report.Of(await _folder.Run([.. asked, "--in-memory"])).InvariantsHold();
        var akka = Report.Of(await _folder.Run([.. asked, "--journal", "answers.db"])).InvariantsHold();

        Assert.Equal((memory.StateHash, memory.Number("events")), (akka.StateHash, akka.Number("events")));
        Assert.True(memory.Number("liquidations.count") > 0m);
        (await _folder.Run("review", "answers.db", "verify")).Expect(ExitCode.Fine);
        var again = (await _folder.Run("review", "answers.db", "what-if", "--json")).Expect(ExitCode.Fine);
        Assert.Contains("\"isSame\": true", again.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_json_report_has_every_field_with_its_type()
    {
        var report = await FirstAdl("akka");

        Assert.All(
            new[] { "scenario", "venue", "runtime", "journal", "stateHash" },
            path => Assert.Equal(JsonValueKind.String, report.Of(path).ValueKind));
        Assert.All(
            new[]
            {
                "seed", "accounts", "markets", "ticks", "events", "elapsedMs", "marginCalls", "liquidations.accounts",
                    "liquidations.notional", "liquidations.bookNotional",
                "insuranceFund.start", "insuranceFund.credited", "insuranceFund.debited", "insuranceFund.end", "adl.rounds",
                    "adl.forcedCloses", "adl.accounts", "adl.notional",
                "adl.declined", "adl.unfilled", "bookedDeficit",
            },
            path => Assert.Equal(JsonValueKind.Number, report.Of(path).ValueKind));
        Assert.All(report.Invariants, invariant =>
        {
            Assert.Equal(JsonValueKind.String, invariant.GetProperty("name").ValueKind);
            Assert.Contains(invariant.GetProperty("holds").ValueKind, new[] { JsonValueKind.True, JsonValueKind.False });
            Assert.Equal(JsonValueKind.Number, invariant.GetProperty("error").ValueKind);
        });
        Assert.Matches("^[0-9a-f]{64}$", report.StateHash);
    }

    [Fact]
    public async Task The_report_for_people_shows_the_layers_on_standard_output_and_the_progress_on_standard_error()
    {
        var run = (await _folder.Run("run", WorkFolder.Shipped("first-adl.json"), "--in-memory")).Expect(ExitCode.Fine);

        Assert.All(
            new[]
            {
                "margin calls", "liquidated", "closed on the book", "closed by ADL", "taken over", "returned, margin restored",
                    "The insurance fund", "booked deficit", "bob",
                "17,820.00", "18,400.00", "state hash",
            },
            layer => Assert.Contains(layer, run.Out, StringComparison.Ordinal));
        Assert.DoesNotContain("opening accounts", run.Out, StringComparison.Ordinal);
        Assert.Contains("opening accounts 0/8", run.Error, StringComparison.Ordinal);
        Assert.Contains("running 8/8", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Out + run.Error);
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task The_calm_scenario_calls_and_liquidates_nobody()
    {
        var report = Report.Of(await _folder.Run("run", WorkFolder.Shipped("calm.json"), "--in-memory", "--json")).InvariantsHold()
            .AddsUp();

        Assert.Equal((0m, 0m, 0m), (report.Number("marginCalls"), report.Number("liquidations.count"), report.Number("adl.forcedCloses")));
        Assert.True(report.Number("trades") > 0m);
        Assert.Equal(JsonValueKind.Null, report.Of("journal").ValueKind);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_events_and_states_and_another_seed_others()
    {
        var once = Report.Of(await _folder.Run("run", WorkFolder.Shipped("calm.json"), "--in-memory", "--json"));
        var twice = Report.Of(await _folder.Run("run", WorkFolder.Shipped("calm.json"), "--in-memory", "--json"));
        var other = Report.Of(await _folder.Run("run", WorkFolder.Shipped("calm.json"), "--in-memory", "--json", "--set", "seed=43"));

        Assert.Equal((once.StateHash, once.Number("events")), (twice.StateHash, twice.Number("events")));
        Assert.NotEqual(once.StateHash, other.StateHash);
    }

    [Fact]
    public async Task Without_a_name_the_journal_is_a_new_file_under_journals_and_resume_finds_the_newest()
    {
        var report = Report.Of(await _folder.Run("run", WorkFolder.Shipped("first-adl.json"), "--json"));
        var resumed = Report.Of(await _folder.Run("run", "--resume", "--json"));

        Assert.Matches("^journals.first-adl-[0-9]{8}T[0-9]{9}Z.db$", report.Text("journal"));
        Assert.Equal(report.Text("journal"), resumed.Text("journal"));
        Assert.True(File.Exists(_folder.File(report.Text("journal"))));
    }

    private async Task<Report> FirstAdl(string runtime) => Report.Of(await _folder.Run(
        ["run", WorkFolder.Shipped("first-adl.json"), "--json",
            .. runtime == "akka" ? (string[])["--journal", "first.db"] : ["--in-memory"]]));
}
