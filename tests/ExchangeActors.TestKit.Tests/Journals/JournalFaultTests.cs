namespace ExchangeActors.TestKit.Tests.Journals;

public sealed class JournalFaultTests : WaterfallScenario
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(9)]
    [InlineData(14)]
    public async Task A_write_that_fails_before_or_after_storing_or_is_rejected_or_delayed_changes_nothing(int write)
    {
        GivenTheAccounts();
        await When.Exchange.Opens();
        Given.Journal.FailsBeforeStoring(write);
        Given.Journal.FailsAfterStoring(write + 1);
        Given.Journal.Rejects(write + 2);
        Given.Journal.Delays(write + 3, TimeSpan.FromMilliseconds(30));

        await WhenTheMarkFalls();

        Assert.Equal(4, Given.Journal.FaultsSoFar);
        ThenTheWinnersAreClosed();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Writes_that_fail_at_random_change_nothing(int seed)
    {
        Given.Journal.FailsAtRandom(seed, 0.3);
        GivenTheAccounts();

        await WhenTheMarkFalls();

        Assert.True(Given.Journal.FaultsSoFar > 0);
        ThenTheWinnersAreClosed();
    }

    [Fact]
    public async Task After_failures_the_exchange_crashes_and_goes_on_from_the_journal()
    {
        Given.Journal.FailsAtRandom(7, 0.2);
        GivenTheAccounts();

        await WhenTheMarkFalls();
        await When.Exchange.Crashes();
        ThenTheWinnersAreClosed();
        await When.Account("bob").Withdraws(1_000);

        Then.Account("bob").HasWallet(10_000 + (4 * 218) - 1_000);
    }
}
