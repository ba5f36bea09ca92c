using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Liquidations;

/// <summary>The sharing of a loss that is under way.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Market">The market.</param>
/// <param name="Loss">What is shared.</param>
/// <param name="Open">What of it is not paid yet.</param>
/// <param name="QueryNumber">The question for the holders in the outbox; 0 when it was answered.</param>
/// <param name="Awaited">Accounts that have not answered, each with its number in the outbox.</param>
public sealed record LossSharing(long Number, MarketId Market, Money Loss, Money Open, long QueryNumber,
    ImmutableSortedDictionary<AccountId, long> Awaited)
{
    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer) => writer
        .Write(Number).Write(Market.Value).Write(Loss.Value).Write(Open.Value).Write(QueryNumber)
            .Each(Awaited, static (into, entry) => into.Write(entry.Key.Value).Write(entry.Value));
}
