using ExchangeActors.Actors;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Answering;
using ExchangeActors.Scenarios.Reacting;

namespace ExchangeActors.Scenarios.Running;

/// <summary>The durable runtime behind a run. It does not own the system: whoever started that disposes it.</summary>
/// <param name="system">The exchange.</param>
/// <param name="marks">Fed with every event of the system.</param>
public sealed class AkkaRuntime(IDurableExchange system, MarkTracker marks) : IExchangeRuntime
{
    /// <inheritdoc/>
    public string Name => "akka";

    /// <inheritdoc/>
    public long Events => system.EventsPersisted;

    /// <inheritdoc/>
    public async Task<Message> Submit(EntityRef to, CommandId id, Message message, Moment at, CommandOrigin origin,
        CancellationToken cancellation) =>
        await system.Ask(to, id, message, at, origin, cancellation) ?? throw new InvalidOperationException($"{to} gave no answer to {id}.");

    /// <inheritdoc/>
    public Task Quiesce(CancellationToken cancellation) => system.Quiesce(cancellation);

    /// <inheritdoc/>
    public MarkBoard Marks => marks.Board;

    /// <inheritdoc/>
    public TakerFlow Flow => marks.Flow;

    /// <inheritdoc/>
    public TraderNews News => marks.News;

    /// <inheritdoc/>
    public Task<ExchangeState> State(CancellationToken cancellation) => Task.FromResult(system.GatherState());

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
