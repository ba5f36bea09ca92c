namespace ExchangeActors.Actors.Running;

/// <summary>
/// Counts what is under way, so that rest can be told: envelopes between their sending and the end of their processing (persist and own
/// sends included), events that listeners have not seen, entities that are coming back from a failure; and, apart from them, the entities
/// that owe something. Thread-safe.
/// </summary>
internal sealed class InFlight
{
    private readonly Lock _lock = new();
    private long _count;
    private long _debtors;
    private TaskCompletionSource? _rest;

    /// <summary>What is under way.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Entities whose outbox is not empty.</summary>
    public long Debtors => Interlocked.Read(ref _debtors);

    /// <summary>
    /// More is under way. Called before the sending, and before the end of what caused it, so that the count is 0 only at rest.
    /// </summary>
    public void Add(long count = 1) => Interlocked.Add(ref _count, count);

    /// <summary>Less is under way.</summary>
    public void Remove(long count = 1)
    {
        if (count != 0 && Interlocked.Add(ref _count, -count) == 0)
        {
            Signal();
        }
    }

    /// <summary>An entity began or ceased to owe.</summary>
    public void AddDebtor(int change) => Interlocked.Add(ref _debtors, change);

    /// <summary>Completes when nothing is under way.</summary>
    public Task Rest()
    {
        Task rest;
        lock (_lock)
        {
            _rest ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            rest = _rest.Task;
        }

        if (Count == 0)
        {
            Signal();
        }

        return rest;
    }

    private void Signal()
    {
        TaskCompletionSource? rest;
        lock (_lock)
        {
            rest = _rest;
            _rest = null;
        }

        rest?.TrySetResult();
    }
}
