using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Waterfall;
using ExchangeActors.Scenarios.Reports;
using ExchangeActors.Scenarios.Running;

namespace ExchangeActors.Scenarios.Comparing;

/// <summary>
/// What a scenario came to under one venue's profile. Amounts are quote currency; <see cref="ComparisonReport.Definitions"/> says how each
/// measure is defined.
/// </summary>
public sealed record VenueFigures
{
    /// <summary>The profile's name.</summary>
    public required string Venue { get; init; }

    /// <summary>Its version.</summary>
    public required int Version { get; init; }

    /// <summary>False when the profile never closes winners; its ranking is unused then.</summary>
    public required bool MayDeleverage { get; init; }

    /// <summary>Events of the run.</summary>
    public required long Events { get; init; }

    /// <summary>Liquidations.</summary>
    public required LiquidationTotals Liquidations { get; init; }

    /// <summary>Deleveraging as a run reports it: waves, concentration, share in profit, reasons and more.</summary>
    public required DeleveragingTotals Adl { get; init; }

    /// <summary>Forced closes.</summary>
    public required long ForcedCloses { get; init; }

    /// <summary>Accounts closed.</summary>
    public required int AccountsClosed { get; init; }

    /// <summary>Forced closes of the account that was closed most often.</summary>
    public required long MostClosesOfAnAccount { get; init; }

    /// <summary>Forced closes ÷ accounts closed; null when nobody was.</summary>
    public required decimal? MeanClosesOfAnAccount { get; init; }

    /// <summary>Of the accounts closed, how many are closed under the first venue too.</summary>
    public required int AlsoClosedUnderFirst { get; init; }

    /// <summary>Waves of forced closes.</summary>
    public required int Waves { get; init; }

    /// <summary>Notional closed by ADL, at the ADL prices.</summary>
    public required decimal AdlNotional { get; init; }

    /// <summary>Profit realised by the forced closes.</summary>
    public required decimal PnlTaken { get; init; }

    /// <summary>B_needed.</summary>
    public required decimal Needed { get; init; }

    /// <summary>PnL taken − B_needed: overshoot in the numeraire of realised profit, without a horizon.</summary>
    public required decimal OvershootOfPnlTaken { get; init; }

    /// <summary>PnL forgone, haircut and overshoot by horizon, in the numeraire of USD equity.</summary>
    public required ImmutableArray<HorizonFigures> Horizons { get; init; }

    /// <summary>Accounts that had a deficit.</summary>
    public required int DeficitAccounts { get; init; }

    /// <summary>D: the sum of all deficits.</summary>
    public required decimal TotalDeficit { get; init; }

    /// <summary>Δ: the largest.</summary>
    public required decimal LargestDeficit { get; init; }

    /// <summary>υ: the largest unrealised profit of an account at the end of the last tick with ADL.</summary>
    public required decimal LargestWinner { get; init; }

    /// <summary>PTSR = υ ÷ D; null without ADL or deficit.</summary>
    public required decimal? Ptsr { get; init; }

    /// <summary>PMR = υ ÷ Δ; null without ADL or deficit.</summary>
    public required decimal? Pmr { get; init; }

    /// <summary>The largest haircut ÷ equity; null when nobody was closed.</summary>
    public required decimal? LargestHaircutShare { get; init; }

    /// <summary>Gini of haircuts over everybody who was in a recorded queue; null when nothing was taken.</summary>
    public required decimal? GiniOfHaircuts { get; init; }

    /// <summary>Gini of the notional closed, over the same accounts.</summary>
    public required decimal? GiniOfNotional { get; init; }

    /// <summary>Accounts whose absolute net exposure over all markets grew by being closed.</summary>
    public required int HedgeBreaks { get; init; }

    /// <summary>Σ of that growth.</summary>
    public required decimal ExposureAdded { get; init; }

    /// <summary>Forced closes of accounts that the five-step indicator showed all five lights.</summary>
    public required long ShownNext { get; init; }

    /// <summary>Those ÷ forced closes; null without any.</summary>
    public required decimal? IndicatorAccuracy { get; init; }

    /// <summary>The insurance fund.</summary>
    public required FundTotals InsuranceFund { get; init; }

    /// <summary>The vaults; null where the venue has none.</summary>
    public required VaultFigures? Vaults { get; init; }

    /// <summary>Losses that other accounts paid.</summary>
    public required decimal SharedLosses { get; init; }

    /// <summary>What nobody paid.</summary>
    public required decimal BookedDeficit { get; init; }

    /// <summary>What the exchange, or liquidators outside of it, took over.</summary>
    public required InventoryTotals ExchangeInventory { get; init; }

    /// <summary>The accounts that ADL took most from, by notional.</summary>
    public required ImmutableArray<Counterparty> MostAffected { get; init; }

    /// <summary>Liquidated notional that is still open at the end.</summary>
    public required decimal StillOpen { get; init; }

    /// <summary>Accounts whose equity at the last marks is below zero.</summary>
    public required UnderWaterTotals UnderWater { get; init; }

    /// <summary>Markets whose newest price the guard holds back at the end.</summary>
    public required ImmutableArray<HeldMarket> HeldPrices { get; init; }

    /// <summary>Markets whose prices are stale at the end.</summary>
    public required ImmutableArray<StaleMarket> StalePrices { get; init; }

    /// <summary>True when every invariant holds.</summary>
    public required bool InvariantsHold { get; init; }

    /// <summary>Those that do not.</summary>
    public required ImmutableArray<string> BrokenInvariants { get; init; }

    /// <summary>SHA-256 over the final states.</summary>
    public required string StateHash { get; init; }

    /// <summary>The figures of a run.</summary>
    /// <param name="scenario">The scenario under the venue.</param>
    /// <param name="run">Its run.</param>
    /// <param name="horizons">Seconds after the end of a wave.</param>
    public static VenueFigures Of(Scenario scenario, ObservedRun run, IEnumerable<decimal> horizons)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(run);
        var (report, outcome) = (run.Report, run.Outcome);
        var adl = report.Adl;
        var waves = AdlWave.Of(outcome.Closings, scenario.WaveGapMs);
        var needed = Overshoot.Needed(outcome.Closings);
        var burden = Burden.Of(waves, outcome);
        var times = outcome.Closings.CountBy(closing => closing.Account).Select(pair => (long)pair.Value).DefaultIfEmpty().Max();
        var (deficit, largest) = (outcome.Deficits.Values.Sum(), outcome.Deficits.Values.DefaultIfEmpty().Max());
        var closed = adl.ForcedCloses > 0;
        return new VenueFigures
        {
            Venue = scenario.Venue.Name,
            Version = scenario.Venue.Version,
            MayDeleverage = scenario.Venue.Trigger.MayFire,
            Events = report.Events,
            Liquidations = report.Liquidations,
            Adl = adl,
            ForcedCloses = adl.ForcedCloses,
            AccountsClosed = adl.Accounts,
            MostClosesOfAnAccount = times,
            MeanClosesOfAnAccount = adl.Accounts > 0 ? Ratio((decimal)adl.ForcedCloses / adl.Accounts) : null,
            AlsoClosedUnderFirst = 0,
            Waves = waves.Length,
            AdlNotional = adl.Notional,
            PnlTaken = adl.RealisedPnl,
            Needed = Plain(needed),
            OvershootOfPnlTaken = Plain(adl.RealisedPnl - needed),
            Horizons = [.. horizons.Select(seconds => Plain(Overshoot.At(seconds, waves, outcome.Marks, needed)))],
            DeficitAccounts = outcome.Deficits.Count,
            TotalDeficit = Plain(deficit),
            LargestDeficit = Plain(largest),
            LargestWinner = Plain(outcome.LargestWinner),
            Ptsr = closed ? Ratio(TailRatios.Ptsr(outcome.LargestWinner, deficit)) : null,
            Pmr = closed ? Ratio(TailRatios.Pmr(outcome.LargestWinner, largest)) : null,
            LargestHaircutShare = Ratio(burden.LargestShare),
            GiniOfHaircuts = Ratio(burden.GiniOfHaircuts),
            GiniOfNotional = Ratio(burden.GiniOfNotional),
            HedgeBreaks = outcome.HedgeBreaks.Count,
            ExposureAdded = Plain(outcome.ExposureAdded),
            ShownNext = adl.ShownNext,
            IndicatorAccuracy = closed ? Ratio((decimal)adl.ShownNext / adl.ForcedCloses) : null,
            InsuranceFund = report.InsuranceFund,
            Vaults = VaultFigures.Of(scenario, run),
            SharedLosses = report.Waterfall.PaidByOthers,
            BookedDeficit = report.BookedDeficit,
            ExchangeInventory = report.ExchangeInventory,
            MostAffected = report.MostAffected,
            StillOpen = report.Waterfall.Open,
            UnderWater = report.UnderWater,
            HeldPrices = report.HeldPrices,
            StalePrices = report.StalePrices,
            InvariantsHold = run.InvariantsHold,
            BrokenInvariants = run.BrokenInvariants,
            StateHash = report.StateHash,
        };
    }

    private static HorizonFigures Plain(HorizonFigures figures) =>
        figures with { Forgone = Plain(figures.Forgone), Haircut = Plain(figures.Haircut), Overshoot = Plain(figures.Overshoot) };

    private static decimal Plain(decimal value) => WaterfallObserver.Plain(value);

    private static decimal? Ratio(decimal? value) => value is { } ratio ? Plain(Shown.Rounded(ratio, 6, 6)) : null;
}

/// <summary>A venue's vaults, together.</summary>
/// <param name="Count">How many.</param>
/// <param name="Start">What they were given of the money meant for the fund.</param>
/// <param name="Equity">Their equity at the last marks.</param>
/// <param name="Positions">Positions that they hold.</param>
public sealed record VaultFigures(int Count, decimal Start, decimal Equity, int Positions)
{
    /// <summary>At the end of a run; null where the venue has none.</summary>
    public static VaultFigures? Of(Scenario scenario, ObservedRun run)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(run);
        var vaults = ScenarioRules.Of(scenario).Vaults.Select(run.State.Account).ToList();
        return vaults.Count == 0 ? null : new VaultFigures(
            vaults.Count, WaterfallObserver.Plain(run.Outcome.VaultsStart), WaterfallObserver.Plain(vaults.Sum(run.Outcome.Equity)),
                vaults.Sum(vault => vault.Positions.Count));
    }
}
