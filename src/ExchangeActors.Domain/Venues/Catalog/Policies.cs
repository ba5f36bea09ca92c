using System.Collections.Immutable;
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

namespace ExchangeActors.Domain.Venues.Catalog;

/// <summary>Every policy there is, with its formula and where that is from.</summary>
internal static class Policies
{
    private const string Project = "the project's definition of ADL (README)";
    private const string Paper = "Chitra, \"Autodeleveraging: Impossibilities and Optimization\", arXiv 2512.01112 v3";
    private const string Dydx = "dYdX v4, dydxprotocol/v4-chain";
    private const string Dango = "Dango, left-curve book, perps: liquidation and ADL";
    private const string Hyperliquid = "Hyperliquid documentation, liquidations and auto-deleveraging";
    private const string Bitmex = "BitMEX documentation, auto-deleveraging";
    private const string Binance = "Binance Futures documentation, insurance fund and ADL";
    private const string Okx = "OKX documentation, ADL; HTX the same";
    private const string Drift = "Drift, drift-labs/protocol-v2, resolve_perp_bankruptcy";
    private const string Percolator = "Percolator, aeyakovenko/percolator, specification v11–v12";
    private const string DeribitSupport = "Deribit documentation, Liquidity Support Program";
    private const string Common = "common to venues";

    public static ImmutableArray<PolicyEntry> All { get; } =
    [
        .. Of("sizing",
            ("full", "whole positions, the largest MM first, until equity ≥ MM", Common, [], _ => new FullSizing()),
            ("fraction", "N > threshold: first fraction·q, a pause, then the rest; smaller positions whole", Hyperliquid,
                [Number("threshold", 100_000m, 0m, 1e15m), Number("fraction", 0.2m, 0.001m, 1m),
                    Whole("pauseMs", 30_000m, 0m, 86_400_000m)], s =>
                    new FractionSizing(s["threshold"], s["fraction"], (long)s["pauseMs"])),
            ("tier-step", "down to the floor of the position's risk tier, one tier at a time; in the first tier whole",
                "Bybit and OKX documentation, partial liquidation", [], _ => new TierStepSizing()),
            ("minimum",
                "scheduled once: the largest MM first, q = (MM − equity/(1 + buffer))/(MM per contract); everything when equity < 0",
                    Dango, [Number("buffer", 0m, 0m, 10m)], s => new MinimumSizing(s["buffer"]))),
        .. Of("bankruptcyPrice",
            ("isolated", "b = e − s·margin/q; a cross wallet is shared by MM", Common, [], _ => new IsolatedBankruptcy()),
            ("account-equity", "b = m − s·equity/q with the position's full size, at each position's turn", Dango, [], _ =>
                new AccountEquityBankruptcy()),
            ("maintenance-weighted", "b = m − s·equity·(MM_i/ΣMM)/q, all fixed at the start", Dydx, [], _ =>
                new MaintenanceWeightedBankruptcy())),
        .. Of("liquidationLimit",
            ("budget", "b when the fund pays for nothing beyond it; else only the fund's budget and the market's band limit", Project,
                [], _ => new BudgetLimit()),
            ("fillable", "(N − clamp(BA·(1 − TNC/TMM), 0, 1)·SMMR·PMM)/q", Dydx,
                [Number("bankruptcyAdjustment", 1m, 1m, 10_000m), Number("spreadToMaintenanceMarginRatio", 1.5m, 0.000001m, 100m)], s =>
                    new FillableLimit(s["bankruptcyAdjustment"], s["spreadToMaintenanceMarginRatio"])),
            ("bankruptcy-while-solvent", "b while equity > 0, else m", Dango, [], _ => new SolventLimit())),
        .. Of("liquidationFee",
            ("rate", "rate·notional closed on the book, at most the equity left", Common, [Number("rate", null, 0m, 1m)], s =>
                new RateFee(s["rate"])),
            ("mark-notional", "rate·q·m of all that was closed, at most the equity left", Dango, [Number("rate", null, 0m, 1m)], s =>
                new MarkNotionalFee(s["rate"])),
            ("leftover", "min(s·q·(p − b), maxFee·q·p)", Dydx, [Number("maxFee", null, 0m, 1m)], s => new LeftoverFee(s["maxFee"])),
            ("none", "0", Common, [], _ => new NoFee())),
        .. Of("backstop",
            ("absorb", "the fund pays beyond b, level by level, while fund + delta ≥ floor", Common, [], _ => new AbsorbBackstop()),
            ("absorb-overdraw", "the fund pays beyond b and may go below its floor", Dango, [], _ => new OverdrawBackstop()),
            ("take-over",
                "below level·MM a vault inherits the rest at b; it has equity of its own and is liquidated and deleveraged like anybody; "
                    + "isolated = 1: one vault per market", Hyperliquid,
                        [Number("level", 2m / 3m, 0m, 10m), Number("share", 1m, 0m, 1m), Whole("isolated", 1m, 0m, 1m)], s =>
                            new TakeOverBackstop(s["level"], s["share"], s["isolated"] == 1m)),
            ("liquidator", "liquidators take the rest at m; the fund pays what is beyond the account's equity", Drift, [], _ =>
                new LiquidatorBackstop()),
            (
                "liquidity-support",
                "participants take the position at m·(1 − s·spread), each at most min(share·equity − used in the group's window, "
                + "capacity·equity − N); the window is cooldownMs from its first assignment; the fund pays on the book as in absorb",
                DeribitSupport,
                [
                    Number("spread", 0.0005m, 0m, 0.5m),
                    Number("share", 0.1m, 0m, 1_000m),
                    Whole("cooldownMs", 300_000m, 1m, 86_400_000m),
                    Number("capacity", 2m, 0m, 1_000m),
                ],
                s => new LiquiditySupportBackstop(new SupportTerms(s["spread"], s["share"], (long)s["cooldownMs"], s["capacity"]))),
            ("none", "the fund pays for nothing on the book", Common, [], _ => new NoBackstop())),
        .. Of("trigger",
            ("fund-empty", "fund ≤ floor, or it cannot pay the book's next level, or bookAttempts without an end", Bitmex,
                [Whole("bookAttempts", 3m, 1m, 1_000_000m)], s => new FundEmptyTrigger((int)s["bookAttempts"])),
            ("fund-cannot-take", "q·s·(b − m) > fund, or it cannot pay the book's next level, or bookAttempts without an end", Binance,
                [Whole("bookAttempts", 3m, 1m, 1_000_000m)], s => new FundCannotTakeTrigger((int)s["bookAttempts"])),
            ("fund-drawdown", "(PnL − PnL_8hMax)/pool_8hMax ≤ −trigger, until above −stop; or the fund is empty",
                "Bybit documentation, ADL alert", [Number("trigger", 0.3m, 0.0001m, 1m), Number("stop", 0.25m, 0m, 1m)], s =>
                    new FundDrawdownTrigger(s["trigger"], s["stop"])),
            ("fund-below-peak", "fund < share·its 8 h peak, or empty", Okx, [Number("share", 0.7m, 0.0001m, 1m)], s =>
                new FundBelowPeakTrigger(s["share"])),
            ("negative-equity", "equity < 0 at the newest mark, after bookAttempts", Hyperliquid,
                [Whole("bookAttempts", 1m, 1m, 1_000_000m)], s => new NegativeEquityTrigger((int)s["bookAttempts"])),
            ("negative-equity-or-fund", "equity < 0 at once; else a pass that filled nothing because the fund cannot pay the next level",
                Dydx, [], _ => new NegativeEquityOrFundTrigger()),
            ("book-exhausted", "the book has left something", Dango, [], _ => new BookExhaustedTrigger()),
            (
                "backstop-exhausted",
                "the backstop, asked before the winners, has left something; on the book bookAttempts where that comes after them",
                DeribitSupport,
                [Whole("bookAttempts", 3m, 1m, 1_000_000m)],
                s => new BackstopExhaustedTrigger((int)s["bookAttempts"])),
            ("never", "winners are not closed", Drift, [], _ => new NeverTrigger())),
        .. Of("eligibility",
            ("profitable", "U > 0, and equity ≥ 0 after the close", Project, [], _ => new ProfitableEligibility()),
            ("solvent", "winners and losers, if equity ≥ 0 after the close", Okx, [], _ => new SolventEligibility()),
            ("overlapping", "equity' ≥ IM', or equity'/MM' ≥ equity/MM with MM' ≤ MM; at most mostTried are asked", Dydx,
                [Whole("mostTried", 500m, 1m, 1_000_000m)], s => new OverlappingEligibility((int)s["mostTried"])),
            ("any", "everybody on the other side", Dango, [], _ => new AnyEligibility())),
        .. Of("ranking",
            ("bitmex", "PnL% > 0: PnL%·L; else PnL%/L; PnL% = s·(m − e)/e, L = m/(s·(m − b_own))", Bitmex, [], _ => new BitmexRanking()),
            ("binance", "max(0, U)/max(1, W) · MM/(W + U)", Binance, [], _ => new BinanceRanking()),
            ("pnl-percent-times-leverage", "U/W · N/(W + U); losers U/W ÷ L", "Bybit documentation, ADL; form: psyto/openhl", [], _ =>
                new PnlTimesLeverageRanking()),
            ("okx", "PnL ratio > 0: PnL ratio ÷ margin ratio; else × margin ratio; margin ratio = equity/MM", Okx, [], _ =>
                new OkxRanking()),
            ("hyperliquid", "(m/e)^s · N/equity", Hyperliquid, [], _ => new HyperliquidRanking()),
            ("seeded", "an order drawn from a seed", Dydx, [Whole("seed", 0m, 0m, 9e15m)], s => new SeededRanking((long)s["seed"])),
            ("ethereal", "N/equity descending, then U descending, then W ascending", "Ethereal documentation, ADL", [], _ =>
                new EtherealRanking()),
            ("entry", "−s·e: the short with the highest entry, the long with the lowest", Dango, [], _ => new EntryRanking()),
            ("bulk", "PnL%^w · (N/equity)^(1−w)", "Bulk documentation, ADL", [Number("weight", 0.5m, 0m, 1m)], s =>
                new BulkRanking(s["weight"])),
            ("largest-pnl", "U", "GMX v2 documentation: the keeper's choice", [], _ => new LargestPnlRanking()),
            ("paper-binance", "l·m/b_own, l = N/W", Paper, [], _ => new PaperBinanceRanking()),
            ("paper-hyperliquid", "l·m/m_previous, l = N/W", Paper, [], _ => new PaperHyperliquidRanking())),
        .. Of("hedging",
            ("ignored", "every position by itself", Common, [], _ => new IgnoredHedging()),
            ("hedged-last", "score·min(1, max(0, s·X/N)), X the account's net exposure over all markets",
                "the project's guard for hedged books (README)", [], _ => new HedgedLast())),
        .. Of("allocation",
            ("queue", "greedy by rank", Common, [], _ => new QueueAllocation()),
            ("pro-rata", "h = B/U of each winner's PnL", Paper, [], _ => new ProRataAllocation()),
            ("contract-pro-rata", "by size, in whole lots, the remainder by largest fraction", Paper, [], _ =>
                new ContractProRataAllocation()),
            ("leverage-weighted", "h = min(1, τ·l)", Paper, [], _ => new LeverageWeightedAllocation()),
            ("capped-pro-rata", "h = min(η, maxHaircut), by water-filling", Paper, [Number("maxHaircut", 1m, 0.0001m, 1m)], s =>
                new CappedProRataAllocation(s["maxHaircut"])),
            ("risk-aware-pro-rata", "h = min(1, τ·λ·g(λ)), g(λ) = λ^power, λ = N/equity", Paper, [Whole("power", 1m, 1m, 4m)], s =>
                new RiskAwareProRataAllocation((int)s["power"])),
            ("lazy-pro-rata",
                "the whole side at once: A' = floor(A·(OI − q)/OI), K' = K − ceil(q·|m − p|·A/OI); a position is floor(q·A/A₀) when it "
                    + "is touched", Percolator, [Whole("scale", 1_000_000m, 1_000m, 1e15m), Whole("least", 1_000m, 0m, 1e15m),
                        Whole("touchesPerSweep", 16m, 1m, 1_000_000m)], s =>
                            new LazyProRataAllocation((long)s["scale"], (long)s["least"], (int)s["touchesPerSweep"])),
            ("score-pro-rata", "in proportion to the score", "Bulk documentation, ADL", [], _ => new ScoreProRataAllocation())),
        .. Of("severity",
            ("static", "θ of what is needed, the same every time", Paper, [Number("theta", 1m, 0m, 1m)], s =>
                new StaticSeverity(s["theta"])),
            ("exponential-backoff", "θ = start·decay^k, k recent deleveragings of the market", Paper,
                [Number("start", 1m, 0m, 1m), Number("decay", 0.5m, 0.0001m, 0.9999m), Whole("windowMarks", 12m, 1m, 1_000_000m)], s =>
                    new ExponentialBackoffSeverity(s["start"], s["decay"], (int)s["windowMarks"])),
            ("online", "θ' = clip(θ + step/√t·(unfilled − haircutWeight·taken), least, 1)", Paper,
                [Number("start", 0.5m, 0m, 1m), Number("step", 0.25m, 0.0001m, 10m), Number("haircutWeight", 1m, 0m, 100m),
                    Number("least", 0m, 0m, 1m)], s => new OnlineSeverity(s["start"], s["step"], s["haircutWeight"], s["least"]))),
        .. Of("deleveragingPrice",
            ("bankruptcy", "b", Project, [], _ => new BankruptcyDeleveragingPrice()),
            ("mark", "m", Okx, [], _ => new MarkDeleveragingPrice()),
            ("previous-mark", "the mark before m", Hyperliquid, [], _ => new PreviousMarkDeleveragingPrice()),
            ("mark-after-fund", "m − s·(D − min(D, fund))/q, D = max(0, q·s·(b − m))", Percolator, [], _ =>
                new FundFirstDeleveragingPrice()),
            (
                "mark-with-spread",
                "m·(1 − s·spread)",
                DeribitSupport,
                [Number("spread", 0.0005m, 0m, 0.5m)],
                s => new SpreadDeleveragingPrice(s["spread"])),
            ("mark-capped-at-bankruptcy", "m, never worse for the bankrupt than b", "Ethereal documentation, ADL", [], _ =>
                new CappedMarkDeleveragingPrice())),
        .. Of("guard",
            ("none", "all that is needed may be closed", Common, [], _ => new NoGuard()),
            ("over-deleveraging", "at most (q·s·(b − m) − fund)/(s·(b − m)) contracts; nothing once the deficit is met",
                "the project's guard (README)", [], _ => new OverDeleveragingGuard()),
            ("pnl-to-pool", "only while ΣU/fund > maxFactor; no step below minFactor", "GMX v2, gmx-io/gmx-synthetics, AdlUtils",
                [Number("maxFactor", 0.5m, 0.000001m, 1e9m), Number("minFactor", 0.4m, 0m, 1e9m)], s =>
                    new PnlToPoolGuard(s["maxFactor"], s["minFactor"]))),
        .. Of("residual",
            ("deficit", "the exchange takes over the rest; unpaid loss is a booked deficit", Project, [], _ => new DeficitResidual()),
            ("stays-open", "the rest stays open and is tried again", Dydx, [], _ => new StaysOpenResidual()),
            ("social-loss", "unpaid loss: ceil(loss/(OI_long + OI_short)) per contract of both sides", Drift, [], _ =>
                new SocialLossResidual()),
            ("winners-share", "unpaid loss: the winners of the market, pro rata to U", "Deribit documentation, insurance fund", [], _ =>
                new WinnersShareResidual()),
            ("withdrawal-haircut", "rate of every withdrawal while a deficit is booked", Common, [Number("rate", null, 0.0001m, 1m)],
                s => new WithdrawalHaircutResidual(s["rate"]))),
        .. Of(PolicyCatalog.Profit,
            (PolicyCatalog.None, "profit counts at once", Common, [], _ => new PlainProfit()),
            (
                "warmup-haircut",
                "released·H, H = min(residual, matured)/matured, residual = max(0, vault − Σ principal − fund); "
                + "reserve R released by max(1 tick, floor(R/T)) per second",
                Percolator,
                [Whole("warmupSeconds", 3_600m, 1m, 1e9m), Whole("touchesPerSweep", 4m, 0m, 1_000_000m)],
                s => new WarmupHaircutProfit((long)s["warmupSeconds"], (int)s["touchesPerSweep"]))),
    ];

    private static IEnumerable<PolicyEntry> Of(
        string kind, params (string Name, string Formula, string Source, PolicySetting[] Settings, Func<IReadOnlyDictionary<string,
            decimal>, IPolicy> Create)[] policies) =>
        policies.Select(policy => new PolicyEntry(kind, policy.Name, policy.Formula, policy.Source, [.. policy.Settings], policy.Create));

    private static PolicySetting Number(string name, decimal? fallback, decimal least, decimal greatest) =>
        new(name, fallback, least, greatest);

    private static PolicySetting Whole(string name, decimal? fallback, decimal least, decimal greatest) =>
        new(name, fallback, least, greatest, true);
}
