using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.InMemory;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Scenarios.Answering;
using ExchangeActors.Scenarios.Reacting;

namespace ExchangeActors.Scenarios.Running;

/// <summary>The deterministic runtime behind a run: nothing is stored.</summary>
public sealed class InMemoryRuntime : IExchangeRuntime
{
    private readonly InMemoryExchange _exchange;

    /// <summary>An exchange without events.</summary>
    /// <param name="rules">Instruments and venue.</param>
    /// <param name="onEvent">Told every event.</param>
    /// <param name="monitors">Risk monitors, from 1; nothing depends on how many.</param>
    public InMemoryRuntime(ExchangeRules rules, Action<RecordedEvent> onEvent, int monitors = 1)
    {
        _exchange = new InMemoryExchange(rules, recorded =>
        {
            Flow.Observe(recorded);
            News.Observe(recorded);
            onEvent(recorded);
        }, monitors);
    }

    /// <inheritdoc/>
    public string Name => "in-memory";

    /// <inheritdoc/>
    public long Events => _exchange.Events;

    /// <inheritdoc/>
    public Task<Message> Submit(EntityRef to, CommandId id, Message message, Moment at, CommandOrigin origin,
        CancellationToken cancellation) =>
        Task.FromResult(_exchange.Submit(to, id, message, at, origin)
            ?? throw new InvalidOperationException($"{to} gave no answer to {id}."));

    /// <inheritdoc/>
    public Task Quiesce(CancellationToken cancellation)
    {
        while (!_exchange.Run(100_000))
        {
            cancellation.ThrowIfCancellationRequested();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public MarkBoard Marks => _exchange.State.Markets.Values.Aggregate(
        MarkBoard.Empty, (board, market) => market.Quote is { } quote ? board.With(market.Id, quote) : board);

    /// <inheritdoc/>
    public TakerFlow Flow { get; } = new();

    /// <inheritdoc/>
    public TraderNews News { get; } = new();

    /// <inheritdoc/>
    public Task<ExchangeState> State(CancellationToken cancellation) => Task.FromResult(_exchange.State);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
