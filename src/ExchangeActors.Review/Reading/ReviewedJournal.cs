using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal;

namespace ExchangeActors.Review.Reading;

/// <summary>A journal under review: opened read-only, also while a run goes on writing it. Every answer is about the events that were there when it was opened.</summary>
public sealed class ReviewedJournal : IDisposable
{
    private readonly JournalReader _reader;
    private ExchangeRules? _rules;

    private ReviewedJournal(string path, JournalReader reader)
    {
        Path = path;
        _reader = reader;
        Count = reader.Count;
    }

    /// <summary>The file, as given.</summary>
    public string Path { get; }

    /// <summary>Whose journal it is.</summary>
    public JournalHeader Header => _reader.Header;

    /// <summary>Events when it was opened: the place of the last one.</summary>
    public long Count { get; }

    /// <summary>Opens a journal.</summary>
    /// <exception cref="JournalException">Missing, Foreign, WrongVersion, Locked or Corrupt.</exception>
    public static ReviewedJournal Open(string path)
    {
        var reader = JournalReader.Open(path);
        try
        {
            return new ReviewedJournal(path, reader);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>The rules that its decisions were taken by: the header's profile, and the instruments that its markets were listed with.</summary>
    /// <exception cref="JournalException">The header holds no rules, or rules of another version.</exception>
    public ExchangeRules Rules => _rules ??= ReadRules();

    /// <summary>All events in order, each compared with its stream's history.</summary>
    /// <exception cref="JournalException">Corrupt or WrongVersion, at the row where it shows.</exception>
    public IEnumerable<JournalRow> ReadAll(CancellationToken cancellation = default)
    {
        // A connection of its own: it reads ahead on another thread.
        using var reader = JournalReader.Open(Path);
        foreach (var row in Ahead.Of(reader.ReadAll(cancellation).TakeWhile(row => row.Ordering <= Count), cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return row;
        }
    }

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

    /// <summary>Every stream with its last sequence.</summary>
    public IEnumerable<StreamHead> ReadStreams() => _reader.ReadStreams();

    /// <summary>The stored snapshots, not verified.</summary>
    public IEnumerable<SnapshotRow> ReadSnapshots() => _reader.ReadSnapshots();

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private ExchangeRules ReadRules()
    {
        var spec = Header.Rules ?? throw new JournalException(
            JournalFault.WrongVersion, "the header does not hold the venue's profile (it was composed in code)", Path, "only what needs no rules can be reviewed");
        var instruments = ReadStreams().Where(head => head.Stream.Kind == EntityKind.Market)
            .SelectMany(head => ReadStream(head.Stream).Take(1))
            .Select(row => row.Recorded.Event)
            .OfType<MarketListed>()
            .ToImmutableSortedDictionary(listed => listed.Instrument.Id, listed => listed.Instrument);
        try
        {
            return spec.With(instruments);
        }
        catch (ArgumentException exception)
        {
            throw new JournalException(JournalFault.WrongVersion, exception.Message, Path, "review it with the version that wrote it", exception);
        }
    }
}
