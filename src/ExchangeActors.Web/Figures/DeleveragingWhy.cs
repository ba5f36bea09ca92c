using System.Collections.Immutable;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Review.Picks;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Web.Figures;

/// <summary>A place of a queue with what became of it.</summary>
/// <param name="Rank">From 1.</param>
/// <param name="Candidate">Who stood there, with every input of the score.</param>
/// <param name="Lights">What the account was shown.</param>
/// <param name="Verdict">What the round did with it.</param>
/// <param name="Closed">Contracts closed.</param>
/// <param name="Profit">Realised with them, quote.</param>
/// <param name="Reason">Why, a sentence.</param>
public sealed record QueueLine(
    int Rank, Candidate Candidate, int Lights, PickVerdict Verdict, decimal Closed, decimal Profit, string Reason);

/// <summary>A round of a deleveraging.</summary>
/// <param name="Place">The event that recorded the queue.</param>
/// <param name="At">Exchange time.</param>
/// <param name="Ranked">The queue as it was recorded.</param>
/// <param name="Mark">The mark of the ranking.</param>
/// <param name="Lines">Its first places, at most <see cref="DeleveragingWhy.MostLines"/>.</param>
public sealed record QueueRound(long Place, string At, QueueRanked Ranked, decimal? Mark, ImmutableArray<QueueLine> Lines);

/// <summary>A deleveraging, round by round: whom the queue had, who was closed, and why.</summary>
/// <param name="Opened">The request.</param>
/// <param name="Completed">Its end; null while it is under way.</param>
/// <param name="Rounds">In order.</param>
public sealed record DeleveragingWhy(DeleveragingOpened Opened, DeleveragingCompleted? Completed, ImmutableArray<QueueRound> Rounds)
{
    /// <summary>More places of a queue than these are counted, not shown.</summary>
    public const int MostLines = 200;

    /// <summary>Reads a deleveraging.</summary>
    /// <exception cref="ReviewException">There is no such deleveraging.</exception>
    public static DeleveragingWhy Of(ReviewedJournal journal, DeleveragingId id)
    {
        var recorded = RecordedDeleveraging.Read(journal, id);
        return new DeleveragingWhy(recorded.Opened, recorded.Completed, [.. recorded.Rounds.Select(round => Of(recorded, round))]);
    }

    private static QueueRound Of(RecordedDeleveraging recorded, RecordedRound round)
    {
        var ranked = round.Ranked;
        var lights = ranked.Candidates.IsEmpty
            ? []
            : QueueIndicator.Lights([.. ranked.Candidates.Select(candidate => candidate.Size)], ranked.Indicator);
        var asked = round.Steps.ToLookup(step => step.Rank);
        return new QueueRound(
            round.Row.Ordering,
            round.Row.Recorded.At.ToString(),
            ranked,
            ranked.Marks[ranked.Id.Market]?.Mark.Value,
            [
                .. ranked.Candidates.Take(MostLines)
                    .Select((candidate, place) => Line(recorded, round, candidate, place, lights[place], asked[place + 1])),
            ]);
    }

    private static QueueLine Line(
        RecordedDeleveraging recorded, RecordedRound round, Candidate candidate, int place, int lights, IEnumerable<PlannedStep> steps)
    {
        var step = steps.FirstOrDefault();
        var confirmed = step is null ? null : recorded.Confirmed.GetValueOrDefault(step.Step);
        var refused = step is null ? null : recorded.Refused.GetValueOrDefault(step.Step);
        var (verdict, reason) = PickReasons.Of(round.Ranked, round.Steps, step, place, confirmed, refused);
        return new QueueLine(
            place + 1, candidate, lights, verdict, confirmed?.Closed.Value ?? 0m, confirmed?.RealisedPnl.Value ?? 0m, reason);
    }
}
