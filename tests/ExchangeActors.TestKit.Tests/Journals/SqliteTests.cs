namespace ExchangeActors.TestKit.Tests.Journals;

public sealed class SqliteTests : WaterfallScenario
{
    [Fact]
    public async Task A_scenario_runs_on_SQLite_and_goes_on_after_a_crash()
    {
        Given.Journal.IsSqlite();
        GivenTheAccounts();

        await When.Account("maker").Bids("ETH-PERP", 2, at: 1_700);
        await When.Exchange.Crashes();
        When.Exchange.CrashesAfter(12);
        await When.Mark("ETH-PERP").MovesTo(1_700);

        ThenTheWinnersAreClosed();
    }
}
