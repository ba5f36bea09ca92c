using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Reading;

namespace ExchangeActors.Actors;

/// <summary>What of a journal's history an exchange that starts knows already, so that only what comes after it is read.</summary>
/// <param name="State">The states after it, in a collection of their own, which is folded further.</param>
/// <param name="Events">Events in it.</param>
/// <param name="At">Exchange time of the latest of them.</param>
/// <param name="Position">Where in the journal it ends.</param>
public sealed record KnownHistory(ExchangeState State, long Events, Moment At, JournalPosition Position);
