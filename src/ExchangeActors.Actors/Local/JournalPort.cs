using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using ExchangeActors.Journal.Chain;

namespace ExchangeActors.Actors.Local;

/// <summary>
/// Speaks with the journal's plugin. Every request has an actor of its own, so that an answer that comes late belongs to nobody else; one
/// that does not come at all ends the request as a failure.
/// </summary>
/// <param name="actors">Where the requests' actors live.</param>
/// <param name="journal">The plugin.</param>
/// <param name="patience">How long the plugin may be silent.</param>
internal sealed class JournalPort(IActorRefFactory actors, IActorRef journal, TimeSpan patience)
{
    private static readonly string WriterId = Guid.NewGuid().ToString();

    /// <summary>
    /// Stores events of many streams in their order, in one transaction where the plugin has any. Null, or why it failed: then whether
    /// they are stored is unknown.
    /// </summary>
    public Task<Exception?> Store(IReadOnlyList<JournaledEvent> events)
    {
        var done = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        actors.ActorOf(Props.Create(() => new Writing(journal, events, patience, done)));
        return done.Task;
    }

    /// <summary>The hashes of a stream's events that are stored, by sequence.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="from">First sequence.</param>
    /// <param name="to">Last sequence.</param>
    public Task<IReadOnlyDictionary<long, ChainHash>> Stored(string stream, long from, long to)
    {
        var done = new TaskCompletionSource<IReadOnlyDictionary<long, ChainHash>>(TaskCreationOptions.RunContinuationsAsynchronously);
        actors.ActorOf(Props.Create(() => new Reading(journal, stream, from, to, patience, done)));
        return done.Task;
    }

    private sealed class Writing(
        IActorRef journal, IReadOnlyList<JournaledEvent> events, TimeSpan patience, TaskCompletionSource<Exception?> done) : UntypedActor
    {
        private int _answersLeft = events.Count;
        private Exception? _fault;

        protected override void PreStart()
        {
            SetReceiveTimeout(patience);
            journal.Tell(new WriteMessages(Writes(), Self, 1), Self);
        }

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case WriteMessagesSuccessful:
                    break;
                case WriteMessagesFailed failed:
                    _fault ??= failed.Cause;
                    break;
                case WriteMessageSuccess:
                    Answered(null);
                    break;
                case WriteMessageFailure failure:
                    Answered(failure.Cause);
                    break;
                case WriteMessageRejected rejected:
                    Answered(rejected.Cause);
                    break;
                case ReceiveTimeout:
                    End(new TimeoutException($"the journal has said nothing to a write for {patience.TotalSeconds} s"));
                    break;
                default:
                    Unhandled(message);
                    break;
            }
        }

        private IEnumerable<IPersistentEnvelope> Writes()
        {
            var writes = new List<IPersistentEnvelope>();
            for (var i = 0; i < events.Count;)
            {
                // Neighbours of one stream are one write, as the plugins expect it.
                var stream = events[i].Recorded.Id.Stream;
                var id = stream.ToString();
                var run = ImmutableList.CreateBuilder<IPersistentRepresentation>();
                for (; i < events.Count && events[i].Recorded.Id.Stream == stream; i++)
                {
                    var sequence = events[i].Recorded.Id.Sequence;
                    run.Add(new Persistent(events[i], sequence, id, string.Empty, false, ActorRefs.NoSender, WriterId));
                }

                writes.Add(new AtomicWrite(run.ToImmutable()));
            }

            return writes;
        }

        private void Answered(Exception? fault)
        {
            _fault ??= fault;
            if (--_answersLeft == 0)
            {
                End(_fault);
            }
        }

        private void End(Exception? fault)
        {
            done.TrySetResult(fault);
            Context.Stop(Self);
        }
    }

    private sealed class Reading(
        IActorRef journal,
        string stream,
        long from,
        long to,
        TimeSpan patience,
        TaskCompletionSource<IReadOnlyDictionary<long, ChainHash>> done) : UntypedActor
    {
        private readonly Dictionary<long, ChainHash> _found = [];

        protected override void PreStart()
        {
            SetReceiveTimeout(patience);
            journal.Tell(new ReplayMessages(from, to, long.MaxValue, stream, Self), Self);
        }

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case ReplayedMessage { Persistent: { Payload: JournaledEvent stored } persistent }:
                    _found[persistent.SequenceNr] = stored.Hash;
                    return;
                case RecoverySuccess:
                    done.TrySetResult(_found);
                    break;
                case ReplayMessagesFailure failure:
                    done.TrySetException(failure.Cause);
                    break;
                case ReceiveTimeout:
                    done.TrySetException(new TimeoutException($"the journal has said nothing to a query for {patience.TotalSeconds} s"));
                    break;
                default:
                    Unhandled(message);
                    return;
            }

            Context.Stop(Self);
        }
    }
}
