using System.Text.Json;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Comparing;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Probing.Attacks;

namespace ExchangeActors.Scenarios.Tests.Probing.Attacks;

/// <summary>
/// Attacks on the venues' live rules: that they fire, that they are measured against the same run without them, and what must not pay.
/// </summary>
public sealed class AttackTests
{
    private static readonly string Stage = ShippedFiles.Scenario("attack-stage.json");

    // A crowd that is quick to open; what fills a list is asked for by name below.
    private static readonly AttackSettings Quick = AttackSettings.Default with { Crowd = 50, Parallel = 2 };

    public static TheoryData<string> Attacks => new(AttackCatalog.All.Select(attack => attack.Name));

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task Under_every_profile_an_attack_fires_or_is_refused_and_every_invariant_holds(string attack)
    {
        var report = await Run(Quick, [attack], null);

        Assert.Empty(report.BrokenInvariants);
        Assert.Empty(report.Idle);
        Assert.True(report.Results.Length >= 19);
        Assert.All(report.Results, result => Assert.True(result.Amplification >= 0m && result.PaidIn > 0m));
        Assert.All(report.Results.Where(result => result.Verdict == AttackVerdict.Refused), result => Assert.NotEmpty(result.Refused));
        Assert.All(
            report.Results.Where(result => result.Verdict == AttackVerdict.NotApplicable), result =>
                Assert.Equal(("crowded-queue", false), (result.Attack, Ranks(result.Venue))));
    }

    [Theory]
    [InlineData("off-market-open")]
    [InlineData("off-market-close")]
    public async Task Trading_with_oneself_far_from_the_mark_pays_nowhere_and_costs_nobody(string attack)
    {
        foreach (var stake in (decimal[])[10_000m, 100_000m, 2_000_000m])
        {
            foreach (var move in (decimal[])[0.06m, 0.25m, 0.45m])
            {
                var report = await Run(Quick with { Stake = stake, Move = move }, [attack],
                    ["bitmex", "hyperliquid", "dydx-v4", "deribit", "drift-v2", "binance"]);
                Assert.All(report.Results, result =>
                {
                    Assert.NotEqual(AttackVerdict.Pays, result.Verdict);
                    Assert.True(result is { FundLost: <= 0m, OthersLost: 0m },
                        $"{result.Venue}: the fund lost {result.FundLost}, others {result.OthersLost}");
                });
            }
        }
    }

    [Fact]
    public async Task A_crowd_adds_nothing_to_the_profit_of_the_legs_while_lists_are_longer_than_it_is()
    {
        var report = await Run(AttackSettings.Default with { Parallel = 2 }, ["crowded-queue"],
            ["bitmex", "binance", "hyperliquid", "dydx-v4"]);

        Assert.All(report.Results, result => Assert.Equal(AttackVerdict.DoesNotPay, result.Verdict));
        Assert.All(report.Results, result => Assert.True(result.FundLost <= 0m && result.OthersLost < 0.01m * result.PaidIn));
    }

    [Fact]
    public async Task A_crowd_that_fills_every_list_hides_the_winning_leg()
    {
        var report = await Run(Quick with { Crowd = 1_000 }, ["crowded-queue"], ["bitmex"], ["profile.limits.queueLength=10"]);
        var result = Assert.Single(report.Results);

        // Five rounds of ten places: hardly anybody but the crowd is closed, and the rest is taken over at the mark.
        Assert.Equal(AttackVerdict.Pays, result.Verdict);
        Assert.InRange(result.ForceClosed, 50, 60);
        Assert.True(result.FundLost > 0m);
    }

    [Fact]
    public async Task A_fund_that_pays_beyond_bankruptcy_makes_both_legs_pay_and_its_loss_is_the_profit()
    {
        var report = await Run(Quick, ["both-legs"], ["bitmex"]);
        var result = Assert.Single(report.Results);

        Assert.Equal(AttackVerdict.Pays, result.Verdict);
        Assert.True(result.FundLost > 0m && result.Profit <= result.FundLost + result.OthersLost);
        Assert.Equal(1, result.AttackersLiquidated);
        Assert.Equal(decimal.Round((result.FundLost + result.OthersLost) / result.PaidIn, 2), result.Amplification);
    }

    [Fact]
    public async Task Makers_whose_new_quotes_are_too_far_from_a_mark_that_lags_take_the_old_ones_off_and_come_back()
    {
        var prices =
            "prices.inline=[{\"second\":0,\"market\":\"COIN-PERP\",\"index\":100},{\"second\":50,\"market\":\"COIN-PERP\",\"index\":130}]";
        var run = await ObservedRun.Of(ScenarioLoader.Load(Stage, [prices]), null, null, CancellationToken.None);

        // Bids around 130 are 30 % above the mark of 100 when they are sent; none of 100 is left to be picked off, and both sides stand
        // around 130 at the end.
        Assert.Equal(1L, run.Report.Refused["price-out-of-band"]);
        var book = run.State.Market(new("COIN-PERP")).Book;
        Assert.All(book.Levels(Side.Buy).Concat(book.Levels(Side.Sell)), level => Assert.InRange(level.Key.Value, 123m, 137m));
        Assert.NotEmpty(book.Levels(Side.Buy));
        Assert.NotEmpty(book.Levels(Side.Sell));
    }

    [Fact]
    public async Task Without_a_gap_there_is_nothing_to_gain_and_the_report_says_that_it_did_not_fire()
    {
        var report = await Run(Quick with { Move = 0.01m }, ["both-legs", "pulled-wall"], ["bitmex"]);

        Assert.All(report.Results, result => Assert.Equal(AttackVerdict.DidNotFire, result.Verdict));
        Assert.All(report.Results, result => Assert.True(result.Profit <= 0m));
    }

    [Fact]
    public async Task Figures_do_not_depend_on_how_many_runs_go_on_at_once()
    {
        var alone = await Run(Quick with { Parallel = 1 }, ["both-legs", "thin-book"], ["bitmex", "okx"]);
        var together = await Run(Quick with { Parallel = 4 }, ["both-legs", "thin-book"], ["bitmex", "okx"]);

        Assert.Equal(JsonSerializer.Serialize(alone), JsonSerializer.Serialize(together));
    }

    [Fact]
    public async Task Any_scenario_can_be_the_stage_and_the_guard_of_its_market_is_walked_around()
    {
        string[] guarded = ["markets[0].markPrice.maxJump=0.1", "population={\"accounts\":40}"];
        var report = await Run(Quick, ["both-legs"], ["bitmex"], guarded);

        Assert.NotEqual(AttackVerdict.DidNotFire, Assert.Single(report.Results).Verdict);
        Assert.Empty(report.BrokenInvariants);
    }

    [Fact]
    public async Task A_scenario_that_is_too_short_is_refused()
    {
        var fault = await Assert.ThrowsAsync<InputException>(() => Run(Quick, ["both-legs"], ["bitmex"], ["durationSeconds=20"]));

        Assert.Contains("gives 4 ticks, an attack needs 20", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>True where winners are ranked at all.</summary>
    private static bool Ranks(string venue) =>
        ScenarioLoader.Load(Stage, [$"venue={venue}"]).Venue is { Allocation.Lazy: null } profile && profile.Trigger.Name != "never";

    private static Task<AttackReport> Run(AttackSettings settings, string[] attacks, string[]? venues, string[]? overrides = null) =>
        AttackRuns.Run(
        ScenarioLoader.LoadUnder(Stage, venues, overrides ?? []),
        [.. attacks.Select(name => AttackCatalog.All.Single(attack => attack.Name == name))],
        settings,
        null,
        CancellationToken.None);
}
