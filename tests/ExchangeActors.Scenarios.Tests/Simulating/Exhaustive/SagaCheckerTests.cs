using ExchangeActors.Scenarios.Simulating;
using ExchangeActors.Scenarios.Simulating.Exhaustive;

namespace ExchangeActors.Scenarios.Tests.Simulating.Exhaustive;

/// <summary>However the messages of an ADL are ordered, lost with a crash or repeated: it ends, and in one way.</summary>
public sealed class SagaCheckerTests
{
    [Fact]
    public void Three_counterparties_two_crashes_and_a_duplicate_end_in_one_way_in_every_order()
    {
        var report = SagaChecker.Run(SagaBounds.Full);

        Assert.Null(report.Failure);
        Assert.True(report.States > 500_000, $"{report.States} states");
        var outcome = Assert.Single(report.Outcomes);
        Assert.Equal(report.Terminal, outcome.States);
        // Two winners are closed at 1782 for 4 and 3; the third would be left with −96 and declines; the exchange takes 3 at the mark, 246
        // below, of which the fund pays 50.
        Assert.StartsWith(
            "alice has 0, counterparty-1 has 5872, counterparty-2 has 5654, counterparty-3 has 0 and -3 ETH-PERP, exchange-main has 0 "
                + "and 3 ETH-PERP; fund 0, deficit 196;", outcome.Text, StringComparison.Ordinal);
        Assert.EndsWith("ADL closed 7, left 3: queue-exhausted", outcome.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_may_go_wrong_adds_states_and_the_numbers_are_the_same_every_time()
    {
        var calm = SagaChecker.Run(new SagaBounds(2, 0, 0));
        var crashes = SagaChecker.Run(new SagaBounds(2, 1, 0));
        var duplicates = SagaChecker.Run(new SagaBounds(2, 0, 1));

        Assert.True(calm.States < duplicates.States && calm.States < crashes.States);
        Assert.Equal((crashes.States, crashes.Transitions, crashes.Terminal),
            SagaChecker.Run(new SagaBounds(2, 1, 0)) is var again ? (again.States, again.Transitions, again.Terminal) : default);
    }

    [Theory]
    [InlineData("rank-on-retry", Check.RankedOnce)]
    [InlineData("forced-close-twice", Check.Money)]
    [InlineData("take-over-twice", Check.Money)]
    [InlineData("forget-a-confirmation", Check.Rest)]
    [InlineData("coordinator-owes-nothing", Check.Rest)]
    [InlineData("pool-owes-nothing", Check.Rest)]
    [InlineData("close-more-than-asked", Check.Queue)]
    [InlineData("adl-price-rounded", Check.Money)]
    [InlineData("pay-shortfall-short", Check.Money)]
    public void A_planted_bug_breaks_a_check_and_the_way_there_is_told(string name, string check)
    {
        var failure = SagaChecker.Run(new SagaBounds(3, 1, 1), PlantedBugs.Find(name)).Failure;

        Assert.Equal(check, failure?.Check);
        Assert.Equal("the pool has asked for the ADL", failure!.Path[0]);
        Assert.Null(SagaChecker.Run(new SagaBounds(3, 0, 0)).Failure);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-4)]
    [InlineData(-10)]
    [InlineData(-12)]
    [InlineData(-25)]
    public void A_position_that_reaches_a_vault_before_the_pool_hears_of_its_broken_margin_neither_sticks_nor_trades_the_wrong_side(
        int inherits)
    {
        var report = SagaChecker.Run(new SagaBounds(1, 1, 1, inherits));

        Assert.Null(report.Failure);
        Assert.True(report.States > 2_000, $"{report.States} states");
        Assert.All(report.Outcomes, outcome => Assert.DoesNotContain(" and is ", outcome.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(-10)]
    [InlineData(-12)]
    [InlineData(-25)]
    public void Without_the_pools_question_the_search_finds_the_order_that_closes_what_is_not_held(int inherits)
    {
        var failure = SagaChecker.Run(new SagaBounds(1, 0, 0, inherits), PlantedBugs.Find("pool-trusts-old-figures")).Failure;

        Assert.Equal(Check.LiquidationOrder, failure?.Check);
        Assert.Equal("a position is on its way to the vault, whose margin has broken meanwhile", failure!.Path[0]);
        Assert.Contains(
            failure.Path,
            step => step.StartsWith("TransferPosition from liquidation/main to account/vault-main", StringComparison.OrdinalIgnoreCase));
    }
}
