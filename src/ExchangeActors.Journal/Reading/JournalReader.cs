using System.Collections.Immutable;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.PostgreSql;
using ExchangeActors.Journal.Sqlite;

namespace ExchangeActors.Journal.Reading;

/// <summary>
/// Reads a journal, in a SQLite file or a PostgreSQL database, without actors and without locking it; a run may go on meanwhile. Every
/// event is verified: no gap, the stream that the row says, the hash chain. What is wrong is thrown with its position.
/// <para>
/// What is seen of a live journal: in SQLite every enumeration sees the events that were there when it began; in PostgreSQL everything is
/// of one moment, that of opening (one transaction, REPEATABLE READ, read-only), so that an event which is committed later, but under an
/// earlier place, does not appear in between. <see cref="OpenAgain"/> gives a reader of the same moment.
/// </para>
/// <para>
/// In which order: SQLite's one writer gives places in the order of causes. So do the several of PostgreSQL, since each stores an event
/// before it sends what follows from it; what reads all events makes a guarantee of that, and an event of which the stream's event before
/// it, or the cause, is not there at all is damage.
/// </para>
/// <para>
/// What is a loss: in SQLite places have no gaps, and the file knows how many were given, so that also a cut end is found. In PostgreSQL
/// places are drawn from a sequence, and an insert that was rolled back leaves a gap that is no loss; there the history is complete when
/// every stream is, from its first event on and along its hash chain. That the end of a stream was cut off shows only against a
/// <see cref="Checkpoint"/>.
/// </para>
/// </summary>
public sealed class JournalReader : IDisposable
{
    private const int HeadsPerLook = 1_000;

    private readonly IJournalSource _source;
    private readonly Lazy<JournalBase?> _base;
    private readonly RowCheck _check;

    private JournalReader(IJournalSource source, JournalHeader header)
    {
        _source = source;
        _check = new RowCheck(source.Place, () => source.Doubt);
        _base = new Lazy<JournalBase?>(source.Base);
        Header = header;
    }

    /// <summary>What the journal begins with where older events are in an archive: then its own come after those. Null for a journal from
    /// its first event on.</summary>
    /// <exception cref="JournalException">Corrupt.</exception>
    public JournalBase? Base => _base.Value;

    /// <summary>The file, as given; of a database a connection string without anything secret.</summary>
    public string Place => _source.Place;

    /// <summary>Whose journal it is.</summary>
    public JournalHeader Header { get; }

    /// <summary>
    /// True where one writer gives places without gaps (SQLite); false where transactions draw them side by side (PostgreSQL).
    /// </summary>
    public bool PlacesAreGapless => _source.PlacesAreGapless;

    /// <summary>
    /// In PostgreSQL: every event of a transaction with a smaller id is seen here, and so none of those will ever appear; with where the
    /// streams ended it makes a <see cref="JournalPosition"/> from which a <see cref="JournalTail"/> goes on. 0 in SQLite.
    /// </summary>
    public ulong Horizon => _source.Horizon();

    /// <summary>Why what is here need not be all of the journal: a clause for the user; null when there is no reason to think so.</summary>
    public string? Note => _source.Note;

    /// <summary>Opens a journal for reading.</summary>
    /// <param name="place">The path of a SQLite file, or a PostgreSQL database: see <see cref="JournalPlace"/>.</param>
    /// <exception cref="JournalException">Missing, Foreign, WrongVersion, Locked, Corrupt, or Failed when a server does not
    /// answer.</exception>
    public static JournalReader Open(string place)
    {
        IJournalSource source = JournalPlace.IsDatabase(place) ? PostgreSqlSource.Open(JournalPlace.Parse(place))
            : SqliteSource.Open(place);
        try
        {
            return new JournalReader(source, source.ReadHeader());
        }
        catch (JournalException fault) when (fault.Fault == JournalFault.Corrupt && source.Doubt is { } doubt)
        {
            source.Dispose();
            throw new JournalException(JournalFault.Corrupt, $"{fault.What}: {doubt}", place, RowCheck.RemedyOfCopy, fault);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Another reader of the same journal, for use at the same time on another thread; of a PostgreSQL database it sees the same events.
    /// </summary>
    /// <exception cref="JournalException">As of <see cref="Open"/>.</exception>
    public JournalReader OpenAgain() => new(_source.Again(), Header);

    /// <summary>
    /// All events in their global order, which is that of their places; in PostgreSQL an event that lies before what it follows from comes
    /// after that. It is checked that none is missing; in SQLite also none of the last ones.
    /// </summary>
    /// <exception cref="JournalException">Corrupt or WrongVersion, at the row where it shows.</exception>
    // How many were given is asked before the rows are read: those that a run adds meanwhile are in neither.
    public IEnumerable<JournalRow> ReadAll(CancellationToken cancellation = default) =>
        Complete(_source.Assigned(), _source.All().Select(_check.Decode), cancellation, Base?.Snapshot.Place ?? 0, Base?.Snapshot.Heads);

    /// <summary>The events behind a place, each compared with the end that its stream had there; it is checked that none is
    /// missing.</summary>
    /// <param name="place">The place.</param>
    /// <param name="heads">The ends of the streams that had events there.</param>
    /// <param name="cancellation">Stops between two events.</param>
    /// <exception cref="JournalException">Corrupt or WrongVersion, at the row where it shows.</exception>
    public IEnumerable<JournalRow> ReadAfter(long place, IEnumerable<HashChain> heads, CancellationToken cancellation = default) =>
        Complete(_source.Assigned(), _source.Range(place + 1, long.MaxValue).Select(_check.Decode), cancellation, place, heads);

    /// <summary>The first stream that does not hold its event of such a hash; null when all do. The histories before them are not
    /// read.</summary>
    public HashChain? FirstOther(IEnumerable<HashChain> heads)
    {
        ArgumentNullException.ThrowIfNull(heads);
        var archived = (Base?.Snapshot.Heads ?? []).ToHashSet();
        foreach (var some in heads.Where(head => !archived.Contains(head)).Chunk(HeadsPerLook))
        {
            var stored = _source.Events([.. some.Select(head => (head.Stream.ToString(), head.Sequence))])
                .Where(row => row.Message is { Length: > ChainHash.Length })
                .ToDictionary(row => row.Stream, row => new ChainHash(row.Message.AsSpan(row.Message!.Length - ChainHash.Length)));
            foreach (var head in some)
            {
                if (!stored.TryGetValue(head.Stream.ToString(), out var hash) || hash != head.Hash)
                {
                    return head;
                }
            }
        }

        return null;
    }

    /// <summary>
    /// As <see cref="ReadAll"/>, but read ahead through a connection of its own and decoded on all cores: for whoever has other work to do
    /// with each event.
    /// </summary>
    /// <exception cref="JournalException">Corrupt or WrongVersion, at the row where it shows.</exception>
    public IEnumerable<JournalRow> ReadAllAhead(CancellationToken cancellation = default)
    {
        using var source = _source.Again();
        foreach (var row in Complete(
            source.Assigned(),
            Ahead.Of(source.All(), _check.Decode, cancellation),
            cancellation,
            Base?.Snapshot.Place ?? 0,
            Base?.Snapshot.Heads))
        {
            yield return row;
        }
    }

    /// <summary>
    /// The events of one stream in order; none when there is no such stream. A loss at its end shows only in <see cref="RequireComplete"/>
    /// and <see cref="ReadAll"/>, and there only in SQLite.
    /// </summary>
    /// <exception cref="JournalException">Corrupt or WrongVersion, at the event where it shows.</exception>
    public IEnumerable<JournalRow> ReadStream(EntityRef stream)
    {
        var chains = (Base?.Snapshot.Heads.Where(head => head.Stream == stream) ?? [])
            .ToDictionary(head => head.Stream.ToString(), StringComparer.Ordinal);
        var links = new QueueLinks(WholeQueue);
        foreach (var stored in _source.Stream(stream.ToString()))
        {
            yield return _check.Verify(_check.Linked(_check.Decode(stored), links), chains);
        }
    }

    /// <summary>The place of the last event, 0 for none. In SQLite as many events there are; in PostgreSQL at least as many.</summary>
    public long Count => _source.Last();

    /// <summary>How many events have places up to this one.</summary>
    public long CountUpTo(long last) => _source.Events(last);

    /// <summary>The event of this identity; null when there is none. It is decoded but not compared with its stream's history.</summary>
    /// <exception cref="JournalException">The row is damaged.</exception>
    public JournalRow? Find(EventRef id) => Alone(_source.Event(id.Stream.ToString(), id.Sequence)).Cast<JournalRow?>().FirstOrDefault();

    /// <summary>
    /// The events from one place to another, both included, in order of their places. They are decoded but not compared with their
    /// streams' history.
    /// </summary>
    /// <exception cref="JournalException">A row is damaged.</exception>
    public IEnumerable<JournalRow> ReadRange(long first, long last) => Alone(_source.Range(first, last));

    /// <summary>
    /// Adds the places of the events that a running hash does not have yet, and their hashes as they are stored: nothing is decoded or
    /// verified, so that it is cheap while a run goes on.
    /// </summary>
    /// <exception cref="JournalException">A row has no hash.</exception>
    public void ReadOrder(OrderHash order)
    {
        ArgumentNullException.ThrowIfNull(order);
        foreach (var row in _source.Range(order.Place + 1, long.MaxValue))
        {
            order.Add(row.Ordering, row.Message is { Length: > ChainHash.Length } message
                ? new ChainHash(message.AsSpan(message.Length - ChainHash.Length))
                    : throw _check.At(row, _check.Damaged("the row has no hash", row.Stream)));
        }
    }

    /// <summary>The stored snapshots, by stream and sequence, as they are: nothing is verified.</summary>
    public IEnumerable<SnapshotRow> ReadSnapshots() => _source.Snapshots();

    /// <summary>The first stream that lacks an event before its last one, with the sequence that is missing; null when none does, or
    /// where older
    /// events are in an archive.</summary>
    public EventRef? FirstGap() => Base is null ? _source.FirstGap() : null;

    /// <summary>
    /// Every stream with its last sequence, in ordinal order of the names. Nothing is verified but that the names are addresses.
    /// </summary>
    public IEnumerable<StreamHead> ReadStreams()
    {
        foreach (var (name, last) in _source.Streams())
        {
            yield return new StreamHead(
                EntityRef.Parse(name) ?? throw _check.Damaged($"\"{name}\" is not the name of a stream", name), last);
        }
    }

    /// <summary>
    /// Checks, without reading the events, that none was deleted: in SQLite that there are as many as were ever written; in PostgreSQL,
    /// which does not know that, that no stream lacks one before its last.
    /// </summary>
    /// <exception cref="JournalException">Corrupt, with what is missing.</exception>
    public void RequireComplete()
    {
        if (_source.Assigned() is { } assigned)
        {
            var archived = Base?.Snapshot.Place ?? 0;
            if (_source.Events(long.MaxValue) is var count && count != assigned - archived)
            {
                throw _check.Damaged($"{assigned - archived} events were written but {count} are there", Place);
            }
        }
        else if (FirstGap() is { } gap)
        {
            throw new JournalException(JournalFault.Corrupt, _check.Doubted($"{gap} is missing"), Place, _check.Remedy) { Event = gap };
        }
    }

    /// <summary>As <see cref="RequireComplete"/>, and that the database's own structures are sound: what a run goes on with must not
    /// hide anything.</summary>
    /// <exception cref="JournalException">Corrupt, with what is wrong.</exception>
    public void RequireSound()
    {
        if (Damage() is { } damage)
        {
            throw _check.Damaged(damage, Place);
        }

        RequireComplete();
    }

    /// <summary>What is wrong with the database's own structures, indexes included: a clause; null when they are sound.</summary>
    public string? Damage() => _source.Damage() is { } damage ? $"the database file is damaged ({damage})" : null;

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private IEnumerable<JournalRow> Complete(
        long? given, IEnumerable<DecodedRow> rows, CancellationToken cancellation, long after = 0, IEnumerable<HashChain>? heads = null)
    {
        List<HashChain> known = [.. heads ?? []];
        var chains = known.ToDictionary(head => head.Stream.ToString(), StringComparer.Ordinal);
        var last = after;
        var links = new QueueLinks(WholeQueue);

        // Where one writer gives the places they are in the order of causes.
        foreach (var decoded in _source.PlacesAreGapless ? rows : new CausalOrder(Stored, _check, known).Of(rows))
        {
            cancellation.ThrowIfCancellationRequested();
            var row = _check.Verify(_check.Linked(decoded, links), chains);
            if (_source.PlacesAreGapless && row.Ordering != last + 1)
            {
                throw Missing(last + 1, row.Ordering - 1);
            }

            last = row.Ordering;
            yield return row;
        }

        if (given is { } assigned && assigned > last)
        {
            throw Missing(last + 1, assigned);
        }
    }

    /// <summary>The queue that an event recorded whole, also one in the archive whose newest are in the states that this journal begins
    /// with; null when there is none.</summary>
    private ImmutableArray<Candidate>? WholeQueue(EventRef id) =>
        Stored(id) is { } row ? QueueLinks.WholeIn(row.Event)
        : Base?.Snapshot.Entities.Select(entity => entity.State).OfType<DeleveragingCoordinator>()
            .FirstOrDefault(coordinator => EntityRef.Deleveraging(coordinator.Market) == id.Stream)?
            .Recorded.Values.FirstOrDefault(whole => whole.Event == id.Sequence)?.Candidates;

    private DecodedRow? Stored(EventRef id)
    {
        foreach (var row in _source.Event(id.Stream.ToString(), id.Sequence))
        {
            return _check.Decode(row);
        }

        return null;
    }

    private IEnumerable<JournalRow> Alone(IEnumerable<StoredRow> rows)
    {
        var links = new QueueLinks(WholeQueue);
        foreach (var stored in rows)
        {
            var (row, @event) = _check.Linked(_check.Decode(stored), links);
            yield return @event.Recorded.Id.Stream == EntityRef.Parse(row.Stream) ? new JournalRow(row.Ordering, @event)
                : throw _check.At(row, _check.Damaged($"the row holds event {@event.Recorded.Id}", row.Stream));
        }
    }

    private JournalException Missing(long first, long last)
    {
        var gap = FirstGap();
        var what = first == last ? $"row {first} is missing" : $"rows {first} to {last} are missing";
        var told = _check.Doubted(gap is null ? what : $"{what}, among them {gap}");
        return new(JournalFault.Corrupt, told, $"{Place} (row {first})", _check.Remedy) { Event = gap, Row = first };
    }
}
