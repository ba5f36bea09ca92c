using System.Collections.Immutable;
using ExchangeActors.Actors;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Node.Service;

/// <summary>The entities in quarantine, as a node knows them: it looks every second, and when it is asked.</summary>
/// <param name="running">The exchange; null while it is not there.</param>
/// <param name="patience">How long an entity that is to try again may take to answer.</param>
internal sealed class NodeQuarantine(Func<IOperatedExchange?> running, TimeSpan patience)
{
    private Task _looking = Task.CompletedTask;

    /// <summary>Those that were there when all nodes last said so, by address.</summary>
    public ImmutableArray<QuarantinedEntity> Known { get; private set; } = [];

    /// <summary>Looks, beside, unless the last look is still under way: a node that does not answer holds up nobody.</summary>
    public void LookBeside(CancellationToken cancellation)
    {
        if (_looking.IsCompleted)
        {
            _looking = Look(cancellation);
        }
    }

    /// <summary>Those that are there now; null when the exchange is not there, or a node does not answer.</summary>
    public async Task<ImmutableArray<QuarantinedEntity>?> Look(CancellationToken cancellation) =>
        await Try(async exchange => (ImmutableArray<QuarantinedEntity>?)(Known = await exchange.Quarantine(cancellation)));

    /// <summary>Has an entity try again; null when the exchange is not there, or the entity's node does not answer.</summary>
    public async Task<QuarantineRetried?> Retry(EntityRef entity)
    {
        using var limited = new CancellationTokenSource(patience);
        var retried = await Try(async exchange => (QuarantineRetried?)await exchange.Retry(entity, limited.Token));
        await Look(limited.Token);
        return retried;
    }

    private async Task<T?> Try<T>(Func<IOperatedExchange, Task<T?>> ask)
    {
        try
        {
            return running() is { } exchange ? await ask(exchange) : default;
        }
#pragma warning disable CA1031 // Of a cluster that is just changing anything may be thrown; the next look tells.
        catch (Exception)
#pragma warning restore CA1031
        {
            return default;
        }
    }
}
