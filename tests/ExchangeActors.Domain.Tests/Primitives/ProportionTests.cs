using System.Numerics;
using CsCheck;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Primitives;

public sealed class ProportionTests
{
    /// <summary>Mantissas up to 1e27 with up to 12 decimals: amounts and quantities at the edge of their bounds.</summary>
    private static readonly Gen<decimal> Large = Gen.Select(
        Gen.Long[1, 999_999_999_999_999], Gen.Long[0, 999_999_999_999], Gen.Int[0, 27], (high, low, cut) => Math.Max(Largest.Fineness,
            decimal.Round((high + (low * Largest.Fineness)) / Ten(cut), 12)));

    [Fact]
    public void A_part_is_exact_to_the_nearest_digit_that_is_kept_however_large_the_product() => Gen.Select(Large, Large, Large,
        Gen.Bool).Sample((amount, a, b, negative) =>
    {
        var (part, whole) = (Math.Min(a, b), Math.Max(a, b));
        var signed = negative ? -amount : amount;
        var money = Proportion.Of(new Money(signed), new Quantity(part), new Quantity(whole)).Value;
        // 2·|money·whole − amount·part| ≤ whole·(fineness + what 28 digits cannot hold), in whole numbers of 1e-24.
        var error = BigInteger.Abs((Units(money) * Units(whole)) - (Units(signed) * Units(part)));
        Assert.True(2 * error <= Units(whole) + (Units(whole) / 100), $"{amount} · {part} / {whole} = {money}");
        Assert.True(Rounding.IsMultiple(money, Largest.Fineness));
    });

    [Fact]
    public void The_largest_product_overflows_nothing()
    {
        Assert.Equal(Largest.Amount, Proportion.Of(Largest.Amount, Largest.Quantity, Largest.Quantity));
        Assert.Equal(333_333_333_333_333.333333333333m, Proportion.Of(new Money(Largest.Amount), new Quantity(1m), new Quantity(3m)).Value);
        Assert.Equal(-1e-12m, Proportion.Of(-1e-12m, 999_999_999_999_999.999999999999m, 999_999_999_999_999.999999999999m));
    }

    [Fact]
    public void A_product_is_exact_when_no_digit_is_lost()
    {
        Assert.True(Proportion.IsExact(1e-14m, 1e-14m));
        Assert.False(Proportion.IsExact(1e-17m, 1e-17m));
        Assert.False(Proportion.IsExact(1e-28m, 0.01m));
        Assert.True(Proportion.IsExact(1.000000000000000000000m, 1e-28m));
        Assert.True(Proportion.IsExact(1e15m, 1e12m));
        Assert.True(Proportion.IsExact(0m, 1e-28m));
    }

    private static BigInteger Units(decimal value) => new BigInteger(value * Ten(12));

    private static decimal Ten(int power)
    {
        var value = 1m;
        for (var i = 0; i < power; i++)
        {
            value *= 10m;
        }

        return value;
    }
}
