namespace ExchangeActors.TestKit.Tests.Network;

public sealed class NetworkFaultTests : WaterfallScenario
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Messages_that_get_lost_arrive_twice_or_late_change_nothing(int seed)
    {
        GivenTheAccounts();
        Given.Network.Seed(seed).Loses(0.15).Duplicates(0.2).Delays(0.1, upTo: TimeSpan.FromMilliseconds(10));

        await WhenTheMarkFalls();

        Assert.True(Given.Network.LostSoFar > 0 && Given.Network.DuplicatedSoFar > 0 && Given.Network.DelayedSoFar > 0);
        ThenTheWinnersAreClosed();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(9)]
    [InlineData(14)]
    [InlineData(20)]
    [InlineData(26)]
    public async Task A_crash_between_any_two_messages_changes_nothing(int message)
    {
        GivenTheAccounts();
        await When.Account("maker").Bids("ETH-PERP", 2, at: 1_700);
        When.Exchange.CrashesAfter(message);

        await When.Mark("ETH-PERP").MovesTo(1_700);

        Assert.Equal(1, Given.Network.CrashesSoFar);
        ThenTheWinnersAreClosed();
    }
}
