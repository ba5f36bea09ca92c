using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.TestKit.Language;

namespace ExchangeActors.TestKit.Tests.Language;

public sealed class LanguageTests : ExchangeTestKit
{
    [Fact]
    public void Every_shipped_venue_can_be_named() => Assert.All(
        VenueProfiles.Names, name => Assert.Equal(name, VenueProfiles.Load(name).Name));

    [Fact]
    public async Task A_venue_by_name_brings_its_vaults_and_its_ranking()
    {
        Given.Venue("hyperliquid");
        Given.Market("ETH-PERP").MarkedAt(2_000);
        Given.Vault("ETH-PERP", 1_000);
        Given.Account("alice").Deposits(2_180).Long("ETH-PERP", 10, at: 2_000);
        Given.Account("bob").Deposits(10_000).Short("ETH-PERP", 10, at: 2_000);

        // Equity 580 for a margin of 920: below two thirds of it the vault takes over at 1782.
        await When.Mark("ETH-PERP").MovesTo(1_840);

        Then.Events<PositionTakenOver>().Single("by the vault", taken =>
            taken is { Taker.Value: "vault-main-ETH-PERP", Price.Value: 1_782m });
        Then.Account("vault-main-ETH-PERP").HasPosition("ETH-PERP", 10);
    }

    [Fact]
    public async Task A_trader_is_refused_an_account_of_another_kind_or_with_positions()
    {
        Given.Market("ETH-PERP").MarkedAt(2_000);
        Given.Account("mallory").Deposits(100);
        OpeningPosition[] gift = [new(new MarketId("ETH-PERP"), new Quantity(1m), new Price(1m), null)];

        await When.Account("mallory").IsRefused("operator-only").Opens(100, AccountKind.Vault);
        await When.Account("mallory").IsRefused("operator-only").Opens(100, AccountKind.Exchange);
        await When.Account("mallory").IsRefused("operator-only").Opens(100, AccountKind.Trader, gift);

        Then.Account("mallory").HasWallet(100).HasNoPosition();
    }

    [Fact]
    public async Task An_isolated_position_loses_its_own_margin_only()
    {
        Given.Market("ETH-PERP").MarkedAt(2_000);
        Given.Account("alice").Deposits(5_000).Long("ETH-PERP", 10, at: 2_000).Isolated(2_180);
        Given.Account("bob").Deposits(10_000).Short("ETH-PERP", 10, at: 2_000);

        await When.Mark("ETH-PERP").MovesThrough(1_990, 1_700);

        Then.Account("alice").HasWallet(5_000 - 2_180).HasNoPosition();
        Then.DeleveragingWasRequested("fund-at-floor");
        Then.DeleveragingEnded("filled");
    }

    [Fact]
    public async Task Traders_trade_pay_fees_and_funding_and_come_later()
    {
        // A market order needs the margin and the loss at its limit, 1 % above the mark: 5050 + 1000 + 50.50 of late's 8000.
        Given.Market("BTC-PERP").Tick(0.5m).Lot(0.001m).Margin(initial: 0.05m, maintenance: 0.025m).Fees(maker: -0.0001m, taker: 0.0005m)
            .MarketOrderBand(0.01m).MarkedAt(100_000);
        Given.Account("maker").Deposits(10_000);
        await When.Account("maker").Asks("BTC-PERP", 1, at: 100_000);

        Given.Account("late").Deposits(8_000);
        await When.Account("late").Buys("BTC-PERP", 1);
        Then.Account("late").HasWallet(8_000 - 50).HasPosition("BTC-PERP", 1);
        Then.Account("maker").HasWallet(10_000 + 10).HasPosition("BTC-PERP", -1);

        await When.FundingIsPaid("BTC-PERP", 0.001m);
        await When.Account("late").ReduceOnly.Asks("BTC-PERP", 1, at: 101_000);
        await When.Account("late").CancelsAll("BTC-PERP");
        Then.Account("late").HasWallet(7_950 - 100);
        await When.Account("late").IsRefused("insufficient-margin").Withdraws(7_000);

        // Equity 7850 − 5000 = 2850 for a maintenance margin of 2375: below one and a half of it.
        await When.Mark("BTC-PERP").MovesTo(95_000);
        Then.Account("late").WasMarginCalled().WasNotLiquidated();
        Then.Account("maker").WasNotMarginCalled();
        Then.Events<Withdrawn>().None();
    }

    [Fact]
    public async Task Time_is_the_exchanges_and_liquidations_that_wait_go_on_when_it_passes()
    {
        Given.Market("ETH-PERP").MarkedAt(2_000);
        Given.Account("alice").Deposits(2_180).Long("ETH-PERP", 10, at: 2_000);
        Given.Account("bob").Deposits(100_000).Short("ETH-PERP", 10, at: 2_000);
        Given.InsuranceFund(1_000_000);

        await When.Mark("ETH-PERP").MovesTo(1_700);
        Then.Events<LiquidationStepPostponed>().Count(1);
        Then.NobodyWasForceClosed();
        await When.TimePasses(TimeSpan.FromHours(1));
        await When.TimePasses(TimeSpan.FromHours(1));

        // Nobody bids, and the fund can bear what the mark costs beyond alice's equity: 2180 − 10·300 = −820. Winners stay.
        Then.Events<PositionTakenOver>().Count(1);
        Then.NobodyWasForceClosed();
        Then.Account("bob").HasPosition("ETH-PERP", -10);
        Then.Fund.Is(1_000_000 - 820);
    }
}
