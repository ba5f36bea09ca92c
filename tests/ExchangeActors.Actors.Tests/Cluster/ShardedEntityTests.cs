using Akka.Actor;
using ExchangeActors.Actors.Cluster;
using ExchangeActors.Actors.Running;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Markets;
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
            post.Open(region.Receiver, region.Receiver, region.Receiver, ActorRefs.Nobody, ActorRefs.Nobody, ActorRefs.Nobody);
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

    [Fact]
    public async Task One_that_fails_at_a_message_of_another_takes_none_until_it_can_decide_it()
    {
        var mistakes = new Mistakes((_, message) => message is CheckMargin or Deposit { Amount.Value: 13m });
        var options = new ExchangeSystemOptions { Quarantines = true, Deciders = mistakes.Deciders };
        var plan = new FaultPlan(_ => Fault.None);
        var system = ActorSystem.Create("sharded", SystemConfiguration.Create(plan.Store, options, null, string.Empty));
        try
        {
            using var others = Inbox.Create(system);
            using var caller = Inbox.Create(system);
            var post = new ClusterPost(Rules, new ExchangeClock(new Moment(0)), () => [], system);
            var desk = system.ActorOf(Props.Create(() => new QuarantineDesk()));
            post.Open(others.Receiver, others.Receiver, others.Receiver, ActorRefs.Nobody, ActorRefs.Nobody, desk);
            var entity = system.ActorOf(Props.Create(() => new ShardedEntity<Account>(Alice, options.Deciders.Account, post, options)));
            await Ask<CommandAccepted>(Command(1, new OpenAccount(
                new CommandId("test", 1), new AccountId("alice"), AccountKind.Trader, new Money(100m), [], null)));

            var back = await Ask<CommandNotTaken>(Deposit(2, 13m));
            Assert.Equal((CommandNotTaken.CannotBeDecided, new CommandId("test", 2)), (back.Code, back.Id));
            Assert.Empty((await desk.Ask<Quarantine>(new ListQuarantine(), Patience)).Entities);

            entity.Tell(new Envelope(
                Alice, EntityRef.RiskMonitor(new AccountId("alice")), new CheckMargin(MarkBoard.Empty), new EventRef(Alice, 1), null,
                new Moment(2)));
            var away = await Ask<CommandNotTaken>(Deposit(3, 1m));
            Assert.Equal(CommandNotTaken.Quarantined, away.Code);
            var quarantined = Assert.Single((await desk.Ask<Quarantine>(new ListQuarantine(), Patience)).Entities);
            Assert.Equal((Alice, nameof(CheckMargin)), (quarantined.Entity, quarantined.Message));
            Assert.NotNull((await Ask<QuarantineRetried>(Command(1, new RetryQuarantined()))).Still);

            mistakes.Mended = true;
            Assert.Equal(new QuarantineRetried(true, null), await Ask<QuarantineRetried>(Command(1, new RetryQuarantined())));
            await Ask<CommandAccepted>(Deposit(3, 1m));
            await Ask<CommandAccepted>(Deposit(2, 13m));
            Assert.Empty((await desk.Ask<Quarantine>(new ListQuarantine(), Patience)).Entities);
            Assert.Equal(new QuarantineRetried(false, null), await Ask<QuarantineRetried>(Command(1, new RetryQuarantined())));

            async Task<T> Ask<T>(Envelope envelope)
            {
                entity.Tell(envelope, caller.Receiver);
                return Assert.IsType<T>(await caller.ReceiveAsync(Patience));
            }
        }
        finally
        {
            await system.Terminate();
        }
    }

    private static Envelope Deposit(long number, decimal amount) =>
        Command(number, new Deposit(new CommandId("test", number), new Money(amount)));

    private static Envelope Command(long number, Message message)
    {
        var source = new EntityRef(EntityKind.Outside, "test");
        return new Envelope(Alice, source, message, new EventRef(source, number), null, new Moment(1_760_130_000_000));
    }
}
