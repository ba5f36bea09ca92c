using BenchmarkDotNet.Attributes;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;

namespace ExchangeActors.Benchmarks;

/// <summary>A tick that crosses nobody's band, and one that crosses ten: flat in the number of positions, within logarithm.</summary>
[MemoryDiagnoser]
public class TickBenchmarks
{
    private RiskIndex _index = null!;
    private long _version;
    private List<AccountRisk> _crossed = null!;

    [Params(1_000, 100_000, 1_000_000)]
    public int Positions { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _index = RiskPopulation.Index(Positions);
        _version = 1_000_000_000;
        _crossed = [.. Enumerable.Range(0, 10).Select(i => RiskPopulation.Account(i, new SafeBand(new Price(99_980m), null)))];
        foreach (var account in _crossed)
        {
            _index.Handle(account);
        }
    }

    [Benchmark]
    public int Tick_without_crossings() => Tick(_version % 2 == 0 ? 100_000m : 100_000.1m);

    [Benchmark]
    public int Tick_that_crosses_ten_and_hears_their_new_bands()
    {
        var crossed = Tick(99_979m);
        Tick(100_000m);
        foreach (var account in _crossed)
        {
            _index.Handle(account);
        }

        return crossed;
    }

    private int Tick(decimal mark)
    {
        _index.Handle(new MarkMoved(BenchmarkRules.Btc, new MarkQuote(new Price(mark), 0m, ++_version), false));
        return _index.Handle(new SweepBands()).Count;
    }
}

/// <summary>Ranking the ADL queue of a market.</summary>
[MemoryDiagnoser]
public class RankingBenchmarks
{
    private RiskIndex _index = null!;

    [Params(1_000, 100_000, 1_000_000)]
    public int Positions { get; set; }

    [GlobalSetup]
    public void Setup() => _index = RiskPopulation.Index(Positions);

    [Benchmark]
    public IReadOnlyList<Outgoing> Rank() =>
        _index.Handle(new RankQueue(new DeleveragingId(BenchmarkRules.Btc, 1), 1, -1, new AccountId("trader-0")));

    /// <summary>The whole queue sorted: what ranking costs when the queue's limit does not spare it.</summary>
    [Benchmark(Baseline = true)]
    public int Sort_everyone() => _index.Queue(-1, new AccountId("trader-0"), queuedOnly: true).Count;

    [Benchmark]
    public IReadOnlyList<(AccountId Account, int Lights)> Indicator() => _index.Indicator(-1);
}

/// <summary>A market with as many positions as asked for: half longs, half shorts, nine tenths of the shorts in profit.</summary>
internal static class RiskPopulation
{
    public static RiskIndex Index(int positions)
    {
        var index = new RiskIndex(BenchmarkRules.Btc, BenchmarkRules.Rules);
        index.Handle(new MarkMoved(BenchmarkRules.Btc, new MarkQuote(new Price(100_000m), 0m, 1), false));
        index.Handle(new SweepBands());
        for (var i = 0; i < positions; i++)
        {
            index.Handle(Account(i, null));
        }

        return index;
    }

    public static AccountRisk Account(int i, SafeBand? band)
    {
        var chance = new Random(i);
        var size = new Quantity((i % 2 == 0 ? 1m : -1m) * decimal.Round(0.001m + ((decimal)chance.NextDouble() * 2m), 4));
        var entry = decimal.Round(95_000m + ((decimal)chance.NextDouble() * 50_000m), 1);
        var wallet = new Money(decimal.Round(Math.Abs(size.Value) * entry * (0.05m + ((decimal)chance.NextDouble() * 0.5m)), 6));
        return new AccountRisk(new AccountId($"trader-{i}"), 1, true, wallet, [
            new RiskPosition(BenchmarkRules.Btc, size, new Money(size.Value * entry), null, band ?? (i % 2 == 0
                ? new SafeBand(new Price(50_000m + chance.Next(40_000)), null)
                : new SafeBand(null, new Price(110_000m + chance.Next(40_000)))))]);
    }
}
