using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.TestKit;

namespace ExchangeActors.Samples;

/// <summary>
/// A short is liquidated while the only ask on the book is absurd. An exchange swept such asks first, computed the bankruptcy price from
/// what they left, and closed counterparties at −45,763. Here it is fixed before the first fill, the liquidation's order stops at it, and
/// winners are closed there.
/// </summary>
public sealed class AbsurdAsk : ExchangeTestKit
{
    [Fact]
    public async Task The_bankruptcy_price_is_fixed_before_the_book_is_touched_and_nobody_is_closed_at_a_negative_price()
    {
        Given.Market("ETH-PERP").MarkedAt(2_000);
        Given.Account("shorty").Deposits(2_180).Short("ETH-PERP", 10, at: 2_000);
        Given.Account("bob").Deposits(10_000).Long("ETH-PERP", 10, at: 2_000);
        Given.Account("prankster").Deposits(10_000_000);

        await When.Account("prankster").Asks("ETH-PERP", 5, at: 500_000);
        await When.Mark("ETH-PERP").MovesTo(2_300);

        // 2180 − 10 · 300 = −820: shorty would have had nothing left at 2300 − 82 = 2218.
        Then.Account("shorty").WasLiquidated().WithEquity(-820).BankruptAt("ETH-PERP", 2_218);
        Then.Events<LiquidationStepRequested>().Single("with its limit at the bankruptcy price", step => step.Limit.Value == 2_218);
        // The ask still stands there.
        Then.Account("prankster").HasPosition("ETH-PERP", 0).HasWallet(10_000_000);
        Then.Account("bob").WasForceClosed(10, at: 2_218).BecauseRanked(1);
        Assert.All(Then.Events<PositionForceClosed>().All, close => Assert.True(close.Price.Value > 0));
        Then.Journal.HasInOrder("account/shorty", nameof(LiquidationStarted), nameof(LiquidationOrderPlaced), nameof(PositionTransferred));
    }
}
