using ExchangeActors.TestKit;

namespace ExchangeActors.Samples;

/// <summary>The smallest deleveraging there is: one bankrupt long, no book, no fund, two winners. Begin with a copy of this.</summary>
public sealed class SmallestAdl : ExchangeTestKit
{
    [Fact]
    public async Task A_bankrupt_long_is_closed_against_the_best_ranked_shorts()
    {
        Given.Market("ETH-PERP").MarkedAt(2_000);
        Given.Account("alice").Deposits(2_180).Long("ETH-PERP", 10, at: 2_000);
        Given.Account("bob").Deposits(10_000).Short("ETH-PERP", 6, at: 2_000);
        Given.Account("carol").Deposits(2_000).Short("ETH-PERP", 4, at: 1_950);
        Given.InsuranceFund(0);

        await When.Mark("ETH-PERP").MovesTo(1_700);

        // Alice has 2180 − 10 · 300 = −820: at 1700 + 82 = 1782 she would have nothing left.
        Then.Account("alice").WasLiquidated().WithEquity(-820).BankruptAt("ETH-PERP", 1_782);
        // Profit per unit of price is less for carol (250/1950), but she has more leverage.
        Then.Account("carol").WasForceClosed(4, at: 1_782).BecauseRanked(1).Against("alice");
        Then.Account("bob").WasForceClosed(6, at: 1_782).BecauseRanked(2);
        // Bob sold at 2000 and is out at 1782.
        Then.Account("bob").HasWallet(10_000 + (6 * 218)).HasNoPosition();
        Then.Account("alice").HasWallet(0).HasNoPosition();
        Then.Fund.Is(0);
        Then.Deficit.Is(0);
        Then.NoMoneyWasLost();
    }
}
