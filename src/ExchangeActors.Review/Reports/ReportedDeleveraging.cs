using System.Collections.Immutable;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Review.Picks;

namespace ExchangeActors.Review.Reports;

/// <summary>A place of a recorded queue and what became of it.</summary>
/// <param name="Rank">From 1.</param>
/// <param name="Candidate">Who stood there, with every input of the score.</param>
/// <param name="Asked">What was asked of it, unsigned.</param>
/// <param name="Verdict">What became of it.</param>
/// <param name="Closed">What was closed, unsigned.</param>
/// <param name="RealisedPnl">Profit taken with it, quote.</param>
/// <param name="Code">Why it declined; null when it did not.</param>
/// <param name="Reason">Why it was closed or spared, a sentence.</param>
/// <param name="TieBreak">What put it before or behind a neighbour of the same score; null where there was none.</param>
public sealed record ReportedPlace(int Rank, Candidate Candidate, decimal Asked, PickVerdict Verdict, decimal Closed,
    decimal RealisedPnl, string? Code, string Reason, string? TieBreak);

/// <summary>A round of a deleveraging.</summary>
/// <param name="Event">The event that recorded the queue.</param>
/// <param name="Ordering">Its place among all.</param>
/// <param name="At">Exchange time.</param>
/// <param name="Ranked">The queue's figures; its candidates are in <paramref name="Places"/>.</param>
/// <param name="Recorded">Places that the journal holds.</param>
/// <param name="Asked">Places that were asked for something.</param>
/// <param name="Confirmed">Of them, those that were closed.</param>
/// <param name="Refused">Of them, those that declined.</param>
/// <param name="LastRank">The last place that was asked, from 1; 0 when nobody was.</param>
/// <param name="Places">The first places, and those that were asked.</param>
public sealed record ReportedRound(
    EventRef Event, long Ordering, Moment At, QueueRanked Ranked, int Recorded, int Asked, int Confirmed, int Refused, int LastRank,
        ImmutableArray<ReportedPlace> Places);

/// <summary>A deleveraging as the page has it.</summary>
/// <param name="Opened">The request as the coordinator took it up.</param>
/// <param name="At">When.</param>
/// <param name="Requested">The request with what fired it; null when it is not in the journal.</param>
/// <param name="Completed">Its end; null while it is under way.</param>
/// <param name="Notional">Closed so far, at the ADL prices, quote.</param>
/// <param name="ForcedCloses">Counterparties closed so far.</param>
/// <param name="RoundCount">Rounds so far.</param>
/// <param name="Rounds">The first of them; empty for deleveragings that are not among the largest.</param>
public sealed record ReportedDeleveraging(
    DeleveragingOpened Opened,
    Moment At,
    DeleveragingRequested? Requested,
    DeleveragingCompleted? Completed,
    decimal Notional,
    int ForcedCloses,
    int RoundCount,
    ImmutableArray<ReportedRound> Rounds)
{
    /// <summary>The accounts that it closed, each once, in order of its steps.</summary>
    public ImmutableArray<string> Winners { get; init; } = [];

    /// <summary>Rows that its queues take.</summary>
    public int Rows => Rounds.Sum(round => round.Places.Length);
}
