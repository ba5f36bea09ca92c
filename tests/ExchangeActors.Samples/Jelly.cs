using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Venues.Backstops;
using ExchangeActors.Domain.Venues.Triggers;
using ExchangeActors.TestKit;
using ExchangeActors.TestKit.Language;

namespace ExchangeActors.Samples;

/// <summary>
/// The pattern of the JELLY squeeze of March 2025: a vault inherits a liquidated position in a small market while the price runs on. Does
/// it share collateral with the vault of a large market, its equity stays above zero, ADL never fires, and the large market's capital pays
/// for the small one's loss. With a vault per market the small one is spent, then winners are closed.
/// </summary>
public sealed class Jelly : ExchangeTestKit
{
    [Fact]
    public async Task A_shared_vault_pays_with_its_siblings_collateral_and_ADL_never_fires()
    {
        GivenTheMarkets(isolated: false);
        Given.Vault(20_000);
        await TheSqueeze();

        // The vault inherited a short of 1000 at 12.9 and stands at 20: 20,000 − 1000 · 7.1.
        Then.Account("vault-main").HasPosition("JELLY-PERP", -1_000).HasEquity(20_000 - 7_100).WasNotLiquidated();
        Then.NobodyWasForceClosed();
        Then.Account("whale").HasPosition("JELLY-PERP", 1_000);
    }

    [Fact]
    public async Task A_vault_of_its_own_is_spent_first_and_then_the_winner_is_closed()
    {
        GivenTheMarkets(isolated: true);
        Given.Vault("JELLY-PERP", 200);
        Given.Vault("BTC-PERP", 19_800);
        await TheSqueeze();

        // 200 on 1000 units is a fifth per unit: the vault's short of 12.9 is bankrupt at 13.1, and there the whale is closed.
        Then.Account("vault-main-JELLY-PERP").WasLiquidated().BankruptAt("JELLY-PERP", 13.1m);
        Then.Account("whale").WasForceClosed(1_000, at: 13.1m).BecauseRanked(1).Against("vault-main-JELLY-PERP");
        Then.Account("vault-main-JELLY-PERP").HasWallet(0).HasNoPosition();
        // What the other market's vault has is untouched.
        Then.Account("vault-main-BTC-PERP").HasWallet(19_800);
        Then.Deficit.Is(0);
    }

    private void GivenTheMarkets(bool isolated)
    {
        Given.Venue(
            VenueProfiles.Default with
            {
                Backstop = new TakeOverBackstop(2m / 3m, 1m, isolated),
                Trigger = new NegativeEquityTrigger(2)
            });
        Given.Market("JELLY-PERP").MarkedAt(10);
        Given.Market("BTC-PERP").MarkedAt(100_000);
        // The squeezed short has 2900 for 1000 units: bankrupt at 12.9.
        Given.Account("trader").Deposits(2_900).Short("JELLY-PERP", 1_000, at: 10);
        Given.Account("whale").Deposits(10_000).Long("JELLY-PERP", 1_000, at: 10);
    }

    private async Task TheSqueeze()
    {
        // At 12.5 the trader has 400 for a maintenance margin of 625, below two thirds of it: with no ask on the book the vault takes over.
        await When.Mark("JELLY-PERP").MovesTo(12.5m);
        Then.Events<PositionTakenOver>().Single("at the trader's bankruptcy price", taken => taken.Price.Value == 12.9m);
        await When.Mark("JELLY-PERP").MovesTo(20);
        await When.TimePasses(TimeSpan.FromSeconds(5));
        await When.TimePasses(TimeSpan.FromSeconds(5));
    }
}
