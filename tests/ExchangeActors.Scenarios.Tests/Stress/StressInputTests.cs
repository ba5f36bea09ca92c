using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Stress;

namespace ExchangeActors.Scenarios.Tests.Stress;

/// <summary>What cannot be run is refused before the first run, with the place and what to do.</summary>
public sealed class StressInputTests : IDisposable
{
    private readonly StressWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("insuranceFund", "is not path=distribution")]
    [InlineData("insuranceFund=5", "is not path=distribution")]
    [InlineData("=uniform(0,1)", "is not path=distribution")]
    [InlineData("insuranceFund=unifrom(0,1)", "did you mean \"uniform\"?")]
    [InlineData("insuranceFund=normal(0,1)", "is no distribution here")]
    [InlineData("insuranceFund=uniform(0)", "are not two numbers")]
    [InlineData("insuranceFund=uniform(0,1,2)", "are not two numbers")]
    [InlineData("insuranceFund=uniform(a,b)", "are not two numbers")]
    [InlineData("insuranceFund=uniform(0,NaN)", "are not two numbers")]
    [InlineData("insuranceFund=uniform(0,1e300)", "are not two numbers")]
    [InlineData("insuranceFund=uniform(2,1)", "2 is above 1")]
    [InlineData("insuranceFund=lognormal(0,-1)", "negative deviation")]
    [InlineData("insuranceFund=lognormal(30,1)", "beyond 10^15")]
    [InlineData("insuranceFund=whole(1.5,3)", "no whole numbers in order")]
    [InlineData("insuranceFund=list()", "or an empty one")]
    [InlineData("insuranceFund=list(1||2)", "or an empty one")]
    [InlineData("insuranceFund=uniform(-10,10)", "(insuranceFund=-10): insuranceFund: must be between 0")]
    [InlineData("insuranceFund=list(5|many)", "(insuranceFund=many): insuranceFund: must be a number")]
    [InlineData("insurancefund=uniform(0,1)", "did you mean \"insuranceFund\"?")]
    [InlineData("durationSeconds=uniform(30,50)", "must be a whole number")]
    [InlineData("profile.trigger.policy=list(fund-empty|fund-full)", "fund-full")]
    [InlineData("markets.BTC-PERP.takerFee=uniform(0,0.001)", "has no item BTC-PERP")]
    [InlineData("seed=whole(1,9)", "may not be varied")]
    [InlineData("venue=list(okx|bitmex)", "--venues")]
    public void A_distribution_that_is_none_is_refused(string vary, string expected) =>
        Refused(_world.Request(10) with { Vary = [vary] }, "--vary", expected);

    [Theory]
    [InlineData("shock", "is not axis=value|value")]
    [InlineData("shock=", "is not axis=value|value")]
    [InlineData("shock=1||2", "is not axis=value|value")]
    [InlineData("shock=1,shock=2", "is named twice")]
    [InlineData("shock=1,prices.shock=2", "is named twice")]
    [InlineData("seed=1|2", "is no axis")]
    public void A_grid_that_is_none_is_refused(string grid, string expected) =>
        Refused(_world.Request(10) with { Grid = grid }, "--grid", expected);

    [Theory]
    [InlineData("shock=-1", "prices.shock: must be between 0")]
    [InlineData("shock=one", "prices.shock: must be a number")]
    [InlineData("depht=1|2", "no property \"depht\"")]
    [InlineData("fund=0|-5", "insuranceFund: must be between 0")]
    public void A_cell_that_does_not_load_is_refused(string grid, string expected) =>
        Refused(_world.Request(10) with { Grid = grid }, "--grid", expected);

    [Fact]
    public void A_shock_that_takes_a_price_to_nothing_is_refused()
    {
        var far = _world.Request(10, "prices.inline[1].index=0.01");
        Refused(far with { Grid = "shock=100" }, "prices.shock", "takes the price of \"ETH-PERP\" to zero; make the shock smaller");
    }

    [Fact]
    public void A_grid_too_large_is_refused_before_anything_is_loaded()
    {
        var many = string.Join('|', Enumerable.Range(1, 40));
        Refused(_world.Request(1) with { Grid = $"shock={many},depth={many}" }, "--grid", "more than 1000 cells; take fewer values");
        Refused(
            _world.Request(1_000_000) with { Grid = $"shock={many}" }, "--grid", "40 points of 1000000 runs are more than 10000000 runs");
    }

    [Fact]
    public void What_is_given_twice_is_refused()
    {
        Refused(_world.Request(1) with { Vary = [StressWorld.Fall, StressWorld.Fall] }, "--vary", "is varied twice");
        Refused(
            _world.Request(1) with { Vary = ["prices.shock=uniform(1,2)"], Grid = "shock=1|2" }, "--vary", "is an axis of the grid too");
        Refused(_world.Request(1) with { Venues = StressWorld.Venues("okx", "okx") }, "--venues", "names the profile \"okx\" twice");
    }

    [Fact]
    public async Task A_folder_of_another_study_is_not_gone_on_with()
    {
        var folder = _world.Folder("out");
        var study = StressPlan.Make(_world.Request(2));
        using (var file = StressFile.Open(study, folder, false))
        {
            await StressRunner.Run(study, file, 1, null, CancellationToken.None);
        }

        Assert.Contains(
            "add --resume",
            Assert.Throws<InputException>(() => StressFile.Open(study, folder, false)).Message,
            StringComparison.Ordinal);
        var other = StressPlan.Make(_world.Request(2, "insuranceFund=1"));
        Assert.Contains(
            "another study",
            Assert.Throws<InputException>(() => StressFile.Open(other, folder, true)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "leave --resume out",
            Assert.Throws<InputException>(() => StressFile.Open(study, _world.Folder("none"), true)).Message,
            StringComparison.Ordinal);
    }

    private static void Refused(StressRequest request, string place, string expected)
    {
        var fault = Assert.Throws<InputException>(() => StressPlan.Make(request));
        Assert.Contains(place, fault.Message, StringComparison.Ordinal);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.All(fault.Problems, problem => Assert.True(problem.Remedy.Length > 0));
    }
}
