using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using BenchmarkDotNet.Attributes;
using ExchangeActors.Actors;
using ExchangeActors.Actors.Racing;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Writing;

namespace ExchangeActors.Benchmarks;

/// <summary>
/// Durable events on SQLite, time per event: the exchange's actors (decide, evolve, seal, persist, answer) against bare persistent actors
/// that persist the same events and answer. Both in one run on the same disk; the ratio is what counts.
/// </summary>
[MemoryDiagnoser]
public class DurableBenchmarks
{
    private const int Accounts = 100;
    private const int DepositsEach = 50;
    private readonly string _folder = Directory.CreateTempSubdirectory("exchange-benchmark-").FullName;
    private JournalFile _exchangeFile = null!;
    private JournalFile _bareFile = null!;
    private ExchangeSystem _exchange = null!;
    private ActorSystem _bare = null!;
    private IActorRef[] _actors = [];
    private long _number = 1;

    [GlobalSetup]
    public async Task Setup()
    {
        var header = new JournalHeader("benchmark", "0", "bitmex", "0", 1, "benchmark", "{}");
        _exchangeFile = JournalFile.Create(Path.Combine(_folder, "exchange.db"), header);
        _bareFile = JournalFile.Create(Path.Combine(_folder, "bare.db"), header);
        _exchange = await ExchangeSystem.Start(BenchmarkRules.Rules, _exchangeFile, new ExchangeSystemOptions());
        for (var i = 0; i < Accounts; i++)
        {
            var id = new CommandId("benchmark", _number);
            await _exchange.Ask(EntityRef.Account(Account(i)), id, new OpenAccount(id, Account(i), AccountKind.Trader, Money.Zero, []),
                new Moment(1));
        }

        _bare = ActorSystem.Create("bare", _bareFile.Profile.AddTo(BootstrapSetup.Create()
            .WithConfig(_bareFile.Profile.Configuration.WithFallback(ConfigurationFactory.ParseString("akka.loglevel = WARNING")))));
        _actors = [
            .. Enumerable.Range(0, Accounts)
                .Select(i => _bare.ActorOf(Props.Create(() => new BareAccount(EntityRef.Account(Account(i))))))];
        await Bare_persistent_actors();
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        await _exchange.DisposeAsync();
        await _bare.Terminate();
        _exchangeFile.Dispose();
        _bareFile.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Accounts * DepositsEach)]
    public async Task Bare_persistent_actors()
    {
        var answers = new List<Task>(Accounts * DepositsEach);
        for (var n = 0; n < DepositsEach; n++)
        {
            _number++;
            foreach (var actor in _actors)
            {
                answers.Add(actor.Ask<CommandAccepted>(new Deposit(new CommandId("benchmark", _number), new Money(1.25m))));
            }
        }

        await Task.WhenAll(answers);
    }

    [Benchmark(OperationsPerInvoke = Accounts * DepositsEach)]
    public async Task Exchange_actors()
    {
        var answers = new List<Task>(Accounts * DepositsEach);
        for (var n = 0; n < DepositsEach; n++)
        {
            var id = new CommandId("benchmark", ++_number);
            for (var i = 0; i < Accounts; i++)
            {
                answers.Add(_exchange.Ask(EntityRef.Account(Account(i)), id, new Deposit(id, new Money(1.25m)), new Moment(_number)));
            }
        }

        await Task.WhenAll(answers);
    }

    private static AccountId Account(int i) => new($"trader-{i}");

    /// <summary>What is left of an entity when it only persists and answers.</summary>
    private sealed class BareAccount(EntityRef self) : UntypedPersistentActor
    {
        private HashChain _chain = HashChain.Start(self);

        public override string PersistenceId => self.ToString();

        protected override void OnCommand(object message)
        {
            if (message is Deposit deposit)
            {
                var journaled = _chain.Seal(new RecordedEvent(
                    new EventRef(self, _chain.Sequence + 1),
                        new EventRef(new EntityRef(EntityKind.Outside, deposit.Id.Source), deposit.Id.Number), null,
                    new Moment(deposit.Id.Number), new Deposited(deposit.Id, deposit.Amount)));
                _chain = _chain.After(journaled);
                var sender = Sender;
                Persist(journaled, _ => sender.Tell(new CommandAccepted(deposit.Id)));
            }
        }

        protected override void OnRecover(object message)
        {
        }
    }
}
