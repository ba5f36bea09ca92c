using CsCheck;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Primitives;

public sealed class ShownTests
{
    [Theory]
    [InlineData("0", "0.00", "0", "0.00", "0", "0", "0")]
    [InlineData("0.000000006", "0.000000006", "0.000000006", "+0.000000006", "+0.000000006", "0.000000006", "0.000000006")]
    [InlineData("-0.00000000123456", "-0.00000000123", "-0.00000000123", "-0.00000000123456", "-0.00000000123", "-0.00000000123456",
        "-0.00000000123456")]
    [InlineData("0.0375", "0.0375", "0.0375", "+0.0375", "+0.0375", "0.0375", "0.0375")]
    [InlineData("0.6", "0.60", "0.6", "+0.60", "+0.6", "0.6", "0.6")]
    [InlineData("12.345678", "12.35", "12.3", "+12.345678", "+12.3", "12.345678", "12.345678")]
    [InlineData("12345.678", "12,345.68", "12,346", "+12,345.678", "+12,346", "12345.678", "12345.678")]
    [InlineData("-1234567.5", "-1,234,567.50", "-1,234,568", "-1,234,567.50", "-1,234,568", "-1234567.5", "-1234567.5")]
    [InlineData("0.123456789", "0.123", "0.123", "+0.123456789", "+0.123", "0.123456789", "0.123457")]
    [InlineData("0.00000000333333333333", "0.00000000333", "0.00000000333", "+0.00000000333333333333", "+0.00000000333",
        "0.00000000333333333333", "0.00000000333333")]
    public void A_number_is_shown_with_digits_that_tell_something(string value, string amount, string whole, string signed, string change,
        string price, string number)
    {
        var shown = decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(
            (amount, whole, signed, change, price, number),
            (Shown.Amount(shown), Shown.Whole(shown), Shown.Signed(shown), Shown.Change(shown), Shown.Price(shown), Shown.Number(shown)));
    }

    [Fact]
    public void What_is_not_nothing_is_never_shown_as_nothing_and_is_right_to_three_digits() => Gen.Select(Gen.Long[1, 999_999_999],
        Gen.Int[0, 28], Gen.Bool).Sample((digits, scale, negative) =>
    {
        var value = new decimal((int)(digits % 1_000_000_000), 0, 0, negative, (byte)scale);
        foreach (var text in new[] { Shown.Amount(value), Shown.Whole(value), Shown.Number(value), Shown.Number(value, 4) })
        {
            var read = decimal.Parse(text, System.Globalization.NumberStyles.Number, System.Globalization.CultureInfo.InvariantCulture);
            Assert.True(Math.Abs(read - value) <= Math.Abs(value) * 0.005m, $"{value} is shown as {text}");
        }

        Assert.Equal(value, decimal.Parse(Shown.Price(value), System.Globalization.CultureInfo.InvariantCulture));
    });
}
