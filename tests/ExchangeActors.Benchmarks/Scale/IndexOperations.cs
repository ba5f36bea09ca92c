using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;

namespace ExchangeActors.Benchmarks.Scale;

/// <summary>Operations of one market's risk index.</summary>
internal static class IndexOperations
{
    /// <summary>The queue of one side, after a mark has moved.</summary>
    public static ScaleRow Rank(string what, int positions, int times)
    {
        var index = RiskPopulation.Index(positions);
        return Repeated(what, positions, times, version =>
        {
            Move(index, version);
            index.Handle(new RankQueue(new DeleveragingId(BenchmarkRules.Btc, 1), 1, -1, new AccountId("trader-0")));
        });
    }

    /// <summary>A mark that crosses nobody's band.</summary>
    public static ScaleRow Tick(string what, int positions, int times)
    {
        var index = RiskPopulation.Index(positions);
        return Repeated(what, positions, times, version => Move(index, version));
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

    private static void Move(RiskIndex index, long version)
    {
        var mark = new Price(version % 2 == 0 ? 100_000m : 100_000.1m);
        index.Handle(new MarkMoved(BenchmarkRules.Btc, new MarkQuote(mark, 0m, version), false));
        index.Handle(new SweepBands());
    }
}
