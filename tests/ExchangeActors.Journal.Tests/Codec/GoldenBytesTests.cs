using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Codec;
using Google.Protobuf;

namespace ExchangeActors.Journal.Tests.Codec;

/// <summary>
/// The bytes of every manifest, as they were when it was introduced, are in GoldenBytes.txt: one line each, manifest and hexadecimal. A
/// line is never changed; a test run with EXCHANGE_WRITE_GOLDEN=&lt;path of the file&gt; appends the lines of new manifests.
/// </summary>
public sealed class GoldenBytesTests
{
    private const int Seed = 20251010;

    private static readonly Dictionary<string, string> Golden = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "GoldenBytes.txt"))
        .Select(line => line.Split(' '))
        .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    private static IEnumerable<string> All => [.. ManifestTable.All().Select(entry => entry.Manifest), MessageCodec.EnvelopeManifest];

    public static TheoryData<string> Manifests => new(All);

    [Fact]
    public void Every_manifest_has_golden_bytes_and_no_golden_bytes_lost_their_manifest()
    {
        if (Environment.GetEnvironmentVariable("EXCHANGE_WRITE_GOLDEN") is { Length: > 0 } path)
        {
            var missing = All.Where(manifest => !Golden.ContainsKey(manifest));
            File.AppendAllLines(
                path, missing.Select(manifest => $"{manifest} {Convert.ToHexStringLower(Write(manifest, Sample(manifest)))}"));
            return;
        }

        Assert.Equal(All.Order(StringComparer.Ordinal), Golden.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Golden_bytes_are_read_and_written_again_the_same(string manifest)
    {
        if (Environment.GetEnvironmentVariable("EXCHANGE_WRITE_GOLDEN") is { Length: > 0 })
        {
            return;
        }

        var bytes = Convert.FromHexString(Golden[manifest]);
        var value = Read(manifest, bytes);
        if (Newest(value) == manifest)
        {
            Assert.Equal(Golden[manifest], Convert.ToHexStringLower(Write(manifest, value)));
        }
    }

    private static string Newest(object value) => value switch
    {
        JournaledEvent journaled => ManifestTable.For(journaled.Recorded.Event).Manifest,
        Message message => MessageCodec.ManifestOf(message),
        EntitySnapshot snapshot => SnapshotCodec.ManifestOf(snapshot),
        _ => MessageCodec.EnvelopeManifest,
    };

    private static object Read(string manifest, byte[] bytes) => manifest == MessageCodec.EnvelopeManifest
        ? MessageCodec.DecodeEnvelope(bytes)
        : ManifestTable.For(manifest).Kind switch
        {
            ManifestKind.Event => EventCodec.Decode(manifest, bytes),
            ManifestKind.Message => MessageCodec.Decode(manifest, bytes),
            _ => SnapshotCodec.Decode(manifest, bytes),
        };

    // Events are sealed anew, so that the golden bytes also fix the hash chain.
    private static byte[] Write(string manifest, object value) => value switch
    {
        JournaledEvent journaled => Plain(
            HashChain.Start(Journals.Account(1)).Seal(journaled.Recorded with { Input = journaled.ReadInput() })),
        Message message => MessageCodec.Encode(message),
        EntitySnapshot snapshot => SnapshotCodec.Encode(snapshot),
        Envelope envelope => MessageCodec.EncodeEnvelope(envelope),
        _ => throw new NotSupportedException(manifest),
    };

    /// <summary>The payload with its record as it is: how it is packed is the library's matter.</summary>
    private static byte[] Plain(JournaledEvent journaled) => new Wire.StoredEvent
    {
        Record = ByteString.CopyFrom(journaled.Record.Span),
        Hash = ByteString.CopyFrom(journaled.Payload[^ChainHash.Length..]),
    }.ToByteArray();

    private static object Sample(string manifest)
    {
        var random = new Random(Seed);
        if (manifest == MessageCodec.EnvelopeManifest)
        {
            return new Envelope(
                new EntityRef(EntityKind.Market, "BTC-PERP"), new EntityRef(EntityKind.Outside, "feed"),
                    new CommandAccepted(new CommandId("feed", 7)), Journals.Feed, "liq/alice/1", Journals.Noon);
        }

        var entry = ManifestTable.For(manifest);
        var value = Samples.Make(entry.Type, random);
        var start = HashChain.Start(Journals.Account(1));
        return value switch
        {
            DomainEvent @event =>
                start.Seal(new RecordedEvent(new EventRef(Journals.Account(1), 1), Journals.Feed, "liq/alice/1", Journals.Noon, @event)
                {
                    // One of them fixes the bytes of an input.
                    Input = @event is Deposited deposited ? new Deposit(deposited.Command, deposited.Amount) : null,
                }),
            Message => value,
            _ => new EntitySnapshot(start.After(Journals.NextDeposit(start)), value),
        };
    }
}
