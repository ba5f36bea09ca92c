using Akka.Actor;
using BenchmarkDotNet.Attributes;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Writing;

namespace ExchangeActors.Benchmarks;

/// <summary>The journal's serializer there and back, on the most frequent event: a fill.</summary>
[MemoryDiagnoser]
public class SerializerBenchmarks
{
    private readonly HashChain _chain = HashChain.Start(EntityRef.Account(new AccountId("alice")));
    private ActorSystem _system = null!;
    private ExchangeSerializer _serializer = null!;
    private RecordedEvent _fill = null!;
    private JournaledEvent _journaled = null!;
    private byte[] _bytes = null!;

    [GlobalSetup]
    public void Setup()
    {
        _system = ActorSystem.Create("serializer", JournalProfile.SerializationOnly());
        _serializer = new ExchangeSerializer((ExtendedActorSystem)_system);
        var fill = new FillNotice(1_234_567, new OrderId("order/alice/client/42"), Side.Buy, new Quantity(0.1234m), new Price(98_765.4m),
            new Money(2.436742m), true, new Quantity(0.4m), new Price(98_770.1m), 12.3456789m);
        _fill = new RecordedEvent(
            new EventRef(_chain.Stream, 1), new EventRef(EntityRef.Market(BenchmarkRules.Btc), 7_654_321), "order/bob/client/7",
                new Moment(1_760_130_000_000),
            new FillApplied(BenchmarkRules.Btc, 99, 42, fill, new Money(12.345678m), MarginMode.Cross, Money.Zero));
        _journaled = _chain.Seal(_fill);
        _bytes = _serializer.ToBinary(_journaled);
    }

    [GlobalCleanup]
    public void Cleanup() => _system.Terminate().Wait();

    [Benchmark]
    public JournaledEvent Seal() => _chain.Seal(_fill);

    [Benchmark]
    public object Round_trip() => _serializer.FromBinary(_serializer.ToBinary(_chain.Seal(_fill)), _journaled.Manifest);

    [Benchmark]
    public object Read() => _serializer.FromBinary(_bytes, _journaled.Manifest);
}
