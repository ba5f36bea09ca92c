using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Allocation;
using ExchangeActors.Domain.Venues.Backstops;
using ExchangeActors.Domain.Venues.Bankruptcy;
using ExchangeActors.Domain.Venues.Eligibility;
using ExchangeActors.Domain.Venues.Fees;
using ExchangeActors.Domain.Venues.Guards;
using ExchangeActors.Domain.Venues.Hedging;
using ExchangeActors.Domain.Venues.Limits;
using ExchangeActors.Domain.Venues.Prices;
using ExchangeActors.Domain.Venues.Profits;
using ExchangeActors.Domain.Venues.Ranking;
using ExchangeActors.Domain.Venues.Residuals;
using ExchangeActors.Domain.Venues.Severity;
using ExchangeActors.Domain.Venues.Sizing;
using ExchangeActors.Domain.Venues.Triggers;

namespace ExchangeActors.Domain.Tests.Fixtures;

/// <summary>Waterfalls that between them use every kind of policy, with limits small enough to be reached.</summary>
public static class TestProfiles
{
    private static readonly WaterfallLimits Small = new(2, 2, 2, 3, 20, 40);

    public static VenueProfile SocialLoss { get; } = TestRules.Bitmex(Small, 0.005m, 2) with
    {
        Name = "social-loss",
        Trigger = new NeverTrigger(),
        Backstop = new LiquidatorBackstop(),
        Residual = new SocialLossResidual(),
        Sizing = new TierStepSizing(),
    };

    public static VenueProfile WinnersShare { get; } = SocialLoss with
    {
        Name = "winners-share",
        Residual = new WinnersShareResidual(),
        BankruptcyPrice = new IsolatedBankruptcy()
    };

    public static VenueProfile SharedVault { get; } = TestRules.Bitmex(Small) with
    {
        Name = "shared-vault",
        Sizing = new FractionSizing(1_000m, 0.2m, 3),
        Fee = new NoFee(),
        Backstop = new TakeOverBackstop(2m / 3m, 1m, false),
        Trigger = new NegativeEquityTrigger(2),
        Ranking = new HyperliquidRanking(),
        DeleveragingPrice = new PreviousMarkDeleveragingPrice(),
    };

    public static VenueProfile IsolatedVaults { get; } = SharedVault with
    {
        Name = "isolated-vaults",
        Backstop = new TakeOverBackstop(2m / 3m, 1m, true),
        DeleveragingPrice = new CappedMarkDeleveragingPrice()
    };

    public static VenueProfile Overdraw { get; } = TestRules.Bitmex(Small) with
    {
        Name = "overdraw",
        Sizing = new MinimumSizing(0m),
        BankruptcyPrice = new AccountEquityBankruptcy(),
        LiquidationLimit = new SolventLimit(),
        Fee = new MarkNotionalFee(0.001m),
        Backstop = new OverdrawBackstop(),
        Trigger = new BookExhaustedTrigger(),
        Eligibility = new AnyEligibility(),
        Ranking = new EntryRanking(),
        Residual = new StaysOpenResidual(),
    };

    public static VenueProfile Overlapping { get; } = TestRules.Bitmex(Small) with
    {
        Name = "overlapping",
        LiquidationLimit = new FillableLimit(1m, 1.5m),
        Fee = new LeftoverFee(0.015m),
        Trigger = new NegativeEquityOrFundTrigger(),
        Eligibility = new OverlappingEligibility(4),
        Ranking = new SeededRanking(7),
        Residual = new StaysOpenResidual(),
    };

    public static VenueProfile ProRata { get; } = TestRules.Bitmex(Small, 0.005m, 2) with
    {
        Name = "pro-rata",
        Allocation = new ProRataAllocation(),
        Severity = new OnlineSeverity(0.5m, 0.25m, 1m, 0.1m),
        Guard = new OverDeleveragingGuard(),
        Hedging = new HedgedLast(),
    };

    public static VenueProfile AtMark { get; } = TestRules.Bitmex(Small) with
    {
        Name = "at-mark",
        Sizing = new TierStepSizing(),
        Trigger = new FundBelowPeakTrigger(0.7m),
        Eligibility = new SolventEligibility(),
        Ranking = new OkxRanking(),
        DeleveragingPrice = new MarkDeleveragingPrice(),
        Guard = new PnlToPoolGuard(0.5m, 0.2m),
        Severity = new ExponentialBackoffSeverity(1m, 0.5m, 10),
    };

    public static VenueProfile Drawdown { get; } = TestRules.Bitmex(Small) with
    {
        Name = "drawdown",
        Trigger = new FundDrawdownTrigger(0.3m, 0.25m),
        Ranking = new PnlTimesLeverageRanking(),
        Allocation = new RiskAwareProRataAllocation(1),
    };

    public static VenueProfile WithdrawalHaircut { get; } = TestRules.Bitmex(Small, 0m, 2) with
    {
        Name = "withdrawal-haircut",
        Backstop = new NoBackstop(),
        Trigger = new NegativeEquityTrigger(1),
        DeleveragingPrice = new MarkDeleveragingPrice(),
        Residual = new WithdrawalHaircutResidual(0.25m),
    };

    public static VenueProfile Lazy { get; } = TestRules.Bitmex(Small, 0.001m, 2) with
    {
        Name = "lazy",
        Backstop = new NoBackstop(),
        Trigger = new NegativeEquityTrigger(1),
        Allocation = new LazyProRataAllocation(1_000_000, 1_000, 2),
        DeleveragingPrice = new FundFirstDeleveragingPrice(),
    };

    public static VenueProfile WinnersFirst { get; } = TestRules.Bitmex(Small, 0.005m, 2) with
    {
        Name = "winners-first",
        Layers = Layers("winners", "book", "fund", "residual"),
    };

    public static VenueProfile VaultFirst { get; } = SharedVault with
    {
        Name = "vault-first",
        Layers = Layers("backstop", "book", "winners", "residual"),
        Residual = new StaysOpenResidual(),
    };

    public static VenueProfile FundLast { get; } = TestRules.Bitmex(Small) with
    {
        Name = "fund-last",
        Layers = Layers("book", "backstop", "winners", "fund", "residual"),
        Trigger = new FundCannotTakeTrigger(2),
    };

    public static VenueProfile NoWinners { get; } = TestRules.Bitmex(Small) with
    {
        Name = "no-winners",
        Layers = Layers("book", "fund", "residual"),
        Trigger = new NeverTrigger(),
    };

    /// <summary>Deficits stay unassigned and lower H; winners are closed at the mark.</summary>
    public static VenueProfile ProfitHaircut { get; } = WithdrawalHaircut with
    {
        Name = "profit-haircut",
        Residual = new DeficitResidual(),
        Profit = new WarmupHaircutProfit(20, 2),
    };

    /// <summary>As in Percolator.</summary>
    public static VenueProfile LazyProfit { get; } = Lazy with { Name = "lazy-profit", Profit = new WarmupHaircutProfit(7, 1) };

    public static VenueProfile Support { get; } = TestRules.Bitmex(Small, 0.001m, 2) with
    {
        Name = "support",
        Layers = Layers("backstop", "winners", "book", "fund", "residual"),
        Sizing = new MinimumSizing(0m),
        Fee = new MarkNotionalFee(0.001m),
        Backstop = new LiquiditySupportBackstop(new SupportTerms(0.001m, 0.05m, 20_000, 2m)),
        Trigger = new BackstopExhaustedTrigger(2),
        Eligibility = new SolventEligibility(),
        DeleveragingPrice = new SpreadDeleveragingPrice(0.001m),
    };

    public static VenueProfile SupportLater { get; } = Support with
    {
        Name = "support-later",
        Layers = Layers("book", "backstop", "fund", "winners", "residual"),
        Backstop = new LiquiditySupportBackstop(new SupportTerms(0m, 1m, 5_000, 1m)),
        Trigger = new FundCannotTakeTrigger(2),
        Residual = new StaysOpenResidual(),
    };

    /// <summary>All of them.</summary>
    public static VenueProfile[] All { get; } =
    [
        SocialLoss, WinnersShare, SharedVault, IsolatedVaults, Overdraw, Overlapping, ProRata, AtMark, Drawdown, WithdrawalHaircut, Lazy,
        WinnersFirst, VaultFirst, FundLast, NoWinners, ProfitHaircut, LazyProfit, Support, SupportLater,
    ];

    /// <summary>The order of these names.</summary>
    public static LayerOrder Layers(params string[] names) =>
        LayerOrder.Of(names, out var problems) ?? throw new ArgumentException(string.Join("; ", problems), nameof(names));
}
