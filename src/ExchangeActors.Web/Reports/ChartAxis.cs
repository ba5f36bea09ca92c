using System.Globalization;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Review.Reports;
using ExchangeActors.Review.Wording;

namespace ExchangeActors.Web.Reports;

/// <summary>Time from left to right, 0 to <see cref="Width"/>.</summary>
public sealed record TimeAxis(Moment From, Moment To)
{
    /// <summary>Units of a chart's width.</summary>
    public const double Width = 1000;

    private const int Labels = 8;

    /// <summary>Its length; never 0.</summary>
    public long SpanMs { get; } = Math.Max(1_000, To.UnixMs - From.UnixMs);

    /// <summary>Where a moment is.</summary>
    public double X(Moment at) => Math.Clamp((double)(at.UnixMs - From.UnixMs) / SpanMs, 0, 1) * Width;

    /// <summary>Round moments to label.</summary>
    public IEnumerable<(double X, string Label)> Ticks()
    {
        var step = TimeSteps.For(SpanMs, Labels);
        for (var at = ((From.UnixMs + step - 1) / step) * step; at <= From.UnixMs + SpanMs; at += step)
        {
            var moment = new Moment(at);
            yield return (X(moment), step >= TimeSteps.At(8) ? FigureText.Date(moment)[5..] : step >= 60_000 ? moment.ToString()[11..16]
                : moment.ToString()[11..19]);
        }
    }
}

/// <summary>Values from bottom to top, with round steps.</summary>
public sealed class ValueAxis
{
    private readonly double _low;
    private readonly double _high;
    private readonly double _step;

    /// <summary>An axis on which these values fit.</summary>
    /// <param name="values">The values.</param>
    /// <param name="fromZero">Whether 0 is on it in any case.</param>
    /// <param name="height">Units of the chart's height.</param>
    /// <param name="steps">About so many steps.</param>
    public ValueAxis(IEnumerable<decimal> values, bool fromZero, double height, int steps)
    {
        Height = height;
        var all = values.Select(value => (double)value).ToList();
        var low = all.Count == 0 ? 0 : all.Min();
        var high = all.Count == 0 ? 1 : all.Max();
        if (fromZero)
        {
            (low, high) = (Math.Min(low, 0), Math.Max(high, 0));
        }

        if (high - low < 1e-12 * Math.Max(1e-9, Math.Abs(high)))
        {
            (low, high) = fromZero || high == 0 ? (low, low + 1) : (low - (Math.Abs(low) * 0.01), high + (Math.Abs(high) * 0.01));
        }

        _step = Round((high - low) / steps);
        _low = Math.Floor((low / _step) + 1e-9) * _step;
        _high = Math.Ceiling((high / _step) - 1e-9) * _step;
    }

    /// <summary>Units of the chart's height.</summary>
    public double Height { get; }

    /// <summary>Where a value is, from the top.</summary>
    public double Y(decimal value) => Height - (((double)value - _low) / (_high - _low) * Height);

    /// <summary>Round values to label.</summary>
    public IEnumerable<(double Y, string Label)> Ticks()
    {
        var count = (int)Math.Round((_high - _low) / _step);
        for (var i = 0; i <= count; i++)
        {
            var value = (decimal)(_low + (i * _step));
            yield return (Y(value), Label(value));
        }
    }

    private static double Round(double step)
    {
        var magnitude = Math.Pow(10, Math.Floor(Math.Log10(step)));
        var lead = step / magnitude;
        return magnitude * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 2.5 ? 2.5 : lead <= 5 ? 5 : 10);
    }

    private string Label(decimal value)
    {
        if (value == 0m)
        {
            return "0";
        }

        var (unit, name) = Math.Max(Math.Abs(_low), Math.Abs(_high)) switch
        {
            >= 1e12 => (1e12, " T"),
            >= 1e9 => (1e9, " B"),
            >= 1e6 => (1e6, " M"),
            _ => (1d, string.Empty),
        };
        var step = _step / unit;
        var decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(step) + (Math.Abs((step / Math.Pow(10,
            Math.Floor(Math.Log10(step)))) - 2.5) < 1e-6 ? 1 : 0) - 1e-9), 0, 28);
        return (value / (decimal)unit).ToString("N" + decimals.ToString(CultureInfo.InvariantCulture),
            CultureInfo.InvariantCulture).Replace('-', '−') + name;
    }
}
