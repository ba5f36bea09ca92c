using System.Collections.Immutable;
using ExchangeActors.Journal.Chain;

namespace ExchangeActors.Journal.Reading;

/// <summary>A place in a journal, and where its streams ended there.</summary>
/// <param name="Place">The place of the last event before what follows.</param>
/// <param name="Heads">The ends of the streams that had events.</param>
public sealed record JournalPosition(long Place, ImmutableArray<HashChain> Heads)
{
    /// <summary>
    /// In PostgreSQL: every event of a transaction with a smaller id is before what follows. 0 when that is not known: then who goes on
    /// from here passes over all events that the heads cover. See <see cref="JournalReader.Horizon"/> and
    /// <see cref="JournalTail.Position"/>.
    /// </summary>
    public ulong Horizon { get; init; }

    /// <summary>
    /// In PostgreSQL: the transaction that wrote the event at <see cref="Place"/>; 0 when that is not known. Where it is another one now,
    /// the journal was brought to another server and marked anew, and <see cref="Horizon"/> says nothing any more.
    /// </summary>
    public ulong Writer { get; init; }
}
