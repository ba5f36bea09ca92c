using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Waterfall;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.Summaries;

/// <summary>How long a time without a forced close ends a wave in a journal: it follows the tick, which no header holds.</summary>
internal static class WaveGap
{
    private const int MarketsLookedAt = 20;
    private const int MarksLookedAt = 200;

    /// <summary>
    /// Milliseconds: that of <see cref="AdlWaves.GapOf"/>, the tick being the shortest time between two marks of a market, as far as they
    /// were looked at.
    /// </summary>
    public static long Of(ReviewedJournal journal)
    {
        var tick = journal.ReadStreams().Where(head => head.Stream.Kind == EntityKind.Market).Take(MarketsLookedAt)
            .SelectMany(head => Steps(journal.ReadStream(head.Stream).Where(row => row.Recorded.Event is MarkPriceUpdated)
                .Take(MarksLookedAt).Select(row => row.Recorded.At.UnixMs).ToList()))
            .DefaultIfEmpty(0L)
            .Min();
        return AdlWaves.GapOf(tick);
    }

    private static IEnumerable<long> Steps(List<long> times) =>
        times.Skip(1).Zip(times, (later, earlier) => later - earlier).Where(step => step > 0);
}
