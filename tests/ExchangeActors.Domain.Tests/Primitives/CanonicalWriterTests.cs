using CsCheck;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Primitives;

public sealed class CanonicalWriterTests
{
    [Fact]
    public void Equal_numbers_hash_alike_whatever_their_scale_and_sign_of_zero()
    {
        Assert.Equal(Hash(1.0m), Hash(1.00m));
        Assert.Equal(Hash(100m), Hash(100.000000m));
        Assert.Equal(Hash(0m), Hash(-0.0m * 5.5m));
        Assert.Equal(Hash(0m), Hash(decimal.Negate(0m)));
        Assert.Equal(Hash(0m), Hash(-0.5m - -0.5m));
        Assert.Equal(Hash(decimal.MaxValue), Hash(decimal.MaxValue));
    }

    [Fact]
    public void Different_numbers_hash_differently() => Gen.Select(Gen.Decimal, Gen.Decimal)
        .Sample((a, b) => Assert.Equal(a == b, Hash(a) == Hash(b)));

    [Fact]
    public void Where_one_text_ends_and_the_next_begins_counts_and_so_does_none()
    {
        Assert.NotEqual(Hash("ab", "c"), Hash("a", "bc"));
        Assert.NotEqual(Hash(string.Empty), Hash((string?)null));
        Assert.NotEqual(Hash(new string('x', 5_000)), Hash(new string('x', 5_001)));
        Assert.Equal(Hash(new string('é', 5_000)), Hash(new string('é', 5_000)));
    }

    [Fact]
    public void A_writer_begins_anew_after_it_finished()
    {
        using var writer = new CanonicalWriter();
        var first = writer.Write(1L).Write("x").Finish();
        Assert.Equal(first, writer.Write(1L).Write("x").Finish());
    }

    [Fact]
    public void Canonical_text_has_no_trailing_zeros_and_no_negative_zero()
    {
        Assert.Equal("1.5", Canonical.Text(1.500m));
        Assert.Equal("100", Canonical.Text(100.0m));
        Assert.Equal("-0.000001", Canonical.Text(-0.000001m));
        Assert.Equal("0", Canonical.Text(decimal.Negate(0.00m)));
    }

    private static string Hash(decimal value)
    {
        using var writer = new CanonicalWriter();
        return writer.Write(value).Finish();
    }

    private static string Hash(params string?[] values)
    {
        using var writer = new CanonicalWriter();
        foreach (var value in values)
        {
            writer.Write(value);
        }

        return writer.Finish();
    }
}
