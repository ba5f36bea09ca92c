using BenchmarkDotNet.Attributes;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;

namespace ExchangeActors.Benchmarks;

/// <summary>A tick that crosses nobody's band, and one that crosses ten: flat in the number of positions, within logarithm.</summary>
[MemoryDiagnoser]
public class TickBenchmarks
{
    private RiskMonitors _monitors = null!;
    private long _version;
    private List<AccountRisk> _crossed = null!;

    [Params(1_000, 100_000, 1_000_000)]
    public int Positions { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _monitors = RiskPopulation.Monitors(Positions);
        _version = 1_000_000_000;
        // A long of 1 from 100,000 whose margin breaks a little below 99,980.
        _crossed = [.. Enumerable.Range(0, 10).Select(i => RiskPopulation.Account($"crossed-{i}", 1m, 100_000m, 519.8m))];
        foreach (var account in _crossed)
        {
            _monitors.Know(account);
        }
    }

    [Benchmark]
    public int Tick_without_crossings() => Tick(_version % 2 == 0 ? 100_000m : 100_000.1m);

    /// <summary>They stay as they are, so they are asked, and found to be fine at the mark that goes back.</summary>
    [Benchmark]
    public int Tick_that_crosses_ten_and_another_that_finds_them_fine()
    {
        var crossed = Tick(99_979m);
        Tick(100_000m);
        return crossed;
    }

    private int Tick(decimal mark) => RiskPopulation.Move(_monitors, mark, ++_version);
}

/// <summary>Ranking the ADL queue of a market.</summary>
[MemoryDiagnoser]
public class RankingBenchmarks
{
    private RiskMonitors _monitors = null!;

    [Params(1_000, 100_000, 1_000_000)]
    public int Positions { get; set; }

    [GlobalSetup]
    public void Setup() => _monitors = RiskPopulation.Monitors(Positions);

    [Benchmark]
    public RankedQueue Rank() =>
        _monitors.Rank(new RankQueue(new DeleveragingId(BenchmarkRules.Btc, 1), 1, -1, new AccountId("trader-0")));

    /// <summary>The whole queue sorted: what ranking costs when the queue's limit does not spare it.</summary>
    [Benchmark(Baseline = true)]
    public int Sort_everyone() => _monitors.Queue(BenchmarkRules.Btc, -1, new AccountId("trader-0"), queuedOnly: true).Count;

    [Benchmark]
    public IReadOnlyList<(AccountId Account, int Lights)> Indicator() => _monitors.Indicator(BenchmarkRules.Btc, -1);
}

/// <summary>A market with as many positions as asked for: half longs, half shorts, nine tenths of the shorts in profit.</summary>
internal static class RiskPopulation
{
    public static RiskMonitors Monitors(int positions)
    {
        var monitors = new RiskMonitors(BenchmarkRules.Rules);
        monitors.Know(BenchmarkRules.Btc, new MarkQuote(new Price(100_000m), 0m, 1));
        for (var i = 0; i < positions; i++)
        {
            monitors.Know(Account(i));
        }

        return monitors;
    }

    /// <summary>A mark, and the sweep that it leads to; how many are asked.</summary>
    public static int Move(RiskMonitors monitors, decimal mark, long version)
    {
        var market = EntityRef.Market(BenchmarkRules.Btc);
        var moved = new MarkMoved(BenchmarkRules.Btc, new MarkQuote(new Price(mark), 0m, version), false);
        var sweeps = monitors.Handle(
            new Envelope(EntityRef.RiskMonitors, market, moved, new EventRef(market, version), null, new Moment(version)));
        return sweeps.Sum(sweep => monitors.Handle(sweep).Count);
    }

    public static AccountRisk Account(string id, decimal size, decimal entry, decimal wallet)
    {
        var state = Domain.Accounts.Account.New(new AccountId(id));
        return new AccountRisk(state with
        {
            Version = 1,
            Wallet = new Money(wallet),
            Positions = state.Positions.Add(
                BenchmarkRules.Btc, new Position(new Quantity(size), new Money(size * entry), 0m, null)),
        });
    }

    private static AccountRisk Account(int i)
    {
        var chance = new Random(i);
        var size = (i % 2 == 0 ? 1m : -1m) * decimal.Round(0.001m + ((decimal)chance.NextDouble() * 2m), 4);
        var entry = decimal.Round(95_000m + ((decimal)chance.NextDouble() * 50_000m), 1);
        // Ten percent of the notional beyond the loss that it has.
        var loss = Math.Max(0m, size * (entry - 100_000m));
        return Account($"trader-{i}", size, entry,
            decimal.Round(loss + (Math.Abs(size) * entry * (0.1m + ((decimal)chance.NextDouble() * 0.5m))), 6));
    }
}
