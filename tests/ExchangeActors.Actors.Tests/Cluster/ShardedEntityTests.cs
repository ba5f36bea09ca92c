using Akka.Actor;
using ExchangeActors.Actors.Cluster;
using ExchangeActors.Actors.Running;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Venues;
using Envelope = ExchangeActors.Domain.Primitives.Envelope;

namespace ExchangeActors.Actors.Tests.Cluster;

public sealed class ShardedEntityTests
{
    private static readonly ExchangeRules Rules = TestRules.Of(Script.Market);
    private static readonly EntityRef Alice = EntityRef.Account(new AccountId("alice"));
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>
    /// What it owes is owed for good when nobody happens to send it anything: its shard starts it only with a message.
    /// </summary>
    [Theory]
    [InlineData(Fault.FailBeforeStoring)]
    [InlineData(Fault.FailAfterStoring)]
    [InlineData(Fault.Reject)]
    public async Task One_that_stops_because_its_store_failed_has_itself_started_again(Fault fault)
    {
        var options = new ExchangeSystemOptions { RestartAfterAtMost = TimeSpan.FromMilliseconds(50) };
        var plan = new FaultPlan(write => write == 1 ? fault : Fault.None);
        var system = ActorSystem.Create("sharded", SystemConfiguration.Create(plan.Store, options, null, string.Empty));
        try
        {
            using var region = Inbox.Create(system);
            var post = new ClusterPost(Rules, new ExchangeClock(new Moment(0)), () => [], system);
            post.Open(region.Receiver, region.Receiver, region.Receiver, ActorRefs.Nobody, ActorRefs.Nobody);
            var entity = system.ActorOf(Props.Create(() => new ShardedEntity<Account>(Alice, Deciders.Account, post, options)));
            region.Watch(entity);

            entity.Tell(Command(1, new OpenAccount(
                new CommandId("test", 1), new AccountId("alice"), AccountKind.Trader, Money.Zero, [], null)));

            var (terminated, reminded) = (false, false);
            while (!terminated || !reminded)
            {
                var received = await region.ReceiveAsync(Patience);
                Assert.IsNotType<Status.Failure>(received);
                terminated |= received is Terminated || fault == Fault.Reject;
                reminded |= received is Envelope { Body: Remind } envelope && envelope.To == Alice;
            }
        }
        finally
        {
            await system.Terminate();
        }
    }

    private static Envelope Command(long number, Message message)
    {
        var source = new EntityRef(EntityKind.Outside, "test");
        return new Envelope(Alice, source, message, new EventRef(source, number), null, new Moment(1_760_130_000_000));
    }
}
