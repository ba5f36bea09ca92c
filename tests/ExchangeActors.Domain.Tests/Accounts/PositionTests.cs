using CsCheck;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Accounts;

public sealed class PositionTests
{
    private static readonly Gen<(int Sign, decimal Lot, (int Lots, int Price)[] Opens, int[] Closes)> Lives = Gen.Select(
        Gen.Bool, Gen.Int[0, 2], Gen.Select(Gen.Int[1, 40], Gen.Int[1, 2_000]).Array[1, 8], Gen.Int[1, 2_000].Array[320],
        (isLong, lot, opens, closes) => (isLong ? 1 : -1, lot == 0 ? 0.001m : lot == 1 ? 1m : 100_000m, opens.Select(open => (open.Item1,
            open.Item2)).ToArray(), closes));

    /// <summary>
    /// Closing lot by lot at any price, the last lot has the entry of all, and what was realised is what was paid less what was left.
    /// </summary>
    [Fact]
    public void Who_closes_all_but_one_keeps_the_entry_of_the_last() => Lives.Sample(life =>
    {
        var (sign, lot, opens, closes) = life;
        var position = new Position(Quantity.Zero, Money.Zero, 0m, null);
        foreach (var (lots, price) in opens)
        {
            position = position.Moved(new Quantity(sign * lots * lot), new Price(price * 0.001m), Money.Zero);
        }

        var (bought, cost, realised, received) = (position.Size, position.Cost, Money.Zero, 0m);
        for (var i = 0; position.Size.Absolute.Value > lot; i++)
        {
            var (delta, price) = (new Quantity(-sign * lot), new Price(closes[i] * 0.001m));
            var profit = position.RealisedBy(delta, price);
            position = position.Moved(delta, price, profit);
            realised += profit;
            received -= (delta.Value * price.Value);
        }

        Assert.Equal(new Quantity(sign * lot), position.Size);
        Assert.Equal(received - cost.Value, realised.Value - position.Cost.Value);
        // Each close rounds by half of 1e-12 at most, of which the last of k lots that are left bears 1/k.
        var entry = Proportion.Of(cost.Value, position.Size.Value, bought.Value);
        Assert.InRange(position.Cost.Value - entry, -5e-12m, 5e-12m);
    });

    [Fact]
    public void A_close_in_parts_realises_what_a_close_at_once_does() => Lives.Sample(life =>
    {
        var (sign, lot, opens, closes) = life;
        var position = opens.Aggregate(
            new Position(Quantity.Zero, Money.Zero, 0m, null), (held, open) => held.Moved(new Quantity(sign * open.Lots * lot),
                new Price(open.Price * 0.001m), Money.Zero));
        var exit = new Price(closes[0] * 0.001m);
        var atOnce = position.RealisedBy(-position.Size, exit);
        var inParts = Money.Zero;
        for (var i = 1; !position.Size.IsZero; i++)
        {
            var delta = new Quantity(-sign * Math.Min(position.Size.Absolute.Value, closes[i % closes.Length] % 7 * lot));
            var profit = position.RealisedBy(delta, exit);
            position = position.Moved(delta, exit, profit);
            inParts += profit;
        }

        Assert.Equal(atOnce, inParts);
        Assert.Equal(Money.Zero, position.Cost);
    });

    [Fact]
    public void The_largest_cost_and_the_largest_close_overflow_nothing()
    {
        var position = new Position(new Quantity(Largest.Quantity), new Money(Largest.Amount), 0m, null);
        Assert.Equal(0m, position.RealisedBy(new Quantity(-999_999_999_999_999m), new Price(1m)).Value);
        var third = new Position(new Quantity(3m), new Money(Largest.Amount), 0m, null).RealisedBy(new Quantity(-1m), new Price(1m));
        Assert.Equal(1m - 333_333_333_333_333.333333333333m, third.Value);
        var order = new WorkingOrder(new MarketId("X"), Side.Buy, new Quantity(Largest.Quantity), new Quantity(Largest.Quantity - 1m),
            new Money(Largest.Amount), MarginMode.Cross, false, null, false);
        Assert.Equal(Largest.Amount - 1m, order.StillReserved.Value);
    }
}
