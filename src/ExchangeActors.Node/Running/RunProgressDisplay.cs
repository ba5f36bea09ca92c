using System.Diagnostics;
using System.Globalization;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Waterfall;
using ExchangeActors.Scenarios.Running;
using Spectre.Console;

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
        _terminal = !Console.IsErrorRedirected && AnsiConsole.Profile.Capabilities.Ansi;
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
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{value.At} {value.Phase} {value.Tick}/{value.Ticks}  {_runtime.Events:N0} events ({_runtime.Events / Math.Max(now.TotalSeconds, 0.001):N0}/s)  liquidations {_observer.Liquidations:N0}  fund {Shown.Whole(_observer.Fund)}  ADL {_observer.ForcedCloses:N0}");
        if (_terminal)
        {
            Console.Error.Write($"\r\u001b[2K{line[..Math.Min(line.Length, Math.Max(20, Console.WindowWidth - 1))]}");
        }
        else
        {
            Console.Error.WriteLine(line);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_terminal)
        {
            Console.Error.Write("\r\u001b[2K");
        }
    }
}
