using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Review.Selection;

namespace ExchangeActors.Review.Exporting;

/// <summary>Events with other names, sealed anew: every stream gets another hash chain, which verifies like the first.</summary>
internal sealed class PseudonymousEvents(Pseudonyms names)
{
    private readonly Dictionary<EntityRef, HashChain> _chains = [];

    /// <summary>The event with its metadata and what was decided, under other names. Streams must be given whole and in order.</summary>
    public JournalRow Rename(JournalRow row)
    {
        var recorded = row.Recorded;
        var renamed = new RecordedEvent(
            NamesInEvents.Event(recorded.Id, names),
            NamesInEvents.Event(recorded.CausedBy, names),
            NamesInEvents.Correlation(recorded.Correlation, names),
            recorded.At,
            NamesInEvents.Walk(recorded.Event, names))
        {
            Input = row.Stored.ReadInput() is { } input ? NamesInEvents.Walk(input, names) : null,
        };
        var stream = renamed.Id.Stream;
        var chain = _chains.TryGetValue(stream, out var known) ? known : HashChain.Start(stream);
        var stored = chain.Seal(renamed);
        _chains[stream] = chain.After(stored);
        return new JournalRow(row.Ordering, stored);
    }
}
