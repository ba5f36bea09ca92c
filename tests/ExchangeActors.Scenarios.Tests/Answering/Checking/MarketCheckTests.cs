using System.Collections.Immutable;
using ExchangeActors.Scenarios.Answering.Checking;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Tests.Answering.Checking;

public sealed class MarketCheckTests
{
    [Fact]
    public async Task The_shipped_market_does_after_liquidations_what_is_published_within_the_stated_tolerances()
    {
        var report = await MarketCheck.Run(ShippedFiles.Scenario("market-check.json"), [], 120, 2, null, CancellationToken.None);

        Assert.True(report.Episodes >= 120);
        Assert.Empty(report.Figures.Where(figure => !figure.Within).Select(figure => $"{figure.Name}: {figure.Simulated}"));
        Assert.True(report.Holds);
        Assert.Equal(PublishedMarket.All.Select(figure => figure.Name), report.Figures.Select(figure => figure.Name));
        Assert.All(PublishedMarket.All, figure => Assert.True(
            figure.Low > 0.0 && figure.Low < figure.Published && figure.Published < figure.High));
    }

    [Theory]
    [InlineData("market.impact.scale=0", "gamma")] // prices that do not answer have no exponent to speak of, and come back from nothing
    [InlineData("market.impact.scale=4", "survival.0.06")]
    [InlineData("liquidity.depth=0.2", "slippage.1000000.median")]
    public async Task A_market_that_is_not_alike_is_found_out(string setting, string figure)
    {
        var report = await MarketCheck.Run(ShippedFiles.Scenario("market-check.json"), [setting], 18, 2, null,
            CancellationToken.None);

        Assert.False(report.Holds);
        Assert.False(Assert.Single(report.Figures, found => found.Name == figure).Within);
    }

    [Fact]
    public void The_figures_of_known_episodes_are_those_that_were_put_into_them()
    {
        // Falls of 1 % · x^0.9 at x depths, a rebound of 40 and 50 bp, slippage in proportion to size.
        ImmutableArray<LiquidationEpisode> episodes =
        [
            .. Enumerable.Range(1, 100).Select(i => new LiquidationEpisode(
                0.01 * Math.Pow(i / 20.0, 0.9),
                i / 20.0,
                [0.0040 + (0.0001 * (i - 50)), 0.0050 + (0.0001 * (i - 50))],
                [.. PublishedMarket.Slippage.Select(row => i > 95 && row.Size > 5_000_000 ? (double?)null : row.Size * i * 1e-11)])),
        ];

        var figures = MarketCheck.Figures(episodes);

        Assert.Equal(0.9, figures["gamma"], 9);
        Assert.Equal(0.8, figures["survival.0.01"], 2);
        Assert.Equal(40.0, figures["rebound.5"], 6);
        Assert.Equal(50.0, figures["rebound.15"], 6);
        Assert.Equal(5.0, figures["slippage.1000000.median"], 9);
        Assert.Equal(90.0, figures["slippage.10000000.p90"], 9);
        Assert.Empty(MarketCheck.Figures(episodes[..(MarketCheck.LeastEpisodes - 1)]));
    }

    [Fact]
    public async Task A_market_that_does_not_answer_is_not_checked() => Assert.Contains(
        "market: is missing: this market does not answer",
        (await Assert.ThrowsAsync<InputException>(
            () => MarketCheck.Run(ShippedFiles.Scenario("calm.json"), [], 1, 1, null, CancellationToken.None))).Message,
        StringComparison.Ordinal);
}
