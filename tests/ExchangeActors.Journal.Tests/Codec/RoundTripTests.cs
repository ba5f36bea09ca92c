using CsCheck;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Codec;
using Google.Protobuf;
using K4os.Compression.LZ4;

namespace ExchangeActors.Journal.Tests.Codec;

/// <summary>Whatever is written is read back the same, and the same value has the same bytes.</summary>
public sealed class RoundTripTests
{
    private const int SamplesPerKind = 40;

    public static TheoryData<string> Manifests(string kind) => new(
        ManifestTable.All().Where(entry => entry.Kind.ToString() == kind).Select(entry => entry.Manifest));

    [Fact]
    public void Every_event_and_message_of_the_domain_is_in_the_table()
    {
        var known = ManifestTable.All().Where(entry => entry.Kind != ManifestKind.State).Select(entry => entry.Type).Distinct();
        Assert.Equal(
            Samples.Kinds(typeof(DomainEvent)).Concat(Samples.Kinds(typeof(Message)))
                .OrderBy(type => type.FullName, StringComparer.Ordinal),
            known.OrderBy(type => type.FullName, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Manifests), nameof(ManifestKind.Event))]
    public void An_event_comes_back_with_its_metadata_and_hash(string manifest)
    {
        var type = ManifestTable.For(manifest).Type;
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var stream = new EntityRef((EntityKind)random.Next(6), $"id-{random.Next(1000)}");
                var chain = new HashChain(stream, random.Next(1000),
                    new ChainHash([.. Enumerable.Range(0, 32).Select(_ => (byte)random.Next(256))]));
                var happened = (DomainEvent)Samples.Make(type, random);
                var recorded = new RecordedEvent(
                    new EventRef(stream, chain.Sequence + 1),
                    (EventRef)Samples.Make(typeof(EventRef), random),
                    random.Next(2) == 0 ? null : "liq/alice/1",
                    new Moment(random.NextInt64()),
                    happened)
                {
                    Input = Samples.Input(happened, random),
                };
                var written = chain.Seal(recorded);
                var again = chain.Seal(recorded);
                var read = EventCodec.Decode(written.Manifest, written.Payload);
                Assert.Equal(Samples.Structure(recorded), Samples.Structure(read.Recorded with { Input = read.ReadInput() }));
                Assert.Equal(recorded.Input is not null, read.BeginsDecision);
                Assert.Equal(written.Payload, again.Payload);
                Assert.Equal(chain.After(written), chain.Verify(read));
                var schema = Wire.StoredEvent.Parser.ParseFrom(written.Payload);
                var record = Wire.EventRecord.Parser.ParseFrom(
                    schema.Packed.IsEmpty ? schema.Record.ToByteArray() : Unpacked(schema.Packed));
                Assert.Equal(written.Hash, new ChainHash(schema.Hash.Span));
                Assert.Equal(recorded.Id, new EventRef(new EntityRef(record.StreamKind.ToDomain(), record.StreamId), record.Sequence));
                Assert.Equal(recorded.Correlation, record.HasCorrelation ? record.Correlation : null);
                Assert.Equal(recorded.Input is { } input ? MessageCodec.ManifestOf(input) : string.Empty, record.InputManifest);
            },
            iter: SamplesPerKind,
            threads: 1);
    }

    /// <summary>As journal.proto says it.</summary>
    private static byte[] Unpacked(ByteString packed)
    {
        var input = packed.CreateCodedInput();
        var record = new byte[input.ReadInt32()];
        Assert.Equal(record.Length, LZ4Codec.Decode(packed.Span[(int)input.Position..], record));
        return record;
    }

    [Theory]
    [MemberData(nameof(Manifests), nameof(ManifestKind.Message))]
    public void A_message_comes_back_with_its_envelope(string manifest)
    {
        var type = ManifestTable.For(manifest).Type;
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var message = (Message)Samples.Make(type, random);
                var envelope = new Envelope(
                    new EntityRef(EntityKind.Account, "alice"), new EntityRef(EntityKind.Market, "BTC-PERP"), message, Journals.Feed,
                        random.Next(2) == 0 ? null : "x", Journals.Noon);
                Assert.Equal(Samples.Structure(message), Samples.Structure(
                    MessageCodec.Decode(MessageCodec.ManifestOf(message), MessageCodec.Encode(message))));
                Assert.Equal(Samples.Structure(envelope), Samples.Structure(
                    MessageCodec.DecodeEnvelope(MessageCodec.EncodeEnvelope(envelope))));
                Assert.Equal(MessageCodec.Encode(message), MessageCodec.Encode(message));
            },
            iter: SamplesPerKind,
            threads: 1);
    }

    [Theory]
    [MemberData(nameof(Manifests), nameof(ManifestKind.State))]
    public void A_state_comes_back_with_the_head_of_its_chain_and_the_same_hash(string manifest)
    {
        var type = ManifestTable.For(manifest).Type;
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var start = HashChain.Start(Journals.Account(1));
                var chain = start.After(Journals.NextDeposit(start));
                var snapshot = new EntitySnapshot(chain, Samples.Make(type, random));
                var bytes = SnapshotCodec.Encode(snapshot);
                var read = SnapshotCodec.Decode(SnapshotCodec.ManifestOf(snapshot), bytes);
                Assert.Equal(chain, read.Chain);
                Assert.Equal(Samples.Structure(snapshot.State), Samples.Structure(read.State));
                Assert.Equal(StateHash(snapshot.State), StateHash(read.State));
                Assert.Equal(bytes, SnapshotCodec.Encode(read));
            },
            iter: SamplesPerKind,
            threads: 1);
    }

    [Fact]
    public void Numbers_keep_their_value_and_lose_trailing_zeros()
    {
        Gen.Decimal.Sample(value => Assert.Equal(value, value.ToWire().ToDecimal()), iter: 20_000, threads: 1);
        foreach (var value in new[] { 0m, -0.0m, 1.0m, 1.00m, decimal.MaxValue, decimal.MinValue, 1e-28m, -1e-28m, 18446744073709551615m,
            9223372036854775808m })
        {
            Assert.Equal(value, value.ToWire().ToDecimal());
            Assert.Equal((value * 1.00m).ToWire(), value.ToWire());
        }
    }

    [Fact]
    public void Enumerations_of_the_schema_have_the_numbers_of_the_domain()
    {
        var domain = typeof(DomainEvent).Assembly.GetTypes().Where(type => type.IsEnum).ToDictionary(type => type.Name);
        var wire = typeof(ManifestTable).Assembly.GetTypes().Where(
            type => type is { IsEnum: true, IsNested: false, Namespace: "ExchangeActors.Journal.Wire" }).ToList();
        Assert.NotEmpty(wire);
        foreach (var type in wire)
        {
            Assert.Equal(
                Enum.GetNames(domain[type.Name]).Select(name => (name, (int)Enum.Parse(domain[type.Name], name))),
                Enum.GetNames(type).Select(name => (name, (int)Enum.Parse(type, name))));
        }
    }

    [Fact]
    public void An_unknown_manifest_is_named()
    {
        var error = Assert.Throws<JournalException>(() => EventCodec.Decode(
            "account.teleported.1", Journals.NextDeposit(HashChain.Start(Journals.Account(1))).Payload));
        Assert.Equal(JournalFault.WrongVersion, error.Fault);
        Assert.Contains("account.teleported.1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Garbage_is_reported_as_damage_whatever_it_is() => Gen.Byte.Array[0, 300].Sample(
        bytes =>
        {
            foreach (var read in new Action[] { () => EventCodec.Decode("account.fill-applied.1", bytes), () =>
                MessageCodec.DecodeEnvelope(bytes) })
            {
                if (Record.Exception(read) is { } error)
                {
                    Assert.True(error is JournalException { Fault: JournalFault.Corrupt or JournalFault.WrongVersion }, error.ToString());
                }
            }
        },
        iter: 3_000,
        threads: 1);

    private static string StateHash(object state)
    {
        using var writer = new CanonicalWriter();
        switch (state)
        {
            case Account account: account.WriteTo(writer); break;
            case Market market: market.WriteTo(writer); break;
            case LiquidationPool pool: pool.WriteTo(writer); break;
            case DeleveragingCoordinator coordinator: coordinator.WriteTo(writer); break;
            default: throw new NotSupportedException(state.GetType().Name);
        }

        return writer.Finish();
    }
}
