using ExchangeActors.Domain.Accounts;
using ExchangeActors.TestKit.Failures;

namespace ExchangeActors.TestKit.Tests.Language;

/// <summary>Nodes that crash, and those that take over.</summary>
public sealed class NodeTests : ExchangeTestKit
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_node_that_stands_by_takes_over_what_the_other_had_begun(bool sqlite)
    {
        if (sqlite)
        {
            Given.Journal.IsSqlite();
        }

        Given.Nodes("a", "b");
        Given.Market("ETH-PERP").MarkedAt(2_000);
        Given.Account("alice").Deposits(2_180).Long("ETH-PERP", 10, at: 2_000);
        Given.Account("bob").Deposits(10_000).Short("ETH-PERP", 10, at: 2_000);
        await When.Exchange.Opens();
        await When.Node("b").Crashes();
        await When.Node("b").Starts();
        await When.Node("a").Crashes();
        await When.Mark("ETH-PERP").MovesTo(1_700);
        await When.Node("a").Starts();
        await When.Node("b").Crashes();
        Then.Account("bob").WasForceClosed(10, at: 1_782).BecauseRanked(1);
        Then.Events<PositionForceClosed>().Count(1);
    }

    [Fact]
    public async Task While_every_node_is_down_nothing_happens_and_then_everything_is_there()
    {
        Given.Nodes("a", "b");
        Given.Market("ETH-PERP").MarkedAt(2_000);
        Given.Account("alice").Deposits(2_180);
        await When.Exchange.Opens();
        await When.Node("a").Crashes();
        await When.Node("b").Crashes();
        await Assert.ThrowsAsync<ScenarioException>(() => When.Mark("ETH-PERP").MovesTo(1_900));
        await When.Node("b").Starts();
        await When.Mark("ETH-PERP").MovesTo(1_900);
        Then.Account("alice").HasWallet(2_180);
    }

    [Fact]
    public void A_node_that_was_not_named_is_refused()
    {
        Assert.Contains("there are a", Assert.Throws<ScenarioException>(() => When.Node("b")).Message, StringComparison.Ordinal);
        Assert.Throws<ScenarioException>(() => Given.Nodes("a", "a"));
    }
}
