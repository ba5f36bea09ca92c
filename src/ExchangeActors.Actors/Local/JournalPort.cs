using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using ExchangeActors.Journal;

namespace ExchangeActors.Actors.Local;

/// <summary>
/// Speaks with the journal's plugin: one write at a time, of events of many streams in their order, in one transaction where the plugin
/// has any.
/// </summary>
internal sealed class JournalPort(IActorRef journal) : UntypedActor
{
    private static readonly string WriterId = Guid.NewGuid().ToString();

    private readonly Dictionary<long, ChainHash> _found = [];
    private Store? _store;
    private int _answersLeft;
    private Exception? _fault;
    private ReadBack? _read;

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Store store:
                Begin(store);
                break;
            case ReadBack read:
                _found.Clear();
                _read = read;
                journal.Tell(new ReplayMessages(read.From, read.To, long.MaxValue, read.Stream, Self), Self);
                break;
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
            case ReplayedMessage { Persistent: { Payload: JournaledEvent stored } persistent }:
                _found[persistent.SequenceNr] = stored.Hash;
                break;
            case RecoverySuccess:
                _read?.Found.TrySetResult(_found.ToImmutableDictionary());
                _read = null;
                break;
            case ReplayMessagesFailure failure:
                _read?.Found.TrySetException(failure.Cause);
                _read = null;
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Begin(Store store)
    {
        (_store, _answersLeft, _fault) = (store, store.Events.Count, null);
        var writes = new List<IPersistentEnvelope>();
        for (var i = 0; i < store.Events.Count;)
        {
            // Neighbours of one stream are one write, as the plugins expect it.
            var stream = store.Events[i].Recorded.Id.Stream;
            var id = stream.ToString();
            var run = ImmutableList.CreateBuilder<IPersistentRepresentation>();
            for (; i < store.Events.Count && store.Events[i].Recorded.Id.Stream == stream; i++)
            {
                run.Add(new Persistent(
                    store.Events[i], store.Events[i].Recorded.Id.Sequence, id, string.Empty, false, ActorRefs.NoSender, WriterId));
            }

            writes.Add(new AtomicWrite(run.ToImmutable()));
        }

        journal.Tell(new WriteMessages(writes, Self, 0), Self);
    }

    private void Answered(Exception? fault)
    {
        _fault ??= fault;
        if (_store is { } store && --_answersLeft == 0)
        {
            _store = null;
            store.Done.TrySetResult(_fault);
        }
    }
}
