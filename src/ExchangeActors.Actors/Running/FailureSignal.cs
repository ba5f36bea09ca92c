namespace ExchangeActors.Actors.Running;

/// <summary>Remembers the first failure that the exchange cannot recover from, and tells everybody who waits.</summary>
internal sealed class FailureSignal : IDisposable
{
    private readonly TaskCompletionSource _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _ended = new();

    public FailureSignal() =>
        // Observed here, so that a caller who does not look at it is not punished by the finalizer.
        _failure.Task.ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);

    /// <summary>Faults with the failure; completes when the exchange was disposed without one.</summary>
    public Task Task => _failure.Task;

    /// <summary>Cancelled when the exchange failed or was disposed.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>True after a failure.</summary>
    public bool HasFailed => _failure.Task.IsFaulted;

    /// <summary>The exchange has failed; later failures are consequences and change nothing.</summary>
    public void Fail(Exception failure)
    {
        if (_failure.TrySetException(failure))
        {
            _ended.Cancel();
        }
    }

    /// <summary>The exchange fails when this does; null never does.</summary>
    public void FailWith(Task? task) => _ = task?.ContinueWith(
        static (lost, signal) => ((FailureSignal)signal!).Fail(lost.Exception!.InnerException!),
        this,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted,
        TaskScheduler.Default);

    /// <summary>The exchange was stopped.</summary>
    public void Complete()
    {
        _failure.TrySetResult();
        _ended.Cancel();
    }

    /// <summary>Throws the failure, if there is one.</summary>
    public void ThrowIfFailed()
    {
        if (HasFailed)
        {
            _failure.Task.GetAwaiter().GetResult();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _ended.Dispose();
}
