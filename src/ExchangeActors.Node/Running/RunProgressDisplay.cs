using System.Diagnostics;
using System.Globalization;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Waterfall;
using ExchangeActors.Scenarios.Running;

namespace ExchangeActors.Node.Running;

/// <summary>
/// Where a run is, on standard error: one line that renews itself on a terminal, a plain line every few seconds otherwise.
/// </summary>
public sealed class RunProgressDisplay : IProgress<RunProgress>, IDisposable
{
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(5);

    private readonly WaterfallObserver _observer;
    private readonly IExchangeRuntime _runtime;
    private readonly bool _terminal;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _last = TimeSpan.MinValue;

    private RunProgressDisplay(WaterfallObserver observer, IExchangeRuntime runtime)
    {
        _observer = observer;
        _runtime = runtime;
        _terminal = LiveLine.IsTerminal;
    }

    /// <summary>Begins to show.</summary>
    public static RunProgressDisplay Start(WaterfallObserver observer, IExchangeRuntime runtime) => new(observer, runtime);

    /// <inheritdoc/>
    public void Report(RunProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var now = _watch.Elapsed;
        if (_last != TimeSpan.MinValue && now - _last < (_terminal ? TerminalInterval : PlainInterval) && value.Tick != value.Ticks)
        {
            return;
        }

        _last = now;
        var invariant = CultureInfo.InvariantCulture;
        LiveLine.Show(
            $"{value.At} {value.Phase} {value.Tick}/{value.Ticks}",
            $"fund {Shown.Whole(_observer.Fund)}",
            string.Create(invariant, $"ADL {_observer.ForcedCloses:N0}"),
            Left(value, now),
            string.Create(invariant, $"liquidations {_observer.Liquidations:N0}"),
            string.Create(invariant, $"{_runtime.Events:N0} events ({_runtime.Events / Math.Max(now.TotalSeconds, 0.001):N0}/s)"));
    }

    /// <summary>How long the rest takes if a tick takes as long as those before; nothing before a few are over.</summary>
    private static string Left(RunProgress value, TimeSpan elapsed)
    {
        const int Few = 5;
        if (value.Tick < Few || value.Tick >= value.Ticks)
        {
            return string.Empty;
        }

        var left = elapsed * ((double)(value.Ticks - value.Tick) / value.Tick);
        return string.Create(CultureInfo.InvariantCulture, $"{(int)left.TotalMinutes}:{left.Seconds:00} left");
    }

    /// <inheritdoc/>
    public void Dispose() => LiveLine.Clear();
}
