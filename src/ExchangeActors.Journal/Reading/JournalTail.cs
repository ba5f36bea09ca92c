using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.PostgreSql;

namespace ExchangeActors.Journal.Reading;

/// <summary>
/// Follows a journal in a PostgreSQL database (15 or newer) that several processes write: every event once, verified against its stream's
/// history, and none ever before one that was given.
/// <para>
/// Places alone do not do: they are drawn inside transactions, and a transaction that commits late has earlier ones. So the order is that
/// of (transaction id, place), and only events of transactions below the snapshot horizon are given, <c>writer &lt;
/// pg_snapshot_xmin(pg_current_snapshot())</c>: below it every transaction has ended, and nothing is added there any more. The order is
/// causal: a transaction gets its id when it writes, so one that began after another was committed has a greater one; an effect is written
/// after its cause was committed, and so are a stream's events one after another; where one transaction holds both, places are in their
/// order. It is the same whenever it is read. It need not be that of <see cref="JournalReader"/>, which goes by places; both are causal.
/// </para>
/// <para>
/// A transaction that stays open holds back what came after it, in whatever database of the server it is; nothing is lost by it.
/// Transaction ids are a server's: a journal that a dump brought to another server is marked anew by the first process that goes on
/// with it.
/// </para>
/// </summary>
public sealed class JournalTail : IDisposable
{
    private readonly DatabaseTail _source;
    private readonly RowCheck _check;
    private readonly QueueLinks _links;
    private readonly Dictionary<string, HashChain> _chains = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _before;

    private ulong _writer;
    private ulong _lastWriter;
    private long _ordering;

    private JournalTail(DatabaseTail source, string place, JournalPosition? from)
    {
        _source = source;
        _check = new RowCheck(place, () => null);
        _links = new QueueLinks(id => source.Event(id) is { } row ? QueueLinks.WholeIn(_check.Decode(row).Event) : null);
        Place = place;
        foreach (var head in from?.Heads ?? [])
        {
            _chains[head.Stream.ToString()] = head;
        }

        _before = _chains.ToDictionary(chain => chain.Key, chain => chain.Value.Sequence, StringComparer.Ordinal);

        // Events of that very transaction may be before and behind.
        _writer = from?.Horizon is > 0 and var horizon && (from.Writer == 0 || source.WriterAt(from.Place) == from.Writer)
            ? horizon - 1
            : 0;
        _ordering = long.MaxValue;
        (Last, _lastWriter) = (from?.Place ?? 0, from?.Writer ?? 0);
        Header = source.ReadHeader();
    }

    /// <summary>A connection string without anything secret.</summary>
    public string Place { get; }

    /// <summary>Whose journal it is.</summary>
    public JournalHeader Header { get; }

    /// <summary>The place of the event that was given last; at first that of the position.</summary>
    public long Last { get; private set; }

    /// <summary>Where it is: another one that is opened there goes on with the next event. As many heads as there are streams.</summary>
    public JournalPosition Position => new(Last, [.. _chains.Values])
    {
        Horizon = _ordering == long.MaxValue ? _writer + 1 : _writer,
        Writer = _lastWriter,
    };

    /// <summary>Opens a journal.</summary>
    /// <param name="place">A PostgreSQL database: see <see cref="JournalPlace"/>.</param>
    /// <param name="from">The events that its heads cover are not given. Null: from the first event on.</param>
    /// <exception cref="JournalException">Foreign (also a file, which has one writer and is read by <see cref="JournalReader"/>), Missing,
    /// WrongVersion, or Failed when the server does not answer.</exception>
    public static JournalTail Open(string place, JournalPosition? from = null)
    {
        if (!JournalPlace.IsDatabase(place))
        {
            throw new JournalException(JournalFault.Foreign, "a journal in a file is not followed", place,
                "name a PostgreSQL database, like Host=localhost;Database=exchange");
        }

        var settings = JournalPlace.Parse(place);
        var source = new DatabaseTail(settings, JournalPlace.Shown(settings));
        try
        {
            return new JournalTail(source, JournalPlace.Shown(settings), from);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>
    /// False while there are events that are stored, but not yet given: because nobody asked, or because an older transaction
    /// is still under way, which holds them back.
    /// </summary>
    /// <exception cref="JournalException">Failed: the server does not answer.</exception>
    public bool IsAtEnd() => !_source.HasMore(_writer, _ordering);

    /// <summary>
    /// The events that came since the last call and are final, in order; none when there are none yet. Of a transaction all are given
    /// together, so that no decision is ever given by half.
    /// </summary>
    /// <param name="most">About so many at most, 1 or more: more where one transaction has more.</param>
    /// <exception cref="JournalException">
    /// Failed: the server does not answer; Corrupt: the history was damaged, at the event that would be given next. Nothing is lost by it:
    /// the next call goes on where this one was to.
    /// </exception>
    public IReadOnlyList<JournalRow> Next(int most = 10_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        var given = new List<JournalRow>();
        for (var count = most; given.Count == 0;)
        {
            var stored = _source.Behind(_writer, _ordering, count);
            var isAll = stored.Count < count;
            var whole = isAll ? stored : [.. stored.TakeWhile(row => row.Writer != stored[^1].Writer)];
            foreach (var (row, writer) in whole)
            {
                if (_before.GetValueOrDefault(row.Stream) < row.Sequence)
                {
                    try
                    {
                        given.Add(_check.Verify(_check.Linked(_check.Decode(row), _links), _chains));
                    }
                    catch (JournalException) when (given.Count > 0)
                    {
                        // What is before it comes first; the next call comes upon it again.
                        return given;
                    }

                    (Last, _lastWriter) = (row.Ordering, writer);
                }

                (_writer, _ordering) = (writer, row.Ordering);
            }

            if (isAll)
            {
                break;
            }

            count = whole.Count == 0 ? count + count : most;
        }

        return given;
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
