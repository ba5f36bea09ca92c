using System.Globalization;
using CsCheck;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Primitives;

public sealed class PowersTests
{
    [Fact]
    public void Roots_have_24_digits()
    {
        Assert.Equal(1.414213562373095048801689m, Powers.SquareRoot(2m));
        Assert.Equal(3m, Powers.SquareRoot(9m));
        Assert.Equal((0m, 0m), (Powers.SquareRoot(0m), Powers.SquareRoot(-1m)));
    }

    [Theory]
    [InlineData("2", "0.5", "1.414213562373")]
    [InlineData("10", "0.3", "1.995262314969")]
    [InlineData("0.37", "0.81", "0.446934002176")]
    [InlineData("1000000", "0.25", "31.622776601684")]
    [InlineData("2", "-1", "0.5")]
    [InlineData("0.04", "0.5", "0.2")]
    [InlineData("7", "0", "1")]
    [InlineData("7", "1", "7")]
    public void Powers_have_12_digits(string value, string exponent, string power) =>
        Assert.Equal(Number(power), Powers.Power(Number(value), Number(exponent)));

    [Fact]
    public void Both_parts_of_a_power_multiply_to_the_whole() =>
        Gen.Select(Gen.Int[1, 1_000_000], Gen.Int[0, 1_000]).Sample((thousandths, permille) =>
    {
        var (value, exponent) = (thousandths / 1_000m, permille / 1_000m);
        var product = Powers.Power(value, exponent) * Powers.Power(value, 1m - exponent);
        Assert.InRange(product / value, 1m - 0.000_000_001m, 1m + 0.000_000_001m);
    });

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
