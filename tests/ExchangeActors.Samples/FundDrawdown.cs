using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Venues.Triggers;
using ExchangeActors.TestKit;
using ExchangeActors.TestKit.Language;

namespace ExchangeActors.Samples;

/// <summary>
/// A venue that closes winners when its fund has lost 30 % of its peak of the last 8 hours (Bybit), though there is money left.
/// </summary>
public sealed class FundDrawdown : ExchangeTestKit
{
    [Fact]
    public async Task Winners_are_closed_with_money_left_in_the_fund()
    {
        Given.Venue(VenueProfiles.Default with { Trigger = new FundDrawdownTrigger(0.3m, 0.25m) });
        Given.Market("ETH-PERP").MarkedAt(2_000);
        Given.InsuranceFund(1_000);
        Given.Account("alice").Deposits(872).Long("ETH-PERP", 4, at: 2_000);
        Given.Account("dave").Deposits(418).Long("ETH-PERP", 1, at: 2_000);
        Given.Account("bob").Deposits(10_000).Short("ETH-PERP", 5, at: 2_000);
        Given.Account("maker").Deposits(100_000);

        await When.Account("maker").Bids("ETH-PERP", 4, at: 1_700);
        await When.Mark("ETH-PERP").MovesTo(1_700);

        // Alice's 4 are sold at 1700, 82 below her bankruptcy price: the fund pays 328 of 1000, beyond 30 %.
        Then.Account("alice").WasLiquidated().BankruptAt("ETH-PERP", 1_782);
        Then.Fund.Is(672);
        Then.NobodyWasForceClosed();

        // At 1600 dave has 18 left, and nobody bids. The fund could pay for another try; under this venue's rule his contract goes to bob.
        await When.Mark("ETH-PERP").MovesTo(1_600);

        Then.Fund.Is(672);
        Then.Events<DeleveragingRequested>().Single("by the drawdown", asked =>
            asked is { Reason: "fund-drawdown", FundPeak.Value: 1_000m, LossSincePeak.Value: 328m });
        Then.Account("bob").WasForceClosed(1, at: 1_582).BecauseRanked(1).Against("dave");
        Then.Account("bob").HasPosition("ETH-PERP", -4);
    }
}
