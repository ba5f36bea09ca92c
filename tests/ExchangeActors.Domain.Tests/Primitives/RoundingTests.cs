using CsCheck;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Primitives;

public sealed class RoundingTests
{
    [Theory]
    [InlineData(1.25, 0.5, 1.0, 1.5)]
    [InlineData(-1.25, 0.5, -1.5, -1.0)]
    [InlineData(1.5, 0.5, 1.5, 1.5)]
    [InlineData(-1.5, 0.5, -1.5, -1.5)]
    [InlineData(0, 0.5, 0, 0)]
    [InlineData(-0.1, 0.5, -0.5, 0)]
    public void Down_goes_towards_minus_infinity_and_up_towards_plus_infinity(double value, double step, double down, double up)
    {
        Assert.Equal((decimal)down, Rounding.Down((decimal)value, (decimal)step));
        Assert.Equal((decimal)up, Rounding.Up((decimal)value, (decimal)step));
    }

    [Fact]
    public void Rounding_gives_a_multiple_less_than_a_step_away() =>
        Gen.Select(Gen.Decimal[-1_000_000m, 1_000_000m], Gen.Int[1, 1_000]).Sample((value, thousandths) =>
    {
        var step = thousandths / 1_000m;
        var (down, up) = (Rounding.Down(value, step), Rounding.Up(value, step));
        Assert.True(Rounding.IsMultiple(down, step) && Rounding.IsMultiple(up, step));
        Assert.True(down <= value && value < down + step);
        Assert.True(up >= value && value > up - step);
    });
}
