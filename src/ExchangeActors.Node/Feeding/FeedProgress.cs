using System.Diagnostics;
using System.Globalization;
using ExchangeActors.Scenarios.Running;

namespace ExchangeActors.Node.Feeding;

/// <summary>Where a feed is, on standard error.</summary>
internal sealed class FeedProgress(FeedRuntime runtime) : IProgress<RunProgress>, IDisposable
{
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(5);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan? _last;

    /// <inheritdoc/>
    public void Report(RunProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var now = _watch.Elapsed;
        if (_last is { } last && now - last < (LiveLine.IsTerminal ? TerminalInterval : PlainInterval) && value.Tick != value.Ticks)
        {
            return;
        }

        _last = now;
        LiveLine.Show(
            $"{value.At} {value.Phase} {value.Tick}/{value.Ticks}",
            string.Create(CultureInfo.InvariantCulture, $"{runtime.Sent:N0} commands"),
            runtime.Replayed > 0 ? string.Create(CultureInfo.InvariantCulture, $"{runtime.Replayed:N0} known already") : string.Empty,
            string.Create(CultureInfo.InvariantCulture, $"the exchange is at event {runtime.Events:N0}"));
    }

    /// <inheritdoc/>
    public void Dispose() => LiveLine.Clear();
}
