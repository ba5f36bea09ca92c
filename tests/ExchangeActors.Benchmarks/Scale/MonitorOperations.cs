using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;

namespace ExchangeActors.Benchmarks.Scale;

/// <summary>Operations of the risk monitors.</summary>
internal static class MonitorOperations
{
    /// <summary>The queue of one side, after a mark has moved.</summary>
    public static ScaleRow Rank(string what, int positions, int times)
    {
        var monitors = RiskPopulation.Monitors(positions);
        return Repeated(what, positions, times, version =>
        {
            Move(monitors, version);
            monitors.Rank(new RankQueue(new DeleveragingId(BenchmarkRules.Btc, 1), 1, -1, new AccountId("trader-0")));
        });
    }

    /// <summary>A mark that crosses nobody's band.</summary>
    public static ScaleRow Tick(string what, int positions, int times)
    {
        var monitors = RiskPopulation.Monitors(positions);
        return Repeated(what, positions, times, version => Move(monitors, version));
    }

    private static ScaleRow Repeated(string what, int positions, int times, Action<long> once)
    {
        once(2);
        once(3);
        var watch = ScaleWatch.Start();
        for (var i = 0; i < times; i++)
        {
            once(4 + i);
        }

        return watch.Row(what, positions, times, string.Empty);
    }

    private static void Move(RiskMonitors monitors, long version) =>
        RiskPopulation.Move(monitors, version % 2 == 0 ? 100_000m : 100_000.1m, version);
}
