using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Liquidations;

/// <summary>Asks the risk monitors for everybody who holds a position in a market.</summary>
/// <param name="Number">Numbers the pool's loss sharings from 1.</param>
/// <param name="Market">The market.</param>
/// <param name="Pool">Whom to answer.</param>
public sealed record ListHolders(long Number, MarketId Market, string Pool) : OwedMessage
{
    /// <inheritdoc/>
    public override void WriteTo(CanonicalWriter writer) => writer.Write(Number).Write(Market.Value).Write(Pool);
}

/// <summary>The holders of a market, by account id.</summary>
/// <param name="Number">The loss sharing.</param>
/// <param name="Market">The market.</param>
/// <param name="Marks">The marks used.</param>
/// <param name="Bearers">In order.</param>
public sealed record Holders(long Number, MarketId Market, MarkBoard Marks, ImmutableArray<LossBearer> Bearers) : Message;
