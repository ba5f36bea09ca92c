using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Waterfall;
using ExchangeActors.Scenarios.Comparing;
using ExchangeActors.Scenarios.Loading;

namespace ExchangeActors.Scenarios.Tests.Reports;

/// <summary>
/// <c>adl.waves</c>, <c>topTenShare</c>, <c>inProfitShare</c> and <c>reasons</c>: of the smallest ADL by hand, of a crash against the
/// events.
/// </summary>
public sealed class DeleveragingFigureTests
{
    [Fact]
    public async Task Of_the_smallest_ADL()
    {
        var run = await ObservedRun.Of(
            ScenarioLoader.Load(ShippedFiles.Scenario("first-adl.json")), null, null, CancellationToken.None);

        var adl = run.Report.Adl;
        Assert.Equal((1, 1m, 1m), (adl.Waves, adl.TopTenShare!.Value, adl.InProfitShare!.Value));
        Assert.Equal(("fund-at-floor", 1L), (Assert.Single(adl.Reasons).Key, adl.Reasons.Values.Single()));
    }

    [Fact]
    public async Task Nobody_closed_is_no_share_of_anything()
    {
        var scenario = ScenarioLoader.Load(ShippedFiles.Scenario("calm.json"));
        var adl = (await ObservedRun.Of(scenario, null, null, CancellationToken.None)).Report.Adl;

        Assert.Equal((0, null, null, 0), (adl.Waves, adl.TopTenShare, adl.InProfitShare, adl.Reasons.Count));
    }

    [Theory]
    [InlineData("bitmex")]
    [InlineData("hyperliquid")]
    [InlineData("percolator")]
    [InlineData("dydx-v4")]
    public async Task Of_a_crash_as_its_events_tell(string venue)
    {
        var scenario = ScenarioLoader.Load(CrashScenario.Path, [.. CrashScenario.Small, $"venue={CrashScenario.Venue(venue)}"]);
        var (notionals, profitable, reasons) = (
            new Dictionary<string, decimal>(), 0L, new SortedDictionary<string, long>(StringComparer.Ordinal));
        void Observe(RecordedEvent recorded)
        {
            switch (recorded.Event)
            {
                case PositionForceClosed e: Add(recorded, (e.Price * e.Quantity).Value, e.RealisedPnl); break;
                case SideSettled e when !e.Closed.IsZero: Add(recorded, e.Notional.Value, e.RealisedPnl); break;
                case DeleveragingRequested e: reasons[e.Reason] = reasons.GetValueOrDefault(e.Reason) + 1; break;
                default: break;
            }
        }

        void Add(RecordedEvent recorded, decimal notional, Money realised)
        {
            notionals[recorded.Id.Stream.Id] = notionals.GetValueOrDefault(recorded.Id.Stream.Id) + notional;
            profitable += realised > Money.Zero ? 1 : 0;
        }

        var run = await ObservedRun.Of(scenario, null, null, CancellationToken.None, Observe);
        var figures = VenueFigures.Of(scenario, run, ImmutableArray<decimal>.Empty);

        var adl = run.Report.Adl;
        Assert.True(adl.ForcedCloses > 0, "nobody was closed, so nothing is shown");
        Assert.Equal(Math.Max(5_000, scenario.TickMs), scenario.WaveGapMs);
        Assert.Equal(AdlWaves.Split(run.Outcome.Closings, closing => closing.At, scenario.WaveGapMs).Length, adl.Waves);
        Assert.Equal(notionals.Values.OrderDescending().Take(10).Sum() / notionals.Values.Sum(), adl.TopTenShare!.Value, 6);
        Assert.Equal((decimal)profitable / adl.ForcedCloses, adl.InProfitShare!.Value, 6);
        Assert.Equal(reasons, adl.Reasons);
        Assert.Equal((adl.Waves, adl.ForcedCloses), (figures.Adl.Waves, figures.ForcedCloses));
        Assert.Equal(figures.Waves, figures.Adl.Waves);
    }
}
