using ExchangeActors.Actors;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using Microsoft.Extensions.Logging;

namespace ExchangeActors.Node.Service;

/// <summary>Gives a node's exchange what comes from outside, and waits for what becomes of it.</summary>
internal sealed partial class ExchangeInputs(ExchangeTime time, LiveExchange live, TimeProvider wall, ILogger log)
{
    /// <summary>
    /// No request waits without end: while a cluster has no majority nobody answers. A caller is told to try again, and the same key tells
    /// what became of it.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _order = new();

    /// <summary>
    /// Sends a command; completes with its answer when that is durable and all who read know of it. Null when the exchange ended meanwhile,
    /// or nobody answered for <see cref="Patience"/>.
    /// </summary>
    public async Task<Message?> Ask(
        IDurableExchange system, EntityRef to, CommandId id, Func<Moment, Message> make, CommandOrigin origin, Moment? told, bool later)
    {
        ArgumentNullException.ThrowIfNull(system);
        using var patience = new CancellationTokenSource(Patience, wall);
        try
        {
            var answer = await Give(system, to, id, make, origin, told, later, patience.Token);
            var known = Stored(system);
            while (live.Events < known && !system.Failure.IsCompleted)
            {
                await Task.WhenAny(live.More(live.Events), system.Failure).WaitAsync(patience.Token);
            }

            return answer;
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            NotAnswered(log, id, to, Patience, Stored(system), live.Events);
            return null;
        }
        catch (Exception fault) when (fault is JournalException or ObjectDisposedException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>
    /// Gives the exchange an input. It gets its time and its place among the inputs together: the journal's inputs are in the order of
    /// their times, however many callers there are.
    /// </summary>
    public Task<Message?> Give(
        IDurableExchange system, EntityRef to, CommandId id, Func<Moment, Message> make, CommandOrigin origin, Moment? told, bool later,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(make);
        lock (_order)
        {
            var at = time.Of(told, later);
            return system.Ask(to, id, make(at), at, origin, cancellation);
        }
    }

    private static long Stored(IDurableExchange system) => system.EventsBefore + system.EventsPersisted;

    [LoggerMessage(LogLevel.Warning, "{Command} at {To} was not answered within {Patience}; its caller is told to ask again. "
        + "Events stored: {Stored}, heard of: {Heard}")]
    private static partial void NotAnswered(
        ILogger log, CommandId command, EntityRef to, TimeSpan patience, long stored, long heard);
}
