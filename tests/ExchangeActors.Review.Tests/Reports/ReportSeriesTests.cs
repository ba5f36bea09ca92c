using CsCheck;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Review.Reports;

namespace ExchangeActors.Review.Tests.Reports;

/// <summary>Series of bounded size keep what matters of any number of values.</summary>
public sealed class ReportSeriesTests
{
    private const int Most = 16;

    private static readonly Gen<(long AtMs, int Value)[]> Values =
        Gen.Select(Gen.Long[1_700_000_000_000, 1_700_009_000_000], Gen.Int[-1_000, 1_000])
            .Array[1, 300].Select(values => values.OrderBy(value => value.Item1).ToArray());

    [Fact]
    public void First_lowest_highest_and_last_value_stay_whatever_is_joined() => Values.Sample(values =>
    {
        var series = new SampledSeries(Most);
        foreach (var (at, value) in values)
        {
            series.Add(new Moment(at), value);
        }

        var points = series.Points();
        Assert.InRange(points.Length, 1, 4 * Most);
        Assert.Equal(values[0].Value, points[0].Value);
        Assert.Equal(values[^1].Value, points[^1].Value);
        Assert.Equal(values.Min(value => value.Value), points.Min(point => point.Value));
        Assert.Equal(values.Max(value => value.Value), points.Max(point => point.Value));
        Assert.Equal(points.OrderBy(point => point.At), points);
        Assert.All(points, point => Assert.Contains(values, value => value.AtMs == point.At.UnixMs && value.Value == point.Value));
        Assert.Equal(values.Length, series.Count);
    });

    [Fact]
    public void Bars_add_up_to_all_that_was_added_and_are_never_too_many() => Values.Sample(values =>
    {
        var series = new ActivitySeries(Most);
        foreach (var (at, value) in values)
        {
            series.Liquidated(new Moment(at), value);
            series.Deleveraged(new Moment(at), 2 * value);
        }

        var activity = series.Result();
        Assert.InRange(activity.Bars.Length, 1, Most);
        Assert.True((activity.Bars[^1].Start.UnixMs - activity.Bars[0].Start.UnixMs) / activity.WidthMs < Most);
        Assert.Equal(values.Sum(value => value.Value), activity.Bars.Sum(bar => bar.Liquidated));
        Assert.Equal(2m * values.Sum(value => value.Value), activity.Bars.Sum(bar => bar.Deleveraged));
        Assert.Equal(values.Length, activity.Bars.Sum(bar => bar.Liquidations));
        Assert.All(activity.Bars, bar => Assert.Equal(0, bar.Start.UnixMs % activity.WidthMs));
        Assert.Equal(values[0].AtMs / activity.WidthMs * activity.WidthMs, activity.Bars[0].Start.UnixMs);
    });
}
