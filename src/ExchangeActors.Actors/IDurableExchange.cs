using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;

namespace ExchangeActors.Actors;

/// <summary>An exchange of actors over a journal, as a run or a service uses it.</summary>
public interface IDurableExchange : IAsyncDisposable
{
    /// <summary>Events that the journal held at the start.</summary>
    long EventsBefore { get; }

    /// <summary>Events that this process has persisted.</summary>
    long EventsPersisted { get; }

    /// <summary>
    /// Faults when the exchange cannot go on: with <see cref="JournalException"/> when the journal fails for good. Completes when the
    /// exchange was disposed.
    /// </summary>
    Task Failure { get; }

    /// <summary>
    /// Sends a command and waits for its answer, which comes when its events are durable; null when its kind has no answer. It takes effect
    /// once.
    /// </summary>
    /// <exception cref="JournalException">The journal has failed.</exception>
    Task<Message?> Ask(
        EntityRef to,
        CommandId id,
        Message message,
        Moment at,
        CommandOrigin origin = CommandOrigin.Operator,
        CancellationToken cancellation = default);

    /// <summary>Completes when nothing is under way, all events are durable and the listener has seen them.</summary>
    /// <exception cref="JournalException">The journal has failed.</exception>
    Task Quiesce(CancellationToken cancellation = default);

    /// <summary>The states of all entities with events; of one moment after <see cref="Quiesce"/>.</summary>
    ExchangeState GatherState();

    /// <summary>The end of every stream as it is known to be stored: what a checkpoint says that the journal held.</summary>
    IEnumerable<HashChain> Heads();
}
