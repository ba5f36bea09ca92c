using Akka.Actor;
using Akka.Persistence;
using ExchangeActors.Journal;

namespace ExchangeActors.Actors.Running;

/// <summary>Waits for the journal's plugin at the start.</summary>
internal static class JournalHealth
{
    /// <summary>Completes when the journal is up.</summary>
    /// <exception cref="JournalException">It does not come up, or not in time.</exception>
    public static async Task Require(ActorSystem system, JournalStore store, ExchangeSystemOptions options, CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(options.StartTimeout);
        try
        {
            var health = await Persistence.Instance.Apply(system).CheckJournalHealthAsync(null, timeout.Token).ConfigureAwait(false);
            if (health.Status == PersistenceHealthStatus.Unhealthy)
            {
                throw JournalException.From(
                    health.Exception ?? new IOException(health.Description ?? "the journal does not come up"), store.Name);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new JournalException(
                JournalFault.Failed,
                $"the journal did not come up within {options.StartTimeout.TotalSeconds} s",
                store.Name,
                "see the log");
        }
    }
}
