using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Prices;

/// <summary>
/// Puts the rows of a file into the order of their times: a row that is far ahead of those around it is not used, the others are sorted
/// within a window. What is held is limited by
/// the window and by <see cref="PriceSettings.SortRows"/>.
/// </summary>
internal sealed class RowOrder(PriceSource source, RejectLog rejects)
{
    /// <summary>How many rows behind one are looked at when it is far ahead of those before it: so many of the future in a row, less
    /// than half of it, are found.</summary>
    public const int Neighbours = 32;

    private readonly int _window = source.Settings.WindowOf(source.Format);
    private readonly int _ahead = source.Settings.AheadOf(source.Format);
    private readonly PriorityQueue<PriceRow, (long At, long Number)> _held = new();
    private Moment? _newest;
    private long _number;

    /// <summary>The rows in order; equal times stay as they are in the file. Times that are out of order all the same are found by who
    /// uses them.</summary>
    public IEnumerable<PriceRow> Of(IEnumerable<PriceRow> rows)
    {
        var next = new Queue<PriceRow>(Neighbours + 1);
        using var reader = rows.GetEnumerator();
        while (true)
        {
            while (next.Count <= Neighbours && reader.MoveNext())
            {
                next.Enqueue(reader.Current);
            }

            if (!next.TryDequeue(out var row))
            {
                break;
            }

            if (IsAhead(row, next))
            {
                var before = _newest is { } newest ? newest.ToString() : "none";
                rejects.Add(
                    source.Shown,
                    row.Line,
                    $"time {row.At} is further ahead of the rows around it than prices.aheadMs ({_ahead}): "
                        + $"the newest before it has {before}, the next {next.Peek().At}");
                continue;
            }

            _newest = _newest is { } known && known > row.At ? known : row.At;
            _held.Enqueue(row, (row.At.UnixMs, _number++));
            var ripe = _newest.Value.UnixMs - _window;
            while (_held.TryPeek(out _, out var first) && (first.At <= ripe || _held.Count > source.Settings.SortRows))
            {
                yield return _held.Dequeue();
            }
        }

        while (_held.TryDequeue(out var row, out _))
        {
            yield return row;
        }
    }

    /// <summary>
    /// True when a row is ahead of the newest before it, and most of those behind it are not where it is but where those before it are.
    /// Where a gap in the data ends, the rows behind
    /// are where it is. Of two rows that contradict each other at the beginning of a file neither is known to be right: it takes two more.
    /// </summary>
    private bool IsAhead(in PriceRow row, Queue<PriceRow> next)
    {
        if (_newest is { } newest && row.At <= newest.PlusMs(_ahead))
        {
            return false;
        }

        var (before, with) = (0, 0);
        foreach (var other in next)
        {
            if (other.At >= row.At.PlusMs(-_ahead))
            {
                with++;
            }
            else if (_newest is not { } known || other.At >= known.PlusMs(-_window))
            {
                before++;
            }
        }

        return before > with && before >= (_newest is null ? 2 : 1);
    }
}
