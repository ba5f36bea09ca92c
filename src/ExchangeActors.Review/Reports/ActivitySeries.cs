using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Review.Reports;

/// <summary>What began or was closed in a piece of time.</summary>
/// <param name="Start">Its beginning.</param>
/// <param name="Liquidations">Positions whose liquidation began.</param>
/// <param name="Liquidated">Their notional at the marks at which margin broke, quote.</param>
/// <param name="ForcedCloses">Forced closes.</param>
/// <param name="Deleveraged">Their notional at the ADL prices, quote.</param>
public sealed record ActivityBar(Moment Start, long Liquidations, decimal Liquidated, long ForcedCloses, decimal Deleveraged);

/// <summary>Liquidations and forced closes over time.</summary>
/// <param name="WidthMs">Length of a piece of time, milliseconds.</param>
/// <param name="Bars">In order; pieces in which nothing happened are left out.</param>
public sealed record Activity(long WidthMs, ImmutableArray<ActivityBar> Bars);

/// <summary>
/// Adds liquidations and forced closes up by pieces of time that grow (1 s, 5 s, 15 s, 1 min …) so that there are never too many.
/// </summary>
/// <param name="most">Pieces at most, from the first that is not empty to the last.</param>
public sealed class ActivitySeries(int most = ReportLimits.Bars)
{
    private readonly SortedDictionary<long, ActivityBar> _bars = [];
    private int _step;

    /// <summary>A position whose liquidation began.</summary>
    public void Liquidated(Moment at, decimal notional) => Add(new ActivityBar(at, 1, notional, 0, 0m));

    /// <summary>A forced close.</summary>
    public void Deleveraged(Moment at, decimal notional) => Add(new ActivityBar(at, 0, 0m, 1, notional));

    /// <summary>The sums.</summary>
    public Activity Result() =>
        new(TimeSteps.At(_step), [.. _bars.Select(bar => bar.Value with { Start = new Moment(bar.Key * TimeSteps.At(_step)) })]);

    private void Add(ActivityBar bar)
    {
        Put(bar);
        while (_bars.Count > 1 && _bars.Keys.Last() - _bars.Keys.First() >= most)
        {
            _step++;
            var bars = _bars.Values.ToList();
            _bars.Clear();
            bars.ForEach(Put);
        }
    }

    private void Put(ActivityBar bar)
    {
        var place = (long)Math.Floor((double)bar.Start.UnixMs / TimeSteps.At(_step));
        _bars[place] = _bars.TryGetValue(place, out var sum)
            ? new ActivityBar(
                sum.Start, sum.Liquidations + bar.Liquidations, sum.Liquidated + bar.Liquidated, sum.ForcedCloses + bar.ForcedCloses,
                    sum.Deleveraged + bar.Deleveraged)
            : bar;
    }
}
