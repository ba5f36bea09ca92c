using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Review.WhatIf;

/// <summary>A market's price and book, where they are not the record's.</summary>
/// <param name="Price">The price.</param>
/// <param name="Account">Who quotes; null when nobody does.</param>
/// <param name="Levels">Its quote levels.</param>
public sealed record MarketAnswer(UpdatePrice Price, AccountId? Account, ImmutableArray<QuoteLevel> Levels);

/// <summary>How prices and books answer what is traded: told the trades of the record and of a simulation, it says what differs.</summary>
public interface IMarketAnswer
{
    /// <summary>Told every event of the record, in order.</summary>
    void Recorded(RecordedEvent recorded);

    /// <summary>Told every event of the simulation, in order.</summary>
    void Simulated(RecordedEvent simulated);

    /// <summary>Goes on to a tick; ticks come in order, each once.</summary>
    /// <param name="at">Its time; everything before it has been told.</param>
    /// <param name="recorded">The tick's recorded prices.</param>
    /// <returns>Markets whose prices or books are not the record's.</returns>
    IReadOnlyDictionary<MarketId, MarketAnswer> Advance(Moment at, IReadOnlyDictionary<MarketId, UpdatePrice> recorded);
}
