using ExchangeActors.Scenarios.Calibrating;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Tests.Calibrating;

/// <summary>Fits whose answer is known: alice's liquidated notional is ten times the mark to which the price falls.</summary>
public sealed class CalibrationTests : IDisposable
{
    private const string Fall = """{ "path": "prices.inline[1].index", "min": 1700, "max": 1800 }""";
    private const string Carol = """{ "path": "accounts.carol.deposit", "min": 10000, "max": 30000, "log": true }""";
    private const string Liquidated = """{ "name": "liquidated", "figure": "liquidations.notional", "value": 17550, "tolerance": 1 }""";

    private readonly StressWorld _world = new();
    private readonly ScenarioFolder _folder = new();

    public void Dispose()
    {
        _world.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_the_figure_depends_on_is_found_and_what_it_does_not_is_called_not_identified()
    {
        var report = Fit($"{Fall}, {Carol}", $"{Liquidated}, {{ \"figure\": \"adl.forcedCloses\", \"min\": 1, \"fit\": false }}");

        Assert.True(report.Holds);
        Assert.InRange(report.Parameters[0].Value, 1754.9m, 1755.1m);
        Assert.Equal([true, false], report.Parameters.Select(parameter => parameter.Identified));
        Assert.Equal(1000.0, report.Parameters[0].Effect, 1); // 10 · 100 over the range, in tolerances of 1
        Assert.Equal(["accounts.carol.deposit"], Assert.Single(report.NotIdentified).Parameters.AsEnumerable());
        Assert.Equal([(true, true), (false, true)], report.Targets.Select(target => (target.Fitted, target.Within)));
        Assert.Equal(1.0, report.Targets[1].Median);
        Assert.Equal(2, report.Settings.Length);
        var again = Fit($"{Fall}, {Carol}", $"{Liquidated}, {{ \"figure\": \"adl.forcedCloses\", \"min\": 1, \"fit\": false }}",
            parallel: 3);
        Assert.Equal(System.Text.Json.JsonSerializer.Serialize(report), System.Text.Json.JsonSerializer.Serialize(again));
    }

    [Fact]
    public void What_cannot_be_reached_is_said_and_the_nearest_is_given()
    {
        var report = Fit(Fall, Liquidated.Replace("17550", "19000", StringComparison.Ordinal));

        Assert.False(report.Holds);
        Assert.InRange(report.Parameters[0].Value, 1799m, 1800m);
        Assert.InRange(report.Evaluations, 20, 60);
    }

    [Theory]
    [InlineData("liquidations.notional / liquidations.count", 17550.0)]
    [InlineData("adl.firstAt - liquidations.firstAt", 0.0)]
    [InlineData("adl.reasons.no-such-reason", 0.0)]
    [InlineData("bookedDeficit / insuranceFund.start", null)]
    public void A_figure_is_a_path_a_ratio_or_a_difference_and_none_where_there_is_nothing(string figure, double? value)
    {
        var target = $"{{ \"figure\": \"{figure}\", \"min\": -1, \"max\": 1000000, \"fit\": false }}";
        var report = Fit(Fall.Replace("1700", "1754.999", StringComparison.Ordinal).Replace("1800", "1755", StringComparison.Ordinal),
            $"{Liquidated}, {target}", 6);

        Assert.Equal(value, report.Targets[1].Median is { } median ? Math.Round(median, 1) : null);
    }

    [Theory]
    [InlineData(Fall, "{ \"figure\": \"adl.wave\", \"value\": 1, \"tolerance\": 1 }", "the report of a run has no \"adl.wave\"")]
    [InlineData(Fall, "{ \"figure\": \"a + b\", \"min\": 1 }", "targets[0].figure: \"a + b\" is no figure")]
    [InlineData(Fall, "{ \"figure\": \"adl.waves\", \"value\": 1 }", "targets[0].value: needs a tolerance above 0")]
    [InlineData(Fall, "{ \"figure\": \"adl.waves\" }", "says nothing of the figure")]
    [InlineData(Fall, "{ \"figure\": \"adl.waves\", \"min\": 2, \"max\": 1 }", "targets[0].max: 1 is below \"min\", 2")]
    [InlineData(Fall, "{ \"figure\": \"adl.waves\", \"min\": 1, \"fit\": false }", "targets: has no entry that is fitted")]
    [InlineData("{ \"path\": \"x\", \"min\": 2, \"max\": 1 }", Liquidated, "parameters[0].max: 1 is not above \"min\", 2")]
    [InlineData("{ \"path\": \"insuranceFund\", \"min\": 0, \"max\": 1, \"log\": true }", Liquidated,
        "parameters[0].min: 0 has no logarithm")]
    [InlineData("{ \"path\": \"insuranceFond\", \"min\": 0, \"max\": 1 }", Liquidated, "did you mean \"insuranceFund\"?")]
    [InlineData("{ \"path\": \"insuranceFund\", \"min\": -1, \"max\": 1 }", Liquidated,
        "parameters[0] (insuranceFund=-1): insuranceFund: must be")]
    [InlineData($"{Fall}, {Fall}", Liquidated, "parameters: names a path twice")]
    [InlineData("", Liquidated, "parameters: has no entry")]
    public void What_cannot_be_asked_is_refused_with_its_place(string parameters, string targets, string problem)
    {
        var fault = Assert.Throws<InputException>(() => Fit(parameters, targets));
        Assert.Contains(problem, fault.Message, StringComparison.Ordinal);
        Assert.Contains("targets.json", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_budget_that_is_too_small_is_refused() => Assert.Contains(
        "budget: of 2 is too small for 1 parameters", Assert.Throws<InputException>(() => Fit(Fall, Liquidated, 2)).Message,
            StringComparison.Ordinal);

    private CalibrationReport Fit(string parameters, string targets, int budget = 60, int parallel = 1)
    {
        var file = _folder.Write(
            "targets.json", $"{{ \"runs\": 1, \"budget\": {budget}, \"parameters\": [{parameters}], \"targets\": [{targets}] }}");
        return Calibration.Run(_world.Path, [], file, parallel, null, CancellationToken.None);
    }
}
