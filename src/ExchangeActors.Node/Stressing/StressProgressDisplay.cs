using System.Globalization;
using ExchangeActors.Scenarios.Stress;

namespace ExchangeActors.Node.Stressing;

/// <summary>
/// Where a study is and how long it will take, on standard error: one line that renews itself on a terminal, a plain line every few
/// seconds otherwise.
/// </summary>
/// <param name="prefix">Before every line.</param>
internal sealed class StressProgressDisplay(string prefix = "") : IProgress<StressProgress>, IDisposable
{
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(5);
    private readonly bool _terminal = LiveLine.IsTerminal;
    private TimeSpan _last = TimeSpan.MinValue;

    /// <inheritdoc/>
    public void Report(StressProgress value)
    {
        if (_last != TimeSpan.MinValue
            && value.Elapsed - _last < (_terminal ? TerminalInterval : PlainInterval)
            && (value.Done != value.Of || prefix.Length > 0))
        {
            return;
        }

        _last = value.Elapsed;
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{prefix}{value.Done:N0}/{value.Of:N0} runs ({value.Here / Math.Max(value.Elapsed.TotalSeconds, 0.001):N1}/s)  "
            + $"{Text(value.Left)} left");
        LiveLine.Show(line);
    }

    /// <summary>Leaves the line.</summary>
    public void Dispose() => LiveLine.Clear();

    private static string Text(TimeSpan? left) => left is not { } known ? "?"
        : known.TotalHours >= 1.0 ? string.Create(CultureInfo.InvariantCulture, $"{(int)known.TotalHours} h {known.Minutes:00} min")
        : known.TotalMinutes >= 1.0 ? string.Create(CultureInfo.InvariantCulture, $"{known.Minutes} min {known.Seconds:00} s")
        : string.Create(CultureInfo.InvariantCulture, $"{known.Seconds} s");
}
