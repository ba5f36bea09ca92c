using System.Globalization;
using CsCheck;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Populations;

namespace ExchangeActors.Scenarios.Tests.Populations;

public sealed class PopulationTests : IDisposable
{
    private const string Second =
        """
        , { "id": "DOGE-PERP", "tickSize": 0.00001, "lotSize": 10, "quoteTick": 0.01,
          "tiers": [{ "floor": 0, "initialMarginRate": 0.05, "maintenanceMarginRate": 0.02 }, { "floor": 5000, "initialMarginRate": 0.2,
            "maintenanceMarginRate": 0.1 }],
          "makerFee": 0, "takerFee": 0.0005 }
        , { "id": "BTC-PERP", "tickSize": 0.1, "lotSize": 0.001, "quoteTick": 0.01,
          "tiers": [{ "floor": 0, "initialMarginRate": 0.01, "maintenanceMarginRate": 0.005 }],
          "makerFee": 0, "takerFee": 0.0005 }
        """;

    private const string Prices =
        """
        { "inline": [{ "second": 0, "market": "ETH-PERP", "index": 2000.123 }, { "second": 0, "market": "DOGE-PERP", "index": 0.219293 },
          { "second": 0, "market": "BTC-PERP", "index": 114239.09 }] }
        """;

    private readonly ScenarioFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Scenario Load(string population, ulong seed = 7) => _folder.Load(ScenarioFolder.Text(
        ScenarioFolder.Market + Second, Prices, $"\"population\": {population}", seed: seed.ToString(CultureInfo.InvariantCulture)));

    [Fact]
    public void Any_population_is_balanced_in_whole_lots_and_ticks_and_has_its_margin()
    {
        var cases = Gen.Select(Gen.Int[0, 400], Gen.ULong, Gen.Double[0, 1], Gen.Double[0, 1], Gen.Double[0, 0.5], Gen.Double[0, 1]);
        cases.Sample(
            c =>
            {
                var (accounts, seed, longs, makers, scatter, isolated) = c;
                var scenario = Load(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{{ \"accounts\": {accounts}, \"longShare\": {longs:F4}, \"hedgedMakers\": {{ \"share\": {makers:F4} }}, "
                        + $"\"entryScatter\": {scatter:F4}, \"isolatedShare\": {isolated:F4} }}"),
                    seed);
                CheckInvariants(scenario, accounts);
            },
            iter: 60L,
            threads: 1);
    }

    private static void CheckInvariants(Scenario scenario, int accounts)
    {
        var net = new Dictionary<MarketId, decimal>();
        var ids = new HashSet<AccountId>();
        foreach (var account in Population.Generate(scenario))
        {
            Assert.True(ids.Add(account.Id));
            Assert.True(Rounding.IsMultiple(account.Deposit.Value, 0.01m));
            var crossEquity = account.Deposit.Value;
            var crossMargin = 0m;
            foreach (var position in account.Positions)
            {
                var place = scenario.Markets.ToList().FindIndex(candidate => candidate.Id == position.Market);
                var instrument = scenario.Markets[place];
                var mark = scenario.OpeningMark(place).Value;
                Assert.True(position.Size.Value != 0m && Rounding.IsMultiple(position.Size.Value, instrument.LotSize));
                Assert.True(position.EntryPrice.Value > 0m && Rounding.IsMultiple(position.EntryPrice.Value, instrument.TickSize));
                net[position.Market] = net.GetValueOrDefault(position.Market) + position.Size.Value;
                var gain = position.Size.Value * (mark - position.EntryPrice.Value);
                var notional = Math.Abs(position.Size.Value) * mark;
                var margin = 0m;
                for (var tier = 0; tier < instrument.Tiers.Length; tier++)
                {
                    var ceiling = tier + 1 < instrument.Tiers.Length ? instrument.Tiers[tier + 1].Floor.Value : decimal.MaxValue;
                    margin += Math.Max(0m, Math.Min(notional, ceiling) - instrument.Tiers[tier].Floor.Value) * instrument.Tiers[
                        tier].InitialMarginRate;
                }

                if (position.IsolatedMargin is { } own)
                {
                    crossEquity -= own.Value;
                    Assert.True(own.Value + gain >= margin, $"{account.Id}: {own.Value + gain} < {margin}");
                }
                else
                {
                    crossEquity += gain;
                    crossMargin += margin;
                }
            }

            Assert.True(crossEquity >= crossMargin, $"{account.Id}: {crossEquity} < {crossMargin}");
            Assert.True(account.Deposit.Value > 0m);
        }

        Assert.Equal(accounts, ids.Count);
        Assert.All(net.Values, sum => Assert.Equal(0m, sum));
    }

    [Fact]
    public void The_same_seed_gives_the_same_population_and_another_seed_another()
    {
        var first = Describe(Load("""{ "accounts": 300 }"""));

        Assert.Equal(first, Describe(Load("""{ "accounts": 300 }""")));
        Assert.NotEqual(first, Describe(Load("""{ "accounts": 300 }""", seed: 8)));
    }

    /// <summary>
    /// Pins the generator: a population is part of a scenario's identity and must not change from version to version or machine to machine.
    /// </summary>
    [Fact]
    public void The_first_accounts_of_a_seed_are_known() => Assert.Equal(
        Known.ReplaceLineEndings("\n"), Describe(Load("""{ "accounts": 9, "hedgedMakers": { "share": 0.1 } }""")));

    private const string Known =
        """
        trader-0000001 407.05 ETH-PERP 1.97@2025.69/
        trader-0000002 276.97 BTC-PERP 0.008@111051.4/
        trader-0000003 751.43 DOGE-PERP -13320@0.22162/ ETH-PERP -0.5@2014.27/
        trader-0000004 611.34 ETH-PERP -0.95@1990.13/
        trader-0000005 235.46 DOGE-PERP 5440@0.22504/
        trader-0000006 844.01 DOGE-PERP 15610@0.2237/ BTC-PERP 0.01@117340.2/
        trader-0000007 1412.82 BTC-PERP -0.024@112266.8/
        trader-0000008 205.26 ETH-PERP 0.79@1964.59/91.68 BTC-PERP 0.006@115662.9/60.49 DOGE-PERP 2050@0.21857/32.6
        trader-0000009 551.95 ETH-PERP -1.31@2031.53/ DOGE-PERP -9780@0.21625/
        """;

    private static string Describe(Scenario scenario) => string.Join('\n', Population.Generate(scenario).Select(account =>
        $"{account.Id} {account.Deposit} " + string.Join(' ', account.Positions.Select(position =>
            $"{position.Market} {position.Size}@{position.EntryPrice}/{position.IsolatedMargin}"))));

    [Fact]
    public void Wallets_are_heavy_tailed_longs_outnumber_shorts_and_leverage_has_a_tail()
    {
        var scenario = Load("""{ "accounts": 20000, "marketShares": { "BTC-PERP": 1 } }""");
        var accounts = Population.Generate(scenario).Where(account => !account.Positions.IsEmpty).ToList();
        var mark = scenario.OpeningMark(2).Value;
        var equities = accounts.Select(account => account.Deposit.Value
            + account.Positions.Sum(position => position.Size.Value * (mark - position.EntryPrice.Value))).ToList();
        var leverages = accounts.Zip(equities, (account, equity) =>
            account.Positions.Where(p => p.IsolatedMargin is null).Sum(p => Math.Abs(p.Size.Value) * mark) / equity).Order().ToList();
        var sorted = equities.OrderDescending().ToList();
        var longs = accounts.Where(account => account.Positions[0].Size.Value > 0m).ToList();
        var shorts = accounts.Where(account => account.Positions[0].Size.Value < 0m).ToList();

        Assert.InRange(sorted.Take(sorted.Count / 100).Sum() / sorted.Sum(), 0.2m, 0.9m);
        Assert.InRange((double)longs.Count / accounts.Count, 0.63, 0.67);
        Assert.True(shorts.Average(account => Math.Abs(account.Positions[0].Size.Value)) > 1.3m * longs.Average(
            account => account.Positions[0].Size.Value));
        Assert.InRange(leverages[leverages.Count / 2], 3m, 10m);
        Assert.InRange(leverages[leverages.Count * 99 / 100], 40m, 100m);
    }

    [Fact]
    public void Accounts_have_one_to_four_markets_and_makers_are_hedged()
    {
        var scenario = Load("""{ "accounts": 2000, "hedgedMakers": { "share": 1, "leverage": 2 }, "marketsPerAccount": [0, 0, 1] }""");

        var makers = Population.Generate(scenario).Where(account => account.Positions.Length > 1).ToList();

        // Unbalanced makers would need somebody on the other side: with makers only, nobody gets a position.
        Assert.Empty(makers);
        var mixed = Population.Generate(Load("""{ "accounts": 2000, "hedgedMakers": { "share": 0.05 } }""")).ToList();
        Assert.Equal([1, 2, 3], mixed.Select(account => account.Positions.Length).Where(count => count > 0).Distinct().Order());
        Assert.Contains(mixed, account => account.Positions.Any(p => p.Size.Value > 0m) && account.Positions.Any(p => p.Size.Value < 0m));
    }

    [Fact]
    public void Listed_accounts_come_first()
    {
        var scenario = _folder.Load(ScenarioFolder.Text(more: """
            "population": { "accounts": 2 }, "accounts": [{ "id": "alice", "deposit": 5 }]
            """));

        Assert.Equal(["alice", "trader-0000001", "trader-0000002"], Population.Generate(scenario).Select(account => account.Id.Value));
    }
}
