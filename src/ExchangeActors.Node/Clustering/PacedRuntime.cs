using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Node.Feeding;
using ExchangeActors.Scenarios.Answering;
using ExchangeActors.Scenarios.Reacting;
using ExchangeActors.Scenarios.Running;

namespace ExchangeActors.Node.Clustering;

/// <summary>A runtime that is fed at a pace: nothing comes in before it is time for it.</summary>
internal sealed class PacedRuntime(IExchangeRuntime inner, Moment start, decimal? speed) : IExchangeRuntime
{
    private readonly Pace _pace = new(speed, TimeProvider.System);

    /// <inheritdoc/>
    public string Name => "cluster";

    /// <inheritdoc/>
    public long Events => inner.Events;

    /// <inheritdoc/>
    public MarkBoard Marks => inner.Marks;

    /// <inheritdoc/>
    public TakerFlow Flow => inner.Flow;

    /// <inheritdoc/>
    public TraderNews News => inner.News;

    /// <inheritdoc/>
    public async Task<Message> Submit(
        EntityRef to, CommandId id, Message message, Moment at, CommandOrigin origin, CancellationToken cancellation)
    {
        if (at > start)
        {
            // Accounts are opened before time begins.
            _pace.Begin(start);
            await _pace.Until(at, cancellation);
        }

        return await inner.Submit(to, id, message, at, origin, cancellation);
    }

    /// <inheritdoc/>
    public Task Quiesce(CancellationToken cancellation) => inner.Quiesce(cancellation);

    /// <inheritdoc/>
    public Task<ExchangeState> State(CancellationToken cancellation) => inner.State(cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
