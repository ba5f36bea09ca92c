using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Review.Causes;
using ExchangeActors.Review.Folding;
using ExchangeActors.Review.Summaries;
using ExchangeActors.Review.Verifying;

namespace ExchangeActors.Review.Reports;

/// <summary>A market over time.</summary>
/// <param name="Market">The market.</param>
/// <param name="Marks">Its mark price, quote per unit.</param>
/// <param name="Updates">Mark prices in the journal.</param>
/// <param name="Activity">Its liquidations and forced closes.</param>
public sealed record MarketHistory(MarketId Market, ImmutableArray<SeriesPoint> Marks, long Updates, Activity Activity);

/// <summary>A wave of forced closes and why its first one happened.</summary>
/// <param name="First">The first forced close.</param>
/// <param name="Chain">Back to the price that set it off; null for waves beyond the limit.</param>
public sealed record WaveCause(EventRef First, CauseChain? Chain);

/// <summary>All that the page shows, of bounded size. Amounts are quote currency.</summary>
/// <param name="Header">Whose journal it is.</param>
/// <param name="Summary">The totals.</param>
/// <param name="Markets">By liquidated notional, largest first.</param>
/// <param name="Activity">Liquidations and forced closes of all markets.</param>
/// <param name="Fund">The insurance fund's balance.</param>
/// <param name="Deficit">The booked deficit.</param>
/// <param name="Causes">Wave by wave.</param>
/// <param name="Deleveragings">The largest, by notional.</param>
public sealed record Incident(
    JournalHeader Header,
    Summary Summary,
    ImmutableArray<MarketHistory> Markets,
    Activity Activity,
    ImmutableArray<SeriesPoint> Fund,
    ImmutableArray<SeriesPoint> Deficit,
    ImmutableArray<WaveCause> Causes,
    ImmutableArray<ReportedDeleveraging> Deleveragings)
{
    /// <summary>Every account that was liquidated or closed by ADL, the largest notionals first.</summary>
    public ImmutableArray<AffectedAccount> Accounts { get; init; } = [];

    /// <summary>What verifying the journal came to; null when it was not verified.</summary>
    public Verification? Verification { get; init; }

    /// <summary>The deleveragings whose queues are shown: the largest, as long as <see cref="ReportLimits.QueueRows"/> suffice.</summary>
    public ImmutableArray<ReportedDeleveraging> WithQueues
    {
        get
        {
            var rows = 0;
            return [.. Deleveragings.TakeWhile((deleveraging, place) =>
                place < ReportLimits.Queues && (rows += deleveraging.Rows) <= ReportLimits.QueueRows)];
        }
    }
}
