using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Prices;

namespace ExchangeActors.Scenarios.Stress;

/// <summary>The moves of several markets over every span of a price file.</summary>
internal sealed class PriceSpans
{
    private const int MostTimes = 2_000_000;
    private readonly double[][] _moves; // by span, then market: fractions

    private PriceSpans(double[][] moves) => _moves = moves;

    /// <summary>How many there are.</summary>
    public int Count => _moves.Length;

    /// <summary>A market's move over a span, a fraction of its price at the beginning.</summary>
    public double this[int span, int market] => _moves[span][market];

    /// <summary>For each market the spans of its greatest fall and rise.</summary>
    public IEnumerable<int> Extremes() => Enumerable.Range(0, _moves[0].Length)
        .SelectMany(market => new[]
        {
            Enumerable.Range(0, Count).MinBy(span => _moves[span][market]), Enumerable.Range(0, Count).MaxBy(span => _moves[span][market]),
        })
        .Distinct();

    /// <summary>Reads a table; a market's price is its index, or its last where it has none.</summary>
    /// <param name="source">The file.</param>
    /// <param name="markets">What is wanted of it.</param>
    /// <param name="spanMs">The span.</param>
    /// <param name="wrong">Makes the refusal, of what and the remedy.</param>
    /// <exception cref="InputException">The file is missing or has a bad row, lacks a market, or is shorter than a span.</exception>
    public static PriceSpans Read(
        PriceSource source, IReadOnlyList<MarketId> markets, long spanMs, Func<string, string, InputException> wrong)
    {
        var (rejects, file) = (new RejectLog(1), source.Shown);
        var place = markets.Select((market, i) => (market, i)).ToDictionary(pair => pair.market, pair => pair.i);
        var newest = new double[markets.Count];
        var others = new SortedSet<MarketId>();
        var times = new List<(long At, double[] Prices)>();
        foreach (var point in PriceStream.Read([source], rejects))
        {
            if (!place.TryGetValue(point.Market, out var market))
            {
                others.Add(point.Market);
                continue;
            }

            newest[market] = (double)point.Index.Value;
            if (times.Count > 0 && times[^1].At == point.At.UnixMs)
            {
                times[^1].Prices[market] = newest[market];
            }
            else if (times.Count == MostTimes)
            {
                throw wrong($"{file} has more than {MostTimes} times", "cut out what is to be drawn from, or take fewer rows a second");
            }
            else
            {
                times.Add((point.At.UnixMs, [.. newest]));
            }
        }

        if (rejects.Count > 0)
        {
            throw wrong($"{rejects.Kept[0]}", "correct the row, or take it out");
        }

        var missing = markets.Where((_, i) => newest[i] == 0.0).ToList();
        if (missing.Count > 0)
        {
            throw wrong(
                $"{file} has no price of {string.Join(", ", missing.Select(market => $"\"{market}\""))}",
                others.Count == 0
                    ? "name a file that has every market of the scenario"
                    : $"it has also: {string.Join(", ", others.Take(20))}");
        }

        var moves = Moves(times, spanMs);
        return moves.Count > 0 ? new PriceSpans([.. moves]) : throw wrong(
            $"{file} has no span of {spanMs / 1000m:0.###} seconds in which every market has a price",
            "take a shorter span or a longer file");
    }

    private static List<double[]> Moves(List<(long At, double[] Prices)> times, long spanMs)
    {
        var moves = new List<double[]>();
        var end = 0;
        foreach (var (at, from) in times)
        {
            if (at + spanMs > times[^1].At)
            {
                break;
            }

            while (end + 1 < times.Count && times[end + 1].At <= at + spanMs)
            {
                end++;
            }

            if (Array.TrueForAll(from, price => price > 0.0))
            {
                moves.Add([.. from.Zip(times[end].Prices, (before, after) => (after / before) - 1.0)]);
            }
        }

        return moves;
    }
}
