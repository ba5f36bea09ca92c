namespace ExchangeActors.TestKit.Tests;

/// <summary>As the README has it.</summary>
public sealed class FirstScenario : ExchangeTestKit
{
    [Fact]
    public async Task A_bankrupt_long_is_closed_against_a_short()
    {
        Given.Market("ETH-PERP").MarkedAt(2_000);
        Given.Account("alice").Deposits(2_180).Long("ETH-PERP", 10, at: 2_000);
        Given.Account("bob").Deposits(10_000).Short("ETH-PERP", 10, at: 2_000);
        await When.Mark("ETH-PERP").MovesTo(1_700);
        Then.Account("alice").WasLiquidated().BankruptAt("ETH-PERP", 1_782);
        Then.Account("bob").WasForceClosed(10, at: 1_782).BecauseRanked(1);
    }
}
