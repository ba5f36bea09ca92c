using System.Globalization;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Prices;

/// <summary>Times within a run for which a market's data says nothing, while the price before stands.</summary>
/// <param name="staleAfterSeconds">Shorter ones are none.</param>
/// <param name="start">Start of the run.</param>
/// <param name="end">Its end.</param>
internal sealed class PriceGaps(decimal staleAfterSeconds, Moment start, Moment end)
{
    private const int MostListed = 20;

    private readonly SortedDictionary<MarketId, Moment> _newest = [];
    private readonly List<string> _listed = [];
    private long _count;

    /// <summary>Passes points on and notes the gaps between them.</summary>
    public IEnumerable<PricePoint> Watch(IEnumerable<PricePoint> points)
    {
        foreach (var point in points)
        {
            Seen(point.Market, point.At);
            yield return point;
        }
    }

    /// <summary>After the last point: says what was found.</summary>
    public void Report(RejectLog log)
    {
        foreach (var market in _newest.Keys.ToList())
        {
            Seen(market, end);
        }

        foreach (var gap in _listed)
        {
            log.Warn("prices", gap);
        }

        if (_count > _listed.Count)
        {
            log.Warn("prices", string.Create(CultureInfo.InvariantCulture, $"{_count - _listed.Count} more such gaps"));
        }
    }

    private void Seen(MarketId market, Moment at)
    {
        if (_newest.TryGetValue(market, out var before))
        {
            var (from, to) = (before < start ? start : before, at > end ? end : at);
            if (to > from && to.SecondsSince(before) > staleAfterSeconds)
            {
                _count++;
                if (_listed.Count < MostListed)
                {
                    _listed.Add(string.Create(
                        CultureInfo.InvariantCulture,
                            $"market \"{market}\" has no row from {before} to {to}, {to.SecondsSince(before):0.###} s; the price before "
                                + $"stands"));
                }
            }
        }

        _newest[market] = at;
    }
}
