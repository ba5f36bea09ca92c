using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Actors.Cluster;

/// <summary>
/// Asks the journal which accounts have something to do, once for all monitors of a node that ask meanwhile: each hears of a look that
/// began after it had asked. Thread-safe.
/// </summary>
/// <param name="read">Reads the names of the streams whose last event has one of the tags.</param>
internal sealed class StandingReader(Func<IReadOnlyList<string>> read)
{
    private readonly Lock _lock = new();
    private Task<Standing>? _running;
    private Task<Standing>? _next;

    /// <summary>The accounts with something to do.</summary>
    public Task<Standing> Read()
    {
        lock (_lock)
        {
            if (_running is null || _running.IsCompleted)
            {
                return _running = Task.Run(Look);
            }

            // The look that is under way began before this question.
            return _next ??= Follow(_running);
        }
    }

    private async Task<Standing> Follow(Task<Standing> before)
    {
        await before.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)
            .ConfigureAwait(false);
        Task<Standing> look;
        lock (_lock)
        {
            _next = null;
            _running = look = Task.Run(Look);
        }

        return await look.ConfigureAwait(false);
    }

    private Standing Look() => new(
    [
        .. read().Select(EntityRef.Parse).Where(stream => stream is { Kind: EntityKind.Account })
            .Select(stream => new AccountId(stream!.Value.Id)),
    ]);
}
