using ExchangeActors.Scenarios.Simulating;
using ExchangeActors.Scenarios.Simulating.Exhaustive;

namespace ExchangeActors.Scenarios.Tests;

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
        // Two winners are closed at 1782 for 4 and 3; the third would be left with −96 and declines; the exchange takes 3 at the mark, 246 below, of which the fund pays 50.
        Assert.StartsWith("alice has 0, counterparty-1 has 5872, counterparty-2 has 5654, counterparty-3 has 0 and -3 ETH-PERP, exchange-main has 0 and 3 ETH-PERP; fund 0, deficit 196;", outcome.Text, StringComparison.Ordinal);
        Assert.EndsWith("ADL closed 7, left 3: queue-exhausted", outcome.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_may_go_wrong_adds_states_and_the_numbers_are_the_same_every_time()
    {
        var calm = SagaChecker.Run(new SagaBounds(2, 0, 0));
        var crashes = SagaChecker.Run(new SagaBounds(2, 1, 0));
        var duplicates = SagaChecker.Run(new SagaBounds(2, 0, 1));

        Assert.True(calm.States < duplicates.States && calm.States < crashes.States);
        Assert.Equal((crashes.States, crashes.Transitions, crashes.Terminal), SagaChecker.Run(new SagaBounds(2, 1, 0)) is var again ? (again.States, again.Transitions, again.Terminal) : default);
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
}
