using CsCheck;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Primitives;

public sealed class LargestRemainderTests
{
    private static readonly Gen<(decimal Amount, decimal[] Weights, decimal Unit)> Divisions = Gen.Select(
        Gen.Long[0, 1_000_000_000_000], Gen.Int[0, 12], Gen.Long[0, 1_000_000_000_000_000].Array[1, 12], Gen.Int[0, 15], Gen.Int[0, 6],
        (amount, decimals, weights, digits, unit) => (
            new decimal(amount) * Ten(-decimals), weights.Select(weight => Math.Floor(new decimal(weight) * Ten(-digits))).ToArray(),
                Ten(-unit)));

    [Fact]
    public void The_parts_are_the_whole_and_each_is_within_a_unit_of_its_share() => Divisions.Sample(division =>
    {
        var (amount, weights, unit) = division;
        var parts = LargestRemainder.Divide(amount, weights, unit);
        var total = weights.Sum();
        Assert.Equal(total == 0m ? 0m : amount, parts.Sum());
        for (var i = 0; i < parts.Length; i++)
        {
            var share = total == 0m ? 0m : Proportion.Of(amount, weights[i], total);
            Assert.InRange(parts[i], Math.Max(0m, share - unit), share + unit);
            Assert.True(weights[i] > 0m || parts[i] == 0m);
        }

        // At most one part is no whole number of units, and none is where the amount is.
        Assert.True(parts.Count(part => !Rounding.IsMultiple(part, unit)) <= (Rounding.IsMultiple(amount, unit) ? 0 : 1));
    });

    [Fact]
    public void Who_has_the_larger_weight_never_gets_less() => Divisions.Sample(division =>
    {
        var parts = LargestRemainder.Divide(division.Amount, division.Weights, division.Unit);
        var order = Enumerable.Range(0, parts.Length).OrderByDescending(i => division.Weights[i]).ThenBy(i => i).Select(i =>
            parts[i]).ToList();
        Assert.True(order.Zip(order.Skip(1)).All(pair => pair.First >= pair.Second - division.Unit));
    });

    [Fact]
    public void Nobody_gets_more_than_a_cap_that_is_not_below_the_share() => Divisions.Sample(division =>
    {
        var (_, weights, unit) = division;
        decimal[] caps = [.. weights.Select((weight, i) => weight / (i + 3m))];
        var amount = caps.Sum() / 2m;
        var parts = LargestRemainder.Divide(amount, caps, unit, caps);
        Assert.Equal(caps.Sum() == 0m ? 0m : amount, parts.Sum());
        Assert.All(parts.Zip(caps), pair => Assert.True(pair.First <= pair.Second));
    });

    [Fact]
    public void Ties_go_to_the_first_and_what_is_less_than_a_unit_to_the_next()
    {
        Assert.Equal([4m, 3m, 3m], LargestRemainder.Divide(10m, [1m, 1m, 1m], 1m).AsEnumerable());
        Assert.Equal([4m, 3.5m, 3m], LargestRemainder.Divide(10.5m, [1m, 1m, 1m], 1m).AsEnumerable());
        Assert.Equal([2m, 5m, 0m, 3m], LargestRemainder.Divide(10m, [0.2m, 0.5m, 0m, 0.3m], 1m).AsEnumerable());
        Assert.Equal([0m, 0m], LargestRemainder.Divide(10m, [0m, 0m], 1m).AsEnumerable());
    }

    private static decimal Ten(int power)
    {
        var value = 1m;
        for (; power < 0; power++)
        {
            value /= 10m;
        }

        return value;
    }
}
