using CsCheck;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Bankruptcy;

namespace ExchangeActors.Domain.Tests.Venues.Bankruptcy;

public sealed class BankruptcyPriceTests
{
    [Theory]
    [InlineData(10, 2_000, 200, 1_980)]
    [InlineData(-10, 2_000, 200, 2_020)]
    [InlineData(10, 1_700, -820, 1_782)]
    [InlineData(-1, 9_000, -12_000, -3_000)]
    public void With_one_position_every_rule_gives_the_price_that_uses_up_its_margin(int size, int mark, int equity, int price)
    {
        MarginedPosition[] one = [Position(size, mark, 1m)];
        Assert.Equal(price, new AccountEquityBankruptcy().Price(new Money(equity), one, 0));
        Assert.Equal(price, new MaintenanceWeightedBankruptcy().Price(new Money(equity), one, 0));
    }

    [Fact]
    public void Account_equity_gives_each_position_all_and_maintenance_weighted_its_share()
    {
        MarginedPosition[] two = [Position(1m, 10_000m, 300m), Position(-10m, 1_000m, 100m)];
        Assert.Equal(
            [9_600m, 1_040m], [Price(new AccountEquityBankruptcy(), 400m, two, 0), Price(new AccountEquityBankruptcy(), 400m, two, 1)]);
        Assert.Equal(
            [9_700m, 1_010m], [Price(new MaintenanceWeightedBankruptcy(), 400m, two, 0),
                Price(new MaintenanceWeightedBankruptcy(), 400m, two, 1)]);
    }

    [Fact]
    public void Closing_every_position_at_its_maintenance_weighted_price_leaves_nothing_but_dust() =>
        Gen.Select(Gen.Int[-1_000, 1_000].Where(size => size != 0).Array[1, 6], Gen.Int[1, 100_000].Array[6], Gen.Int[1, 500].Array[6],
            Gen.Int[-10_000, 10_000]).Sample(
            (sizes, marks, margins, equity) =>
            {
                var positions = sizes.Select((size, i) => Position(size, marks[i], margins[i])).ToArray();
                var left = (decimal)equity;
                for (var i = 0; i < positions.Length; i++)
                {
                    left += positions[i].Size.Value * (Price(new MaintenanceWeightedBankruptcy(), equity, positions, i) - positions[
                        i].Mark.Value);
                }

                Assert.InRange(left, -1e-15m, 1e-15m);
            });

    private static decimal Price(IBankruptcyPriceRule rule, decimal equity, MarginedPosition[] positions, int index) =>
        rule.Price(new Money(equity), positions, index);

    private static MarginedPosition Position(decimal size, decimal mark, decimal maintenance) =>
        new(new Quantity(size), new Money(size * mark), new Price(mark), new Money(maintenance));
}
