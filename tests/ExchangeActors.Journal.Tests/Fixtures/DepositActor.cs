using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Chain;

namespace ExchangeActors.Journal.Tests.Fixtures;

/// <summary>A bare persistent actor of one stream: a deposit persists the next event, and every answer is the number of events.</summary>
internal sealed class DepositActor : ReceivePersistentActor
{
    private HashChain _chain;
    private IActorRef _asker = ActorRefs.Nobody;

    public DepositActor(EntityRef stream)
    {
        _chain = HashChain.Start(stream);
        PersistenceId = stream.ToString();
        Recover<JournaledEvent>(stored => _chain = _chain.Verify(stored));
        Recover<SnapshotOffer>(offer => _chain = ((EntitySnapshot)offer.Snapshot).Chain);
        Command<Deposit>(_ => Persist(Journals.NextDeposit(_chain), stored =>
        {
            _chain = _chain.After(stored);
            Sender.Tell(_chain.Sequence);
        }));
        Command<DepositTagged>(deposit => Persist(new Tagged(Journals.NextDeposit(_chain), [deposit.Tag]), stored =>
        {
            _chain = _chain.After((JournaledEvent)stored.Payload);
            Sender.Tell(_chain.Sequence);
        }));
        Command<HowMany>(_ => Sender.Tell(_chain.Sequence));
        Command<TakeSnapshot>(_ =>
        {
            _asker = Sender;
            SaveSnapshot(new EntitySnapshot(_chain, Account.New(new AccountId(stream.Id))));
        });
        Command<SaveSnapshotSuccess>(_ => _asker.Tell(_chain.Sequence));
    }

    public override string PersistenceId { get; }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => Sender.Tell(new Status.Failure(cause));

    internal sealed record Deposit;

    internal sealed record DepositTagged(string Tag);

    internal sealed record HowMany;

    internal sealed record TakeSnapshot;
}
