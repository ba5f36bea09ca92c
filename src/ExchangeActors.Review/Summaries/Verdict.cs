using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Waterfall;
using ExchangeActors.Review.Wording;

namespace ExchangeActors.Review.Summaries;

/// <summary>What a run came to in three sentences: what happened, who paid, and what is wrong or worth looking at. Amounts are quote
/// currency.</summary>
/// <param name="MarginCalls">Margin calls issued.</param>
/// <param name="Liquidations">Liquidations.</param>
/// <param name="Adl">Auto-deleveraging.</param>
/// <param name="Waterfall">The layers.</param>
/// <param name="Fund">The insurance fund.</param>
/// <param name="BookedDeficit">What nobody has paid.</param>
/// <param name="UnderWater">Accounts that owe more than they have.</param>
/// <param name="Held">Markets whose newest price is held back at the end.</param>
/// <param name="Stale">Markets whose prices are old at the end.</param>
/// <param name="BrokenInvariants">Names of invariants that do not hold.</param>
public sealed record Verdict(
    long MarginCalls,
    LiquidationTotals Liquidations,
    DeleveragingTotals Adl,
    WaterfallTotals Waterfall,
    FundTotals Fund,
    decimal BookedDeficit,
    UnderWaterTotals UnderWater,
    ImmutableArray<HeldMarket> Held,
    ImmutableArray<StaleMarket> Stale,
    ImmutableArray<string> BrokenInvariants)
{
    /// <summary>The time of a journal's last event and when its run was to end, where that is later; null otherwise.</summary>
    public (Moment Last, Moment End)? Unfinished { get; init; }

    /// <summary>The three lines.</summary>
    public IEnumerable<string> Lines() => [$"What happened: {Happened()}.", $"Who paid: {Paid()}.", $"Worth looking at: {Odd()}."];

    /// <summary>What is wrong or worth looking at; <c>nothing</c> when nothing is.</summary>
    public string Odd() => string.Join("; ", Oddities().DefaultIfEmpty("nothing"));

    /// <summary>Why ADL was asked for, by reason, e.g. <c>38 fund-at-floor, 899 fund-cannot-pay-next-level</c>.</summary>
    public string Reasons() => string.Join(", ", Adl.Reasons.Select(reason => $"{Count(reason.Value)} {reason.Key}"));

    private string Happened()
    {
        if (Liquidations.Count == 0)
        {
            return $"nobody was liquidated; {Counted(MarginCalls, "margin call")}";
        }

        return $"{Counted(Liquidations.Accounts, "account")} {(Liquidations.Accounts == 1 ? "was" : "were")} liquidated, "
            + $"{Amount(Waterfall.Notional)} notional; "
            + (Adl.ForcedCloses == 0
                ? "ADL closed nobody"
                : $"ADL closed {Counted(Adl.Accounts, "account")} in {Counted(Adl.ForcedCloses, "forced close")} (asked for because: "
                    + $"{Reasons()})");
    }

    private string Paid() =>
        $"the fund {Amount(Fund.Debited)} of losses beyond bankruptcy, other accounts {Amount(Waterfall.PaidByOthers)}, "
        + $"nobody {Amount(Waterfall.PaidByNobody)}; the fund went from {Amount(Fund.Start)} to {Amount(Fund.End)}";

    private IEnumerable<string> Oddities()
    {
        if (Unfinished is var (last, end))
        {
            yield return $"THE RUN HAS NOT ENDED: the journal goes to {last}, the scenario to {end} "
                + "(exchange run --resume goes on with it)";
        }

        foreach (var name in BrokenInvariants)
        {
            yield return $"AN INVARIANT DOES NOT HOLD: {name}";
        }

        if (BookedDeficit != 0m)
        {
            yield return $"booked deficit {Amount(BookedDeficit)}";
        }

        if (Waterfall.Open != 0m)
        {
            yield return $"{Amount(Waterfall.Open)} of liquidated notional is still open";
        }

        if (UnderWater.Accounts > 0)
        {
            yield return $"{Counted(UnderWater.Accounts, "account")} under water, equity {Amount(UnderWater.Equity)} in all";
        }

        foreach (var held in Held)
        {
            yield return $"the newest price of {held.Market} is held since {held.Since}";
        }

        foreach (var stale in Stale)
        {
            yield return $"prices of {stale.Market} are stale since {stale.Since}";
        }
    }

    private static string Counted(long count, string what) => FigureText.Counted(count, what);

    private static string Count(long value) => FigureText.Count(value);

    private static string Amount(decimal value) => Shown.Amount(value);
}
