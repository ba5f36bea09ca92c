using System.Text.Json;
using ExchangeActors.Node.Shell;

namespace ExchangeActors.Node.Tests.Probing;

/// <summary><c>exchange probe</c>, from the command line to the verdicts.</summary>
public sealed class ProbeTests : IDisposable
{
    private static readonly string FirstAdl = WorkFolder.Shipped("first-adl.json");
    private static readonly string Stage = WorkFolder.Shipped("attack-stage.json");

    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Tables_show_every_probe_and_the_properties()
    {
        var run = (await _folder.Run("probe", FirstAdl, "--account", "bob", "--parts", "4")).Expect(ExitCode.Fine);

        foreach (var part in (string[])["bob, leverage", "as it is", "split into 2", "split into 4", "all positions isolated",
            "equity doubled by a deposit", "Sybil resistance", "scale invariance"])
        {
            Assert.Contains(part, run.Out, StringComparison.Ordinal);
        }

        Assert.All(run.Out.Split('\n'), line => Assert.True(line.Length <= 120, line));
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task Json_compares_each_probe_with_the_account_as_it_is()
    {
        var probe = (await _folder.Run("probe", FirstAdl, "--json")).Expect(ExitCode.Fine);
        var run = Report.Of(await _folder.Run("run", FirstAdl, "--in-memory", "--json"));

        using var document = JsonDocument.Parse(probe.Out);
        var report = document.RootElement;
        var account = Assert.Single(report.GetProperty("accounts").EnumerateArray());
        Assert.Equal("bob", account.GetProperty("account").GetString());
        Assert.Equal(run.StateHash, report.GetProperty("stateHash").GetString());
        var asItIs = account.GetProperty("base");
        Assert.Equal(1, asItIs.GetProperty("forcedCloses").GetInt32());
        foreach (var each in account.GetProperty("probes").EnumerateArray())
        {
            var outcome = each.GetProperty("outcome");
            Assert.Equal(outcome.GetProperty("wealth").GetDecimal() - asItIs.GetProperty("wealth").GetDecimal(),
                each.GetProperty("wealthChange").GetDecimal());
            Assert.Equal(outcome.GetProperty("closed").GetDecimal() - asItIs.GetProperty("closed").GetDecimal(),
                each.GetProperty("closedChange").GetDecimal());
        }

        Assert.Equal(6, report.GetProperty("properties").GetArrayLength());
    }

    [Fact]
    public async Task Where_nobody_is_closed_there_is_nothing_to_probe()
    {
        var run = (await _folder.Run("probe", FirstAdl, "--venue", "drift-v2")).Expect(ExitCode.Fine);

        Assert.Contains("nobody of the population was closed", run.Out, StringComparison.Ordinal);
        Assert.Contains("not measured", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attacks_are_shown_by_venue_with_a_verdict_and_a_legend()
    {
        var run = (await _folder.Run("probe", Stage, "--attacks", "both-legs,pulled-wall", "--venues", "bitmex,hyperliquid"))
            .Expect(ExitCode.Fine);

        foreach (var part in (string[])["both-legs: ", "pulled-wall: ", "fund lost", "amplification: what fund and others lost per unit",
            "Which attacks pay", "PAYS (", "no ("])
        {
            Assert.Contains(part, run.Out, StringComparison.Ordinal);
        }

        Assert.All(run.Out.Split('\n'), line => Assert.True(line.Length <= 120, line));
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task Attacks_as_json_are_the_same_figures_and_the_stake_is_what_was_asked_for()
    {
        var run = (
            await _folder.Run("probe", Stage, "--attacks", "both-legs", "--venue", "bitmex", "--stake", "20000", "--move", "0.4",
                "--json")).Expect(ExitCode.Fine);

        using var document = JsonDocument.Parse(run.Out);
        var result = Assert.Single(document.RootElement.GetProperty("results").EnumerateArray());
        Assert.Equal(
            ("both-legs", "pays", 20_000m), (result.GetProperty("attack").GetString(), result.GetProperty("verdict").GetString(),
                result.GetProperty("paidIn").GetDecimal()));
        Assert.Equal(
            (2, 0.4m), (document.RootElement.GetProperty("runs").GetInt32(), document.RootElement.GetProperty("move").GetDecimal()));
        Assert.Empty(document.RootElement.GetProperty("brokenInvariants").EnumerateArray());
    }

    [Fact]
    public async Task An_attack_that_does_not_fire_says_nothing_and_fails_the_run()
    {
        var run = (await _folder.Run("probe", Stage, "--attacks", "both-legs", "--venues", "bitmex", "--move", "0.02"))
            .Expect(ExitCode.CheckFailed);

        Assert.Contains("did not fire", run.Out, StringComparison.Ordinal);
        Assert.Contains("exchange: both-legs under bitmex did not fire: no leg was liquidated", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no attack \"both-leg\"; there are: both-legs", "--attacks", "both-leg")]
    [InlineData("--stake must be from 100", "--attacks", "all", "--stake", "1")]
    [InlineData("--move must be from 0.01 to 0.49", "--attacks", "all", "--move", "0.5")]
    [InlineData("--crowd must be from 1", "--attacks", "all", "--crowd", "0")]
    [InlineData("there is no venue profile \"bitmax\"", "--attacks", "all", "--venues", "bitmax")]
    [InlineData("--move has no effect without --attacks", "--move", "0.2")]
    public async Task Wrong_options_of_attacks_are_named(string problem, params string[] options) =>
        (await _folder.Run(["probe", Stage, .. options])).Refused(ExitCode.WrongInput, problem);
}
