using ExchangeActors.Domain.Venues.Allocation;
using ExchangeActors.Domain.Venues.Backstops;
using ExchangeActors.Domain.Venues.Bankruptcy;
using ExchangeActors.Domain.Venues.Eligibility;
using ExchangeActors.Domain.Venues.Fees;
using ExchangeActors.Domain.Venues.Guards;
using ExchangeActors.Domain.Venues.Hedging;
using ExchangeActors.Domain.Venues.Limits;
using ExchangeActors.Domain.Venues.Prices;
using ExchangeActors.Domain.Venues.Ranking;
using ExchangeActors.Domain.Venues.Residuals;
using ExchangeActors.Domain.Venues.Severity;
using ExchangeActors.Domain.Venues.Sizing;
using ExchangeActors.Domain.Venues.Triggers;

namespace ExchangeActors.Domain.Venues.Catalog;

/// <summary>
/// The project's definition of ADL in code, for those who want a waterfall without a file; <c>config/venues/bitmex.json</c> composes the
/// same policies.
/// </summary>
public static class ReferenceProfile
{
    /// <summary>
    /// Profitable traders are closed, by rank, at the bankrupt trader's bankruptcy price, when the insurance fund is insufficient.
    /// </summary>
    /// <param name="limits">Limits; the default ones when null.</param>
    /// <param name="fee">Liquidation fee, a fraction of the notional closed on the book.</param>
    /// <param name="bookAttempts">Tries on the book while the fund has money.</param>
    public static VenueProfile Bitmex(WaterfallLimits? limits = null, decimal fee = 0.005m, int bookAttempts = 3) => new()
    {
        Name = "bitmex",
        Version = 1,
        Notes = [],
        MarginCallLevel = 1.5m,
        Sizing = new FullSizing(),
        BankruptcyPrice = new MaintenanceWeightedBankruptcy(),
        LiquidationLimit = new BudgetLimit(),
        Fee = new RateFee(fee),
        Backstop = new AbsorbBackstop(),
        Trigger = new FundEmptyTrigger(bookAttempts),
        Eligibility = new ProfitableEligibility(),
        Ranking = new BitmexRanking(),
        Hedging = new IgnoredHedging(),
        Allocation = new QueueAllocation(),
        Severity = new StaticSeverity(1m),
        DeleveragingPrice = new BankruptcyDeleveragingPrice(),
        Guard = new NoGuard(),
        Residual = new DeficitResidual(),
        Limits = limits ?? WaterfallLimits.Default,
    };
}
