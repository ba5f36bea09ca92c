using System.Diagnostics;
using System.Globalization;

namespace ExchangeActors.Node.Reviewing;

/// <summary>A line on standard error every few seconds.</summary>
/// <param name="done">What has been done with the events.</param>
/// <param name="of">How many there are; null where that is not known.</param>
internal sealed class TransferProgress(string done, long? of) : IProgress<long>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _last;

    public void Report(long value)
    {
        if (_watch.Elapsed - _last < Interval)
        {
            return;
        }

        _last = _watch.Elapsed;
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done} {value:N0}{(of is { } all ? $" of {all:N0}" : string.Empty)} events"));
    }
}
