using ExchangeActors.Node.Shell;

namespace ExchangeActors.Node.Tests.Markets;

/// <summary><c>exchange market check</c> and <c>exchange calibrate</c>, from the command line to the exit code.</summary>
public sealed class MarketVerbTests : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Too_few_episodes_are_a_check_that_failed_with_every_figure_in_the_report()
    {
        var run = await _folder.Run("market", "check", WorkFolder.Shipped("market-check.json"), "--runs", "1", "--json");

        run.Expect(ExitCode.CheckFailed);
        Assert.Contains("episodes of forced selling are too few to compare, 30 are needed", run.Error, StringComparison.Ordinal);
        using var report = System.Text.Json.JsonDocument.Parse(run.Out);
        Assert.False(report.RootElement.GetProperty("holds").GetBoolean());
        Assert.Equal(22, report.RootElement.GetProperty("figures").GetArrayLength());
    }

    [Theory]
    [InlineData("name a scenario", "market", "check")]
    [InlineData("--runs must be 1 to", "market", "check", "FIRST", "--runs", "0")]
    [InlineData("add \"market\": {}, or --set market={}", "market", "check", "FIRST")]
    [InlineData("name the file of the targets with --targets", "calibrate", "FIRST")]
    [InlineData("nowhere.json", "calibrate", "FIRST", "--targets", "nowhere.json")]
    public async Task What_cannot_be_asked_is_wrong_input(string problem, params string[] arguments)
    {
        var first = WorkFolder.Shipped("first-adl.json");
        var run = await _folder.Run([.. arguments.Select(argument => argument == "FIRST" ? first : argument)]);

        run.Expect(ExitCode.WrongInput);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Out);
    }

    [Theory]
    [InlineData("100", ExitCode.Fine)]
    [InlineData("2000000", ExitCode.CheckFailed)]
    public async Task A_fit_is_fine_when_it_holds_and_a_failed_check_when_the_bounds_do_not_reach(string value, int code)
    {
        var targets = _folder.Write(
            "targets.json",
            $$"""
            { "runs": 1, "budget": 24,
              "parameters": [{ "path": "insuranceFund", "min": 0, "max": 250 }],
              "targets": [{ "name": "the fund", "figure": "insuranceFund.start", "value": {{value}}, "tolerance": 5 }] }
            """);
        var run = await _folder.Run("calibrate", WorkFolder.Shipped("first-adl.json"), "--targets", targets);

        run.Expect(code);
        Assert.Contains("the fund", run.Out, StringComparison.Ordinal);
        Assert.Contains("--set insuranceFund=", run.Out, StringComparison.Ordinal);
        Assert.Equal(code != ExitCode.Fine, run.Error.Contains("not reached within these bounds", StringComparison.Ordinal));
    }
}
