using CsCheck;
using ExchangeActors.Journal.Chain;

namespace ExchangeActors.Journal.Tests.Chain;

/// <summary>The frame of a payload: what is packed comes back, and damage of any kind is refused and costs nothing.</summary>
public sealed class StoredPayloadTests
{
    private static readonly ChainHash Hash = new([.. Enumerable.Range(1, ChainHash.Length).Select(i => (byte)i)]);

    [Fact]
    public void A_record_comes_back_with_its_hash() => Gen.Byte.Array[0, 400].Select(Gen.Int[1, 20], Repeated).Sample(record =>
    {
        var payload = StoredPayload.Of(record, Hash);
        Assert.Equal(record, StoredPayload.Record(payload).ToArray());
        Assert.Equal(Hash, StoredPayload.Hash(payload));
    });

    [Fact]
    public void What_repeats_itself_gets_shorter_and_what_does_not_never_gets_longer()
    {
        var random = new byte[200];
        new Random(1).NextBytes(random);
        const int frame = 5 + ChainHash.Length;
        Assert.True(StoredPayload.Of(random, Hash).Length <= random.Length + frame);
        Assert.True(StoredPayload.Of(Repeated(random, 10), Hash).Length < 2 * random.Length);
    }

    [Fact]
    public void What_is_cut_off_or_goes_on_is_refused_and_a_changed_byte_at_most() => Gen.Byte.Array[1, 60].Select(Gen.Int[1, 8], Repeated)
        .Select(Gen.Int[0, 10_000], Gen.Byte).Sample((record, at, other) =>
        {
            var payload = StoredPayload.Of(record, Hash);
            var damaged = (byte[])payload.Clone();
            damaged[at % payload.Length] = other;
            Refused(payload[..(at % payload.Length)]);
            Refused([.. payload, other]);
            try
            {
                // In the content it may give another record, which the chain does not go on with; it never ends in anything else.
                _ = StoredPayload.Record(damaged);
            }
            catch (JournalException refused)
            {
                Assert.Equal(JournalFault.Corrupt, refused.Fault);
            }
        });

    [Fact]
    public void A_length_that_so_few_bytes_cannot_have_is_not_made_room_for()
    {
        // Two gigabytes in three bytes.
        byte[] packed = [0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x10, 0x41, 0x41];
        byte[] payload = [(3 << 3) | 2, (byte)packed.Length, .. packed, (2 << 3) | 2, ChainHash.Length, .. new byte[ChainHash.Length]];
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(JournalFault.Corrupt, Assert.Throws<JournalException>(() => StoredPayload.Record(payload)).Fault);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    private static void Refused(byte[] payload) =>
        Assert.Equal(JournalFault.Corrupt, Assert.Throws<JournalException>(() => StoredPayload.Record(payload)).Fault);

    private static byte[] Repeated(byte[] part, int times) => [.. Enumerable.Repeat(part, times).SelectMany(bytes => bytes)];
}
