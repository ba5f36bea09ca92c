using System.Globalization;
using CsCheck;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Allocation;
using ExchangeActors.Domain.Venues.Catalog;

namespace ExchangeActors.Domain.Tests.Venues.Allocation;

public sealed class AllocationTests
{
    /// <summary>
    /// Winners of Chitra's example (arXiv 2512.01112 v3, section 2.4), accounts 2, 1, 3 in the order of its queue; θ·D = ½·15.
    /// </summary>
    private static readonly Claim[] Paper = [Profit(4m), Profit(8m), Profit(0.5m)];

    public static TheoryData<string> Policies =>
        [.. PolicyCatalog.All.Where(entry => entry.Kind == "allocation").Select(entry => entry.Name)];

    [Fact]
    public void The_papers_queue_takes_the_first_whole_and_the_next_in_part() => Taken([4m, 3.5m, 0m], new QueueAllocation(), Paper, 7.5m);

    [Fact]
    public void The_papers_pro_rata_takes_the_same_share_of_every_profit() =>
        Taken([2.4m, 4.8m, 0.3m], new ProRataAllocation(), Paper, 7.5m);

    [Fact]
    public void Capped_pro_rata_without_a_cap_is_pro_rata() => Taken([2.4m, 4.8m, 0.3m], new CappedProRataAllocation(1m), Paper, 7.5m);

    [Theory]
    [InlineData(6, new[] { 1.92, 3.84, 0.24 })] // η = 6/12.5, below the cap
    [InlineData(7.5, new[] { 2, 4, 0.25 })] // the caps hold 6.25; the rest is left
    public void A_cap_on_the_haircut_holds_for_everybody(double budget, double[] expected) =>
        Taken([.. expected.Select(amount => (decimal)amount)], new CappedProRataAllocation(0.5m), Paper, (decimal)budget);

    [Theory]
    [MemberData(nameof(Policies))]
    public void All_profit_there_is_goes_in_full_and_what_is_beyond_it_is_left(string name)
    {
        Taken([4m, 8m, 0.5m], Policy(name), Paper, 12.5m);
        Taken([4m, 8m, 0.5m], Policy(name), Paper, 15m);
    }

    [Fact]
    public void A_full_position_leaves_the_rest_to_the_others_and_the_odd_lot_to_the_better_rank()
    {
        Taken([2m, 2m, 4m], new ProRataAllocation(), [Contracts(10m, pnl: 1m), Contracts(10m, pnl: 1m), Contracts(10m, pnl: 2m)], 8m, 1m);
        Taken([3m, 2m, 3m], new ProRataAllocation(), [Contracts(10m, pnl: 1m), Contracts(10m, pnl: 1m), Contracts(3m, pnl: 2m)], 8m, 1m);
    }

    [Fact]
    public void By_contracts_odd_lots_go_to_the_largest_fractions() =>
        // 3 of 10: 1.5, 0.9 and 0.6; whole 1, 0, 0; two lots are left.
        Taken([1m, 1m, 1m], new ContractProRataAllocation(), [Contracts(5m), Contracts(3m), Contracts(2m)], 3m, 1m);

    [Fact]
    public void Leverage_weighs_the_profit()
    {
        Claim[] claims = [Profit(10m, leverage: 2m), Profit(10m, leverage: 1m)];
        Taken([4m, 2m], new LeverageWeightedAllocation(), claims, 6m);

        // 12 and 6 without a cap; the first has only 10.
        Taken([10m, 8m], new LeverageWeightedAllocation(), claims, 18m);
    }

    [Theory]
    [InlineData(1, new[] { 0.1643, 0.5892, 0.2465 })] // printed: .164, .589, .246
    [InlineData(2, new[] { 0.1545, 0.4973, 0.3482 })] // printed: .155, .498, .348
    public void Risk_aware_weights_give_the_papers_shares(int power, double[] expected) => Taken(
        [.. expected.Select(amount => (decimal)amount)],
        new RiskAwareProRataAllocation(power),
        [Wealth(1.2613m, 1.031m), Wealth(5.6214m, 0.925m), Wealth(0.8397m, 1.548m)],
        1m,
        0.0001m);

    [Fact]
    public void Shares_follow_the_score_and_scores_below_zero_have_none() =>
        Taken([6m, 2m, 0m], new ScoreProRataAllocation(), [Contracts(10m, score: 3m), Contracts(10m, score: 1m),
            Contracts(10m, score: -1m)], 8m, 1m);

    [Fact]
    public void Who_has_no_profit_gives_nothing_under_pro_rata() =>
        Taken([0m, 5m], new ProRataAllocation(), [Contracts(10m, pnl: 0m), Contracts(5m, pnl: 1m)], 8m, 1m);

    [Fact]
    public void Leverage_without_equity_and_large_positions_stay_in_range() => Taken(
        [500_000_000_000m, 500_000_000_000m],
        new RiskAwareProRataAllocation(4),
        [new Claim(1_000_000_000_000m, 1_000_000_000m, 1_000_000_000_000m, 1_000_000m, 1m),
            new Claim(1_000_000_000_000m, 1_000_000_000m, 1_000_000_000_000m, 1_000_000m, 1m)],
        1_000_000_000_000m,
        1m);

    [Theory]
    [MemberData(nameof(Policies))]
    public void Nobody_gives_more_than_it_has_and_together_they_give_what_is_asked_for(string name)
    {
        var policy = Policy(name);
        Gen.Select(Gen.Int[0, 500].Array[1, 30], Gen.Int[1, 100_000].Array[30], Gen.Int[1, 4_000].Array[30], Gen.Int[1, 20_000],
            Gen.Int[0, 2]).Sample((capacities, pnls, leverages, asked, digits) =>
        {
            var unit = digits switch { 0 => 1m, 1 => 0.01m, _ => 0.001m };
            var claims = capacities.Select((capacity, i) => new Claim(
                capacity * unit, pnls[i] / 100m, capacity * unit, leverages[i] / 100m, leverages[i] * 0.3m)).ToArray();
            var budget = asked * unit;
            var taken = policy.Allocate(claims, budget, unit);
            Assert.Equal(claims.Length, taken.Length);
            Assert.All(taken, (amount, i) => Assert.InRange(amount, 0m, claims[i].Capacity));
            Assert.All(taken, amount => Assert.Equal(0m, amount % unit));
            Assert.Equal(Math.Min(budget, claims.Sum(claim => claim.Capacity)), taken.Sum());
        });
    }

    private static IAllocationPolicy Policy(string name)
    {
        var entry = PolicyCatalog.Find("allocation", name)!;
        return (IAllocationPolicy)entry.Create(entry.Settings.ToDictionary(setting => setting.Name, setting => setting.Default!.Value));
    }

    private static void Taken(decimal[] expected, IAllocationPolicy policy, Claim[] claims, decimal budget, decimal unit = 0.01m) =>
        Assert.Equal(Text(expected), Text(policy.Allocate(claims, budget, unit)));

    private static string Text(IEnumerable<decimal> amounts) =>
        string.Join(' ', amounts.Select(amount => amount.ToString("0.####", CultureInfo.InvariantCulture)));

    /// <summary>In a haircut what can be taken is the profit.</summary>
    private static Claim Profit(decimal pnl, decimal leverage = 1m) => new(pnl, pnl, pnl, leverage, 1m);

    private static Claim Wealth(decimal wealth, decimal leverage) => new(wealth, wealth, wealth, leverage, 1m);

    private static Claim Contracts(decimal size, decimal pnl = 1m, decimal score = 1m) => new(size, pnl, size, 1m, score);
}
