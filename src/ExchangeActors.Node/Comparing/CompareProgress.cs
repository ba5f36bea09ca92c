using System.Diagnostics;
using System.Globalization;
using ExchangeActors.Scenarios.Comparing;

namespace ExchangeActors.Node.Comparing;

/// <summary>How many runs of a comparison are done, on standard error: a line for each, and one that renews itself, so that nobody waits in
/// silence.</summary>
internal sealed class CompareProgress : IProgress<ComparisonProgress>, IDisposable
{
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(10);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly int _of;
    private readonly Timer _timer;
    private volatile int _done;

    public CompareProgress(int of)
    {
        _of = of;
        var interval = LiveLine.IsTerminal ? TerminalInterval : PlainInterval;
        _timer = new Timer(_ => Show(), null, interval, interval);
    }

    /// <inheritdoc/>
    public void Report(ComparisonProgress value)
    {
        _done = Math.Max(_done, value.Done);
        LiveLine.Say(string.Create(
            CultureInfo.InvariantCulture, $"{value.Done}/{value.Of} {value.Venue}: {value.Events:N0} events, "
                + $"{value.ElapsedMs / 1000.0:N1} s"));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        using var ended = new ManualResetEvent(false);
        if (_timer.Dispose(ended))
        {
            ended.WaitOne();
        }

        LiveLine.Clear();
    }

    private void Show()
    {
        var (done, elapsed) = (_done, _watch.Elapsed);
        var left = done == 0 || done >= _of ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $"about {(elapsed * ((double)(_of - done) / done)).TotalSeconds:N0} s left");
        LiveLine.Show(string.Create(CultureInfo.InvariantCulture, $"comparing: {done}/{_of} runs, {elapsed.TotalSeconds:N0} s"), left);
    }
}
