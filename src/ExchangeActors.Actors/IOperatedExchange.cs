using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;

namespace ExchangeActors.Actors;

/// <summary>
/// An exchange that goes on for long, with somebody who looks after it: an entity that fails at a message is put into quarantine, and the
/// others go on.
/// </summary>
public interface IOperatedExchange : IDurableExchange
{
    /// <summary>The entities in quarantine, by address.</summary>
    /// <exception cref="JournalException">The journal has failed.</exception>
    /// <exception cref="TimeoutException">A node of the cluster does not answer.</exception>
    Task<ImmutableArray<QuarantinedEntity>> Quarantine(CancellationToken cancellation = default);

    /// <summary>
    /// Has an entity try again to decide the message that it failed at. When it can, what waited behind it follows in order; in a cluster
    /// senders send that again.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such entity.</exception>
    /// <exception cref="JournalException">The journal has failed.</exception>
    Task<QuarantineRetried> Retry(EntityRef entity, CancellationToken cancellation = default);
}
