using System.Collections.Immutable;
using System.Globalization;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Reading;

namespace ExchangeActors.Review.Reading;

/// <summary>
/// A journal under review: opened read-only, also while a run goes on writing it. Every answer is about the events that were there when it
/// was opened.
/// </summary>
public sealed class ReviewedJournal : IDisposable
{
    private readonly JournalReader _reader;
    private ExchangeRules? _rules;

    private ReviewedJournal(JournalReader reader)
    {
        _reader = reader;
        Count = reader.Count;
    }

    /// <summary>The file, as given; of a database a connection string without anything secret.</summary>
    public string Path => _reader.Place;

    /// <summary>Whose journal it is.</summary>
    public JournalHeader Header => _reader.Header;

    /// <summary>Why what is here need not be all of the journal: a clause; null when there is no reason to think so.</summary>
    public string? Note => _reader.Note;

    /// <summary>What is wrong with the database's own structures, indexes included: a clause; null when they are sound.</summary>
    public string? Damage() => _reader.Damage();

    /// <summary>What it was cut out of, and by what; null for a whole journal.</summary>
    public JournalCut? Cut => JournalCut.Read(Header);

    /// <summary>
    /// True where one writer gives places without gaps (SQLite): events that were stored together have neighbouring places.
    /// </summary>
    public bool PlacesAreGapless => _reader.PlacesAreGapless;

    /// <summary>
    /// True for an incident that was cut out of another journal: of what happened in it the other side need not be there.
    /// </summary>
    public bool IsCut => Cut is not null;

    /// <summary>
    /// The place of the last event when it was opened: in SQLite as many events there are; in PostgreSQL, where places may be left out, at
    /// least as many.
    /// </summary>
    public long Count { get; }

    /// <summary>What it begins with where older events are in an archive; null for a journal from its first event on.</summary>
    public JournalBase? Base => _reader.Base;

    /// <summary>Opens a journal.</summary>
    /// <param name="place">The path of a SQLite file, or a PostgreSQL database: see <see cref="JournalPlace"/>.</param>
    /// <param name="archived">True for what can do with a journal whose older events are in an archive.</param>
    /// <exception cref="JournalException">Missing, Foreign, WrongVersion, Locked, Corrupt, or Failed when a server does not
    /// answer.</exception>
    /// <exception cref="ReviewException">Its older events are in an archive.</exception>
    public static ReviewedJournal Open(string place, bool archived = false)
    {
        var reader = JournalReader.Open(place);
        try
        {
            if (!archived && reader.Base is { } from)
            {
                throw new ReviewException(
                    $"{place}: {from.Told}, and this asks for all: put them together with "
                        + $"exchange review {place} join {from.Archive} --output WHOLE.db, and ask that")
                {
                    IsArchived = true,
                };
            }

            return new ReviewedJournal(reader);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The rules that its decisions were taken by: the header's profile, and the instruments that its markets were listed with.
    /// </summary>
    /// <exception cref="JournalException">The header holds no rules, or rules of another version.</exception>
    public ExchangeRules Rules => _rules ??= ReadRules();

    /// <summary>Fails unless it is a whole journal.</summary>
    /// <param name="what">What needs one.</param>
    /// <exception cref="ReviewException">It is a cut.</exception>
    public void RequireWhole(string what)
    {
        if (Cut is { } cut)
        {
            throw new ReviewException(string.Create(
                CultureInfo.InvariantCulture,
                    $"{Path}: {what} needs a whole journal; this one was cut out of {cut.Of:N0} events by {cut.Criteria}, and lacks the "
                        + $"accounts and books that were not concerned: ask the journal that it was cut from"));
        }
    }

    /// <summary>All events in order, each compared with its stream's history.</summary>
    /// <exception cref="JournalException">Corrupt or WrongVersion, at the row where it shows.</exception>
    public IEnumerable<JournalRow> ReadAll(CancellationToken cancellation = default) =>
        _reader.ReadAllAhead(cancellation).TakeWhile(row => row.Ordering <= Count);

    /// <summary>The events from one place to another, both included; decoded, but not compared with their streams' history.</summary>
    /// <exception cref="JournalException">A row is damaged.</exception>
    public IEnumerable<JournalRow> ReadRange(long first, long last) => _reader.ReadRange(first, Math.Min(last, Count));

    /// <summary>The events of one stream in order, each compared with those before it.</summary>
    /// <exception cref="JournalException">Corrupt or WrongVersion, at the row where it shows.</exception>
    public IEnumerable<JournalRow> ReadStream(EntityRef stream) => _reader.ReadStream(stream).Where(row => row.Ordering <= Count);

    /// <summary>The event of this identity; null when there is none.</summary>
    /// <exception cref="JournalException">The row is damaged.</exception>
    public JournalRow? Find(EventRef id) => _reader.Find(id) is { } row && row.Ordering <= Count ? row : null;

    /// <summary>The event at this place, from 1; null when there is none.</summary>
    /// <exception cref="JournalException">The row is damaged.</exception>
    public JournalRow? At(long ordering) => ReadRange(ordering, ordering).Cast<JournalRow?>().FirstOrDefault();

    /// <summary>How many events have places up to this one.</summary>
    public long CountUpTo(long ordering) => _reader.CountUpTo(Math.Min(ordering, Count));

    /// <summary>Every stream with its last sequence.</summary>
    public IEnumerable<StreamHead> ReadStreams() => _reader.ReadStreams();

    /// <summary>The stored snapshots, not verified.</summary>
    public IEnumerable<SnapshotRow> ReadSnapshots() => _reader.ReadSnapshots();

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private ExchangeRules ReadRules()
    {
        var spec = Header.Rules ?? throw new JournalException(
            JournalFault.WrongVersion, "the header does not hold the venue's profile (it was composed in code)", Path,
                "only what needs no rules can be reviewed");
        var instruments = ImmutableSortedDictionary.CreateBuilder<MarketId, Instrument>();
        foreach (var listed in Base?.Snapshot.State().Markets.Values.Select(market => market.Instrument).OfType<Instrument>() ?? [])
        {
            instruments[listed.Id] = listed;
        }

        foreach (var row in ReadStreams().Where(head => head.Stream.Kind == EntityKind.Market)
            .SelectMany(head => ReadStream(head.Stream).Take(1)))
        {
            if (row.Recorded.Event is MarketListed listed && !instruments.TryAdd(listed.Instrument.Id, listed.Instrument))
            {
                throw new JournalException(
                    JournalFault.Corrupt,
                    $"{row.Recorded.Id} lists {listed.Instrument.Id}, which another market has listed",
                    Path,
                    "restore the journal from a copy")
                {
                    Event = row.Recorded.Id,
                    Row = row.Ordering,
                };
            }
        }

        try
        {
            return spec.With(instruments.ToImmutable());
        }
        catch (ArgumentException exception)
        {
            throw new JournalException(JournalFault.WrongVersion, exception.Message, Path, "review it with the version that wrote it",
                exception);
        }
    }
}
