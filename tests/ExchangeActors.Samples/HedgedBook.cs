using ExchangeActors.Domain.Venues.Hedging;
using ExchangeActors.TestKit;
using ExchangeActors.TestKit.Language;

namespace ExchangeActors.Samples;

/// <summary>
/// A market maker is short one market and long another. ADL looks at one market alone, takes the winning leg, and leaves the maker with a
/// naked loser. A venue that counts hedges closes the outright short instead.
/// </summary>
public sealed class HedgedBook : ExchangeTestKit
{
    [Fact]
    public async Task ADL_takes_the_winning_leg_of_a_hedged_book()
    {
        await TheCrash();

        // The maker has the better score: the same profit, more leverage.
        Then.Account("maker").WasForceClosed(10, at: 1_782).BecauseRanked(1);
        Then.Account("outright").WasNotForceClosed();
        // It was flat in the sum; now it is long 0.2 BTC without a hedge.
        Then.Account("maker").HasPosition("ETH-PERP", 0).HasPosition("BTC-PERP", 0.2m);
    }

    [Fact]
    public async Task A_venue_that_counts_hedges_spares_it()
    {
        Given.Venue(VenueProfiles.Default with { Hedging = new HedgedLast() });
        await TheCrash();

        // Long 0.2 · 85,000 against short 10 · 1700: net exposure 0, so the maker's score counts nothing and it is closed last.
        Then.Account("outright").WasForceClosed(10, at: 1_782).BecauseRanked(1);
        Then.Account("maker").WasNotForceClosed().HasPosition("ETH-PERP", -10).HasPosition("BTC-PERP", 0.2m);
    }

    private async Task TheCrash()
    {
        Given.Market("ETH-PERP").MarkedAt(2_000);
        Given.Market("BTC-PERP").MarkedAt(100_000);
        Given.Account("alice").Deposits(2_180).Long("ETH-PERP", 10, at: 2_000);
        Given.Account("holder").Deposits(100_000).Long("ETH-PERP", 10, at: 2_000).Short("BTC-PERP", 0.2m, at: 100_000);
        Given.Account("maker").Deposits(8_000).Short("ETH-PERP", 10, at: 2_000).Long("BTC-PERP", 0.2m, at: 100_000);
        Given.Account("outright").Deposits(20_000).Short("ETH-PERP", 10, at: 2_000);

        await When.Mark("BTC-PERP").MovesTo(85_000);
        await When.Mark("ETH-PERP").MovesTo(1_700);
    }
}
