using ExchangeActors.TestKit;

namespace ExchangeActors.Samples;

/// <summary>
/// The price doubles: shorts go one after the other, the asks above and the fund go with the first of them, and longs pay for the rest with
/// positions they would have kept.
/// </summary>
public sealed class SqueezeOfShorts : ExchangeTestKit
{
    [Fact]
    public async Task The_book_serves_the_first_short_the_fund_pays_for_the_second_and_longs_are_closed_for_the_third()
    {
        Given.Market("SOL-PERP").MarkedAt(100);
        Given.InsuranceFund(500);
        // Bankrupt at 120, 130 and 140.
        Given.Account("first").Deposits(2_000).Short("SOL-PERP", 100, at: 100);
        Given.Account("second").Deposits(3_000).Short("SOL-PERP", 100, at: 100);
        Given.Account("third").Deposits(4_000).Short("SOL-PERP", 100, at: 100);
        Given.Account("lucky").Deposits(3_000).Long("SOL-PERP", 200, at: 100);
        Given.Account("calm").Deposits(50_000).Long("SOL-PERP", 100, at: 100);
        Given.Account("maker").Deposits(100_000);

        // At 116 the first has 400 for 580: the asks below its bankruptcy price close it, and it keeps what is left.
        await When.Account("maker").Asks("SOL-PERP", 100, at: 118);
        await When.Mark("SOL-PERP").MovesTo(116);
        Then.Account("first").WasLiquidated().BankruptAt("SOL-PERP", 120);
        Then.Account("first").HasWallet(2_000 - 1_800).HasNoPosition();
        Then.Fund.Is(500);

        // The second is bought in at 134, four above its bankruptcy price of 130: the fund pays 400 of 500.
        await When.Account("maker").Asks("SOL-PERP", 100, at: 134);
        await When.Mark("SOL-PERP").MovesTo(126);
        Then.Account("second").WasLiquidated().WithEquity(400).BankruptAt("SOL-PERP", 130);
        Then.Account("second").HasWallet(0).HasNoPosition();
        Then.Fund.Is(100);

        // For the third there are 50 at 142, two above its bankruptcy price of 140: they take the fund's last 100. The longs give the other
        // 50, the most levered first.
        await When.Account("maker").Asks("SOL-PERP", 50, at: 142);
        await When.Mark("SOL-PERP").MovesTo(150);
        Then.Fund.Is(0);
        Then.Account("lucky").WasForceClosed(50, at: 140).BecauseRanked(1).Against("third");
        Then.Account("lucky").HasPosition("SOL-PERP", 150);
        Then.Account("calm").WasNotForceClosed();
        Then.Deficit.Is(0);
    }
}
