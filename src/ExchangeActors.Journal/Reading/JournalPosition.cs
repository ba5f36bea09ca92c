using System.Collections.Immutable;
using ExchangeActors.Journal.Chain;

namespace ExchangeActors.Journal.Reading;

/// <summary>A place in a journal, and where its streams ended there.</summary>
/// <param name="Place">The place of the last event before what follows.</param>
/// <param name="Heads">The ends of the streams that had events.</param>
public sealed record JournalPosition(long Place, ImmutableArray<HashChain> Heads);
