using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Prices;

/// <summary>Collects the funding that market data tells: per market and time the newest rate that was known by then.</summary>
/// <param name="start">The run's opening.</param>
/// <param name="durationSeconds">Its length: funding outside of it is passed over.</param>
public sealed class FundingLog(Moment start, int durationSeconds)
{
    /// <summary>The most times of funding that a run may have, over all markets.</summary>
    public const int Most = 100_000;

    private readonly SortedDictionary<(Moment Due, string Market), (Moment Known, decimal Rate)> _rates = [];

    /// <summary>The rates, by time and market.</summary>
    public ImmutableArray<TimedFunding> Rates =>
        [.. _rates.Select(
            pair => new TimedFunding((pair.Key.Due.UnixMs - start.UnixMs) / 1000m, new MarketId(pair.Key.Market), pair.Value.Rate))];

    /// <summary>Notes a rate that was known at a moment and is due at another; one that was only known afterwards is none.</summary>
    /// <exception cref="InputException">There are more than <see cref="Most"/>.</exception>
    internal void Add(MarketId market, Moment due, Moment known, decimal rate, PriceSource source, long line)
    {
        if (known > due || due < start || due > start.PlusMs(durationSeconds * 1000L))
        {
            return;
        }

        var key = (due, market.Value);
        if (!_rates.TryGetValue(key, out var before) || before.Known <= known)
        {
            _rates[key] = (known, rate);
        }

        if (_rates.Count > Most)
        {
            throw new InputException(new InputProblem(
                source.Shown,
                line,
                string.Empty,
                $"gives the run more than {Most} times of funding, the most that one may have",
                "check the times, or shorten the run"));
        }
    }
}
