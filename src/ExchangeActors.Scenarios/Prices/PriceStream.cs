using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Prices;

/// <summary>Merges market data into one stream of price points and samples it at ticks.</summary>
public static class PriceStream
{
    /// <summary>
    /// Streams all sources as one, by time (at equal times in the order of the sources). Each observation gives a point with the newest
    /// index and last price of its market; until a market has an index, its last price stands in for it.
    /// </summary>
    /// <exception cref="InputException">A file is missing, truncated, or lacks a column.</exception>
    public static IEnumerable<PricePoint> Read(IReadOnlyList<PriceSource> sources, RejectLog rejects, FundingLog? funding = null) =>
        Combine(Merge([.. sources.Select(source => PriceRows.Read(source, rejects, funding))]),
        sources.Count > 0 ? sources[0].Settings.IndexToLast : decimal.MaxValue);

    /// <summary>
    /// The newest point of every market at <c>start</c> and at each of the ticks after it. Later points are read (and so checked) too.
    /// </summary>
    /// <exception cref="InputException">A market has no price at or before the start.</exception>
    public static ImmutableArray<PriceTick> Sample(
        IEnumerable<PricePoint> points, ImmutableArray<MarketId> markets, Moment start, int tickMs, int ticks, Func<MarketId,
            InputProblem> missing)
    {
        var place = markets.Select((market, i) => (market, i)).ToDictionary(pair => pair.market, pair => pair.i);
        var newest = new PricePoint?[markets.Length];
        var sampled = ImmutableArray.CreateBuilder<PriceTick>(ticks + 1);

        foreach (var point in points)
        {
            while (sampled.Count <= ticks && point.At > start.PlusMs((long)sampled.Count * tickMs))
            {
                Take();
            }

            if (place.TryGetValue(point.Market, out var i))
            {
                newest[i] = point;
            }
        }

        while (sampled.Count <= ticks)
        {
            Take();
        }

        return sampled.ToImmutable();

        void Take()
        {
            var lacking = markets.Where((_, i) => newest[i] is null).Select(missing).ToImmutableArray();
            if (!lacking.IsEmpty)
            {
                throw new InputException(lacking);
            }

            sampled.Add(new PriceTick(sampled.Count, start.PlusMs((long)sampled.Count * tickMs), [.. newest!]));
        }
    }

    /// <summary>Gives each observation the newest index and last price of its market.</summary>
    /// <param name="observations">By time.</param>
    /// <param name="indexToLast">The most that the two may differ by, the greater over the smaller.</param>
    /// <exception cref="InputException">They differ by more.</exception>
    internal static IEnumerable<PricePoint> Combine(IEnumerable<PriceObservation> observations, decimal indexToLast)
    {
        var newest = new Dictionary<MarketId, (ObservedPrice? Index, ObservedPrice? Last)>();
        foreach (var observation in observations)
        {
            var (index, last) = newest.GetValueOrDefault(observation.Market);
            index = observation.Index is { } newIndex ? new ObservedPrice(new Price(newIndex), observation.At) : index;
            last = observation.Last is { } newLast ? new ObservedPrice(new Price(newLast), observation.At) : last;
            if (index?.Price.Value is { } known && last?.Price.Value is { } traded
                && Math.Max(known, traded) / indexToLast > Math.Min(known, traded))
            {
                throw new InputException(new InputProblem(
                    observation.File ?? string.Empty,
                    observation.Line,
                    string.Empty,
                    $"market \"{observation.Market}\" has the index {Canonical.Text(known)} and the last price {Canonical.Text(traded)} "
                        + $"here, "
                        + $"{Times(known, traded)} times apart",
                    "give the mapping of one of them a \"factor\" (1000 for 1000PEPE on a market of PEPE), "
                        + $"or raise prices.indexToLast ({Canonical.Text(indexToLast)})"));
            }

            newest[observation.Market] = (index, last);
            var (price, seen) = index ?? last!.Value;
            yield return new PricePoint(observation.At, observation.Market, price, last?.Price, seen, last?.At);
        }
    }

    private static string Times(decimal a, decimal b)
    {
        var (greater, smaller) = (Math.Max(a, b), Math.Min(a, b));
        return smaller < 1m && greater > decimal.MaxValue * smaller ? "countless" : Canonical.Text(Math.Round(greater / smaller, 1));
    }

    private static IEnumerable<PriceObservation> Merge(List<IEnumerable<PriceObservation>> streams)
    {
        var readers = streams.Select(stream => stream.GetEnumerator()).ToList();
        try
        {
            var queue = new PriorityQueue<int, (long At, int Source)>();
            for (var i = 0; i < readers.Count; i++)
            {
                Enqueue(i);
            }

            while (queue.TryDequeue(out var i, out _))
            {
                yield return readers[i].Current;
                Enqueue(i);
            }

            void Enqueue(int i)
            {
                if (readers[i].MoveNext())
                {
                    queue.Enqueue(i, (readers[i].Current.At.UnixMs, i));
                }
            }
        }
        finally
        {
            readers.ForEach(reader => reader.Dispose());
        }
    }
}
