using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Comparing;
using ExchangeActors.Scenarios.Reports;

namespace ExchangeActors.Scenarios.Stress;

/// <summary>A figure that every run leaves. Amounts are quote currency.</summary>
/// <param name="Name">Its column in the file of runs.</param>
/// <param name="Definition">What it is.</param>
/// <param name="Of">Computes it.</param>
internal sealed record StressFigure(string Name, string Definition, Func<FinishedRun, decimal> Of)
{
    /// <summary>1 when the fund, or a vault, could not pay.</summary>
    public const string FundExhausted = "fundExhausted";

    /// <summary>Forced closes.</summary>
    public const string ForcedCloses = "forcedCloses";

    /// <summary>The fund that would have been enough.</summary>
    public const string FundNeeded = "fundNeeded";

    /// <summary>Forced closes with more than enough of a fund.</summary>
    public const string ForcedClosesWithAmpleFund = "forcedClosesWithAmpleFund";

    /// <summary>1 when all invariants hold.</summary>
    public const string InvariantsHold = "invariantsHold";

    /// <summary>All figures, in the order of the columns. A column is never renamed: files of runs are read by later versions.</summary>
    public static ImmutableArray<StressFigure> All { get; } =
    [
        new("fall", "the largest fall of a market's mark below its first, as a fraction", run => run.Report.PerMarket.Max(Fall)),
        new("liquidations", "liquidations begun", run => run.Report.Liquidations.Count),
        new("liquidated", "liquidated notional at the marks at which margin broke", run => run.Report.Waterfall.Notional),
        new("book", "of it, closed on the book", run => run.Report.Waterfall.Book),
        new("takenOver", "of it, taken over by vaults, liquidators or the exchange", run => run.Report.Waterfall.TakenOver),
        new("adl", "of it, closed by ADL", run => run.Report.Waterfall.Adl),
        new("fund", "paid by the insurance fund", run => run.Report.Waterfall.PaidByFund),
        new("vaults", "what the vaults were given less their equity at the last marks; below zero: they gained", run => run.VaultsLoss),
        new("others", "paid by other accounts, where the venue shares losses", run => run.Report.Waterfall.PaidByOthers),
        new("deficit", "booked deficit: what nobody paid", run => run.Report.BookedDeficit),
        new("inventory", "loss of what the exchange itself took over, at the last marks", run => -run.Report.ExchangeInventory.Equity),
        new("winners", "what winners would have had more at the mark of the ranking than at the ADL price; below zero: less",
            run => run.Report.Adl.ForgonePnl),
        new("loss", "loss beyond the accounts' equity: fund, vaults' losses, other accounts and deficit together", run => run.Loss),
        new(ForcedCloses, "forced closes", run => run.Report.Adl.ForcedCloses),
        new("closedAccounts", "accounts that ADL closed", run => run.Report.Adl.Accounts),
        new("adlExecuted", "closed by ADL, at the ADL prices", run => run.Report.Adl.Notional),
        new("fundStart", "the fund, and what the vaults were given, at the opening",
            run => run.Report.InsuranceFund.Start + run.Outcome.VaultsStart),
        new("fundFees", "paid into the fund", run => run.Report.InsuranceFund.Credited),
        new("fundEnd", "the fund at the end", run => run.Report.InsuranceFund.End),
        new(FundExhausted, "1 when the fund could not pay, or a vault had lost all that it was given", run => run.IsExhausted ? 1m : 0m),
        new(FundNeeded, "the least fund that would have paid everything: its drawdown when there is more than enough",
            run => run.FundNeeded),
        new(ForcedClosesWithAmpleFund, "forced closes when there is more than enough", run => run.ForcedClosesWithAmpleFund),
        new("topTenOpenInterest", "share of the ten largest owners in the gross notional of all positions at the opening",
            run => run.TopTenOpenInterest),
        new("topTenDeficit", "share of the ten largest in the deficits of all accounts", run => run.TopTenDeficit),
        new("slippageBps", "what liquidations paid the book beyond the mark, over their notional, basis points",
            run => run.Slippage.MeanBps()),
        new("slippage95", "the cost beyond the mark that 95 % of the liquidation orders did not exceed",
            run => run.Slippage.InQuote(0.95m).Quantile),
        new("slippage95Tail", "the mean cost of the orders beyond that", run => run.Slippage.InQuote(0.95m).TailMean),
        new("events", "events of the run", run => run.Report.Events),
        new(InvariantsHold, "1 when every invariant of the exchange holds", run => run.Run.InvariantsHold ? 1m : 0m),
    ];

    /// <summary>The place of a figure.</summary>
    public static int PlaceOf(string name) => All.ToList().FindIndex(figure => figure.Name == name) is >= 0 and var place
        ? place : throw new ArgumentOutOfRangeException(nameof(name), name, "is no figure of a run");

    private static decimal Fall(Domain.Waterfall.MarketTotals market) =>
        market is { FirstMark: { } first, LowestMark: { } lowest } ? decimal.Round(1m - (lowest / first), 9) : 0m;
}

/// <summary>A run at its end, and what a second one with an ample fund told.</summary>
/// <param name="Scenario">What was run.</param>
/// <param name="Run">The run.</param>
/// <param name="Slippage">Of its liquidations.</param>
/// <param name="Ample">The same with more than enough of a fund; the run itself where nothing was short.</param>
internal sealed record FinishedRun(Scenario Scenario, ObservedRun Run, LiquidationSlippage Slippage, ObservedRun Ample)
{
    private const int Top = 10;

    /// <summary>The run's report.</summary>
    public RunReport Report => Run.Report;

    /// <summary>What was observed.</summary>
    public VenueOutcomeObserver Outcome => Run.Outcome;

    /// <summary>What the vaults lost, quote.</summary>
    public decimal VaultsLoss => VaultFigures.Of(Scenario, Run) is { } vaults ? vaults.Start - vaults.Equity : 0m;

    /// <summary>Loss beyond the accounts' equity, quote.</summary>
    public decimal Loss => Report.Waterfall.LossBeyondBankruptcy + Math.Max(0m, VaultsLoss);

    /// <summary>True when the fund could not pay, or a vault had lost all that it was given.</summary>
    public bool IsExhausted => IsShort(Scenario, Run);

    /// <summary>The fund that would have paid everything, vaults included, quote.</summary>
    public decimal FundNeeded => NeededBy(Scenario, Ample);

    /// <summary>Forced closes with an ample fund.</summary>
    public decimal ForcedClosesWithAmpleFund => Ample.Report.Adl.ForcedCloses;

    /// <summary>Share of the ten largest owners in the gross notional at the opening.</summary>
    public decimal TopTenOpenInterest => TopShare(OwnerExposure.Gross(Scenario).Values);

    /// <summary>Share of the ten largest in the deficits.</summary>
    public decimal TopTenDeficit => TopShare(Outcome.Deficits.Values);

    /// <summary>True when the fund could not pay, or a vault had lost all that it was given.</summary>
    public static bool IsShort(Scenario scenario, ObservedRun run)
    {
        var (vault, _) = Running.ScenarioRules.Of(scenario).SplitMeans(scenario.InsuranceFund);
        return run.Report.InsuranceFund.FirstUnableAt is not null || run.Report.BookedDeficit > 0m
            || (run.Outcome.LargestVaultLoss > 0m && run.Outcome.LargestVaultLoss >= vault.Value);
    }

    /// <summary>
    /// The least fund that keeps the fund above its floor and every vault above zero, by the drawdowns of a run: each vault gets the
    /// same part of what is meant for the fund (<see cref="Domain.Venues.ExchangeRules.SplitMeans"/>), the fund the rest.
    /// </summary>
    public static decimal NeededBy(Scenario scenario, ObservedRun run)
    {
        const decimal Unit = 1_000_000_000m;
        var (vault, fund) = Running.ScenarioRules.Of(scenario).SplitMeans(new Money(Unit));
        var totals = run.Report.InsuranceFund;
        var drawdown = Math.Max(0m, totals.Start - totals.Lowest);
        var byFund = drawdown > 0m && fund.Value > 0m ? (drawdown + totals.Floor) * Unit / fund.Value : 0m;
        var byVaults = vault.Value > 0m ? run.Outcome.LargestVaultLoss * Unit / vault.Value : 0m;
        return Math.Max(byFund, byVaults);
    }

    private static decimal TopShare(IEnumerable<decimal> values)
    {
        var sorted = values.OrderDescending().ToList();
        var total = sorted.Sum();
        return total > 0m ? decimal.Round(sorted.Take(Top).Sum() / total, 9) : 0m;
    }
}
