namespace ExchangeActors.TestKit.Tests.Fixtures;

/// <summary>
/// A long that goes bankrupt with a bid on the book and some money in the fund; the end is the same whatever goes wrong on the way.
/// </summary>
public abstract class WaterfallScenario : ExchangeTestKit
{
    protected void GivenTheAccounts()
    {
        Given.Market("ETH-PERP").MarkedAt(2_000);
        Given.Account("alice").Deposits(2_180).Long("ETH-PERP", 10, at: 2_000);
        Given.Account("bob").Deposits(10_000).Short("ETH-PERP", 6, at: 2_000);
        Given.Account("carol").Deposits(2_000).Short("ETH-PERP", 4, at: 1_950);
        Given.Account("maker").Deposits(100_000);
        Given.InsuranceFund(164);
    }

    protected async Task WhenTheMarkFalls()
    {
        await When.Account("maker").Bids("ETH-PERP", 2, at: 1_700);
        await When.Mark("ETH-PERP").MovesTo(1_700);
    }

    // Two of alice's ten are sold at 1700, 82 below her bankruptcy price of 1782: the fund pays 164 and is empty. Carol's four and four of
    // bob's six follow at 1782.
    protected void ThenTheWinnersAreClosed()
    {
        Then.Account("alice").HasWallet(0).HasNoPosition();
        Then.Account("carol").WasForceClosed(4, at: 1_782).BecauseRanked(1);
        Then.Account("carol").HasWallet(2_000 + (4 * 168)).HasNoPosition();
        Then.Account("bob").WasForceClosed(4, at: 1_782).BecauseRanked(2);
        Then.Account("bob").HasWallet(10_000 + (4 * 218)).HasPosition("ETH-PERP", -2);
        Then.Account("maker").HasPosition("ETH-PERP", 2);
        Then.Fund.Is(0);
        Then.Deficit.Is(0);
        Then.Journal.IsWhole();
        Then.NoMoneyWasLost();
    }
}
