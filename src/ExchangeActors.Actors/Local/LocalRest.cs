using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Journal.Reading;

namespace ExchangeActors.Actors.Local;

/// <summary>All that a local exchange holds while nothing is under way: from it another goes on as this one would.</summary>
/// <param name="State">The states of all entities, in a collection of its own.</param>
/// <param name="Risk">The risk monitors, which the exchange goes on to change: to be written at once, or given away.</param>
/// <param name="Events">Events so far.</param>
/// <param name="Position">Where the journal ends.</param>
public sealed record LocalRest(ExchangeState State, RiskMonitors Risk, long Events, JournalPosition Position);
