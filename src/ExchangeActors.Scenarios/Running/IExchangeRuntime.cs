using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Answering;
using ExchangeActors.Scenarios.Reacting;

namespace ExchangeActors.Scenarios.Running;

/// <summary>What a run needs of a runtime: both runtimes do it.</summary>
public interface IExchangeRuntime : IAsyncDisposable
{
    /// <summary><c>in-memory</c> or <c>akka</c>.</summary>
    string Name { get; }

    /// <summary>Events that this process has written.</summary>
    long Events { get; }

    /// <summary>
    /// Sends an outside input on somebody's behalf; completes with its answer once its events are stored. The marks that it is decided on
    /// are the exchange's own.
    /// </summary>
    Task<Message> Submit(EntityRef to, CommandId id, Message message, Moment at, CommandOrigin origin, CancellationToken cancellation);

    /// <summary>Completes when nothing is under way.</summary>
    Task Quiesce(CancellationToken cancellation);

    /// <summary>The newest marks; a market without a price is left out. Complete while nothing is under way.</summary>
    MarkBoard Marks { get; }

    /// <summary>What takers have traded; complete while nothing is under way.</summary>
    TakerFlow Flow { get; }

    /// <summary>What traders learn of; complete while nothing is under way.</summary>
    TraderNews News { get; }

    /// <summary>The states of all entities; only meaningful while nothing is under way.</summary>
    Task<ExchangeState> State(CancellationToken cancellation);
}
