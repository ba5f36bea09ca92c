using System.Diagnostics;
using System.Globalization;

namespace ExchangeActors.Node.Reviewing;

/// <summary>
/// How far a long reading is, on standard error: one line that renews itself on a terminal, a plain line every few seconds otherwise, and
/// nothing about short ones.
/// </summary>
internal sealed class ReviewProgress(string what, long? total) : IProgress<long>, IDisposable
{
    private static readonly TimeSpan QuietOnTerminal = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(5);

    private readonly bool _terminal = LiveLine.IsTerminal;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _last = TimeSpan.Zero;
    private bool _shown;

    /// <inheritdoc/>
    public void Report(long value)
    {
        var now = _watch.Elapsed;
        if (now < (_terminal ? QuietOnTerminal : PlainInterval) || now - _last < (_terminal ? TerminalInterval : PlainInterval))
        {
            return;
        }

        _last = now;
        _shown = true;
        var line = string.Create(CultureInfo.InvariantCulture,
            $"{what}: {value:N0}{(total is { } all ? $" of {all:N0}" : string.Empty)} events ({value / now.TotalSeconds:N0}/s)");
        LiveLine.Show(line);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_shown)
        {
            LiveLine.Clear();
        }
    }
}
