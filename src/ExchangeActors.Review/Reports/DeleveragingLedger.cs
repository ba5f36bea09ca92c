using System.Collections.Immutable;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Review.Picks;

namespace ExchangeActors.Review.Reports;

/// <summary>
/// Follows deleveragings from request to end and keeps the largest, each with the first places of its queues and everybody who was asked.
/// Its size is bounded whatever the journal's length.
/// </summary>
internal sealed class DeleveragingLedger
{
    private readonly Dictionary<DeleveragingId, Course> _underWay = [];
    private readonly Dictionary<(LiquidationId, int), DeleveragingRequested> _requests = [];
    private List<ReportedDeleveraging> _kept = [];

    /// <summary>Deleveragings seen.</summary>
    public long Count { get; private set; }

    /// <summary>Takes notice of an event.</summary>
    public void Observe(JournalRow row)
    {
        switch (row.Recorded.Event)
        {
            case DeleveragingRequested e:
                _requests[(e.Liquidation, e.Step)] = e;
                break;
            case DeleveragingOpened e:
                Count++;
                _requests.Remove((e.Liquidation, e.Step), out var request);
                _underWay[e.Id] = new Course(e, row.Recorded.At, request);
                break;
            case QueueRanked e:
                _underWay.GetValueOrDefault(e.Id)?.Ranked(row, e);
                break;
            case ForceClosesPlanned e:
                _underWay.GetValueOrDefault(e.Id)?.Rounds.LastOrDefault().Steps?.AddRange(e.Steps);
                break;
            case ForceCloseConfirmed e:
                _underWay.GetValueOrDefault(e.Step.Deleveraging)?.Confirmed.TryAdd(e.Step.Step, e);
                break;
            case ForceCloseRefused e:
                _underWay.GetValueOrDefault(e.Step.Deleveraging)?.Refused.TryAdd(e.Step.Step, e);
                break;
            case DeleveragingCompleted e when _underWay.Remove(e.Id, out var course):
                Keep(course.Result(e));
                break;
            default:
                break;
        }
    }

    /// <summary>The largest, by notional and then by id; those that are under way as far as they are.</summary>
    public ImmutableArray<ReportedDeleveraging> Largest()
    {
        foreach (var course in _underWay.Values)
        {
            Keep(course.Result(null));
        }

        _underWay.Clear();
        Cut();
        return [.. _kept];
    }

    private void Keep(ReportedDeleveraging deleveraging)
    {
        _kept.Add(deleveraging);
        if (_kept.Count > 2 * ReportLimits.Deleveragings)
        {
            Cut();
        }
    }

    private void Cut() => _kept =
    [
        .. _kept.OrderByDescending(kept => kept.Notional).ThenBy(kept => kept.Opened.Id.Market).ThenBy(kept => kept.Opened.Id.Number)
            .Take(ReportLimits.Deleveragings)
            .Select((kept, place) => place < ReportLimits.Queues ? kept : kept with { Rounds = [] }),
    ];

    private sealed class Course(DeleveragingOpened opened, Moment at, DeleveragingRequested? request)
    {
        public List<(JournalRow Row, QueueRanked Ranked, List<PlannedStep> Steps)> Rounds { get; } = [];

        public Dictionary<int, ForceCloseConfirmed> Confirmed { get; } = [];

        public Dictionary<int, ForceCloseRefused> Refused { get; } = [];

        public void Ranked(JournalRow row, QueueRanked ranked) => Rounds.Add((row, ranked, []));

        public ReportedDeleveraging Result(DeleveragingCompleted? completed) => new(
            opened,
            at,
            request,
            completed,
            Rounds.Sum(
                round => round.Steps.Sum(step => Confirmed.TryGetValue(step.Step, out var closed)
                    ? (round.Ranked.Price * closed.Closed).Value : 0m)),
            Confirmed.Count,
            Rounds.Count,
            [.. Rounds.Take(ReportLimits.RoundsEach).Select(round => Round(round.Row, round.Ranked, [.. round.Steps]))])
        {
            Winners = [.. Confirmed.OrderBy(step => step.Key).Select(step => step.Value.Account.Value).Distinct(StringComparer.Ordinal)],
        };

        private ReportedRound Round(JournalRow row, QueueRanked ranked, ImmutableArray<PlannedStep> steps)
        {
            var asked = steps.Select(step => step.Rank - 1).Distinct().Order().ToList();
            var shown = Enumerable.Range(0, Math.Min(ReportLimits.PlacesEach, ranked.Candidates.Length))
                .Concat(asked.Take(ReportLimits.AskedEach)).Distinct().Order();
            return new ReportedRound(
                row.Recorded.Id,
                row.Ordering,
                row.Recorded.At,
                ranked with { Queue = CandidateQueue.Whole([]) },
                ranked.Candidates.Length,
                asked.Count,
                steps.Count(step => Confirmed.ContainsKey(step.Step)),
                steps.Count(step => Refused.ContainsKey(step.Step)),
                asked.Count == 0 ? 0 : asked[^1] + 1,
                [.. shown.Select(rank => Place(ranked, steps, rank))]);
        }

        private ReportedPlace Place(QueueRanked ranked, ImmutableArray<PlannedStep> steps, int rank)
        {
            var step = steps.FirstOrDefault(step => step.Rank == rank + 1);
            var confirmed = step is null ? null : Confirmed.GetValueOrDefault(step.Step);
            var refused = step is null ? null : Refused.GetValueOrDefault(step.Step);
            var (verdict, reason) = PickReasons.Of(ranked, steps, step, rank, confirmed, refused);
            return new ReportedPlace(
                rank + 1,
                ranked.Candidates[rank],
                step?.Quantity.Value ?? 0m,
                verdict,
                confirmed?.Closed.Value ?? 0m,
                confirmed?.RealisedPnl.Value ?? 0m,
                refused?.Code,
                reason,
                PickReasons.TieBreak(ranked, rank));
        }
    }
}
