using System.Globalization;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Backstops;

namespace ExchangeActors.Domain.Tests.Venues.Backstops;

public sealed class BackstopTests
{
    private static readonly UnfilledRest Rest = new(
        new Money(100m), new Money(100m), 1, false, Quantity.Zero, new Money(50m), new Money(300m), Money.Zero, new Money(100m),
            Money.Zero, false, false);

    // Figures of dYdX's tests of the fund's capacity.
    [Theory]
    [InlineData(9_998, "0", true)]
    [InlineData(9_998, "1", true)]
    [InlineData(9_998, "-1", true)]
    [InlineData(10_000, "-10000", true)]
    [InlineData(10_000, "-10000.000001", false)]
    public void A_fund_pays_down_to_its_floor_exactly(int fund, string delta, bool accepted)
    {
        var cost = new Money(Math.Max(0m, -decimal.Parse(delta, CultureInfo.InvariantCulture)));
        Assert.Equal(accepted, new AbsorbBackstop().Budget(new Money(fund), cost) == cost);
        Assert.Equal(cost, new OverdrawBackstop().Budget(new Money(fund), cost));
    }

    [Fact]
    public void What_is_reserved_is_what_the_worst_fills_cost_as_far_as_the_fund_has_it()
    {
        Assert.Equal((40m, 100m), (Budget(new AbsorbBackstop(), 40m), Budget(new AbsorbBackstop(), 140m)));
        Assert.Equal(140m, Budget(new OverdrawBackstop(), 140m));
        Assert.Equal(100m, Budget(new LiquidatorBackstop(), 140m));
        Assert.Equal((0m, 0m), (Budget(new NoBackstop(), 40m), Budget(new TakeOverBackstop(0.5m, 1m, true), 40m)));
    }

    [Theory]
    [InlineData(149.99, false, TakeOverBy.Vault)]
    [InlineData(150, false, null)] // at half of 300
    [InlineData(-10, true, null)] // its own position no vault takes over
    public void A_vault_takes_over_below_a_level_of_maintenance_margin(double equity, bool ofVault, TakeOverBy? taker) =>
        Assert.Equal(taker, new TakeOverBackstop(0.5m, 1m, true)
            .Takes(Rest with { Equity = new Money((decimal)equity), OfVault = ofVault }));

    [Fact]
    public void Liquidators_take_everything_and_the_others_nothing()
    {
        Assert.Equal(TakeOverBy.Liquidator, new LiquidatorBackstop().Takes(Rest));
        Assert.All(new IBackstop[] { new AbsorbBackstop(), new OverdrawBackstop(), new NoBackstop() }, backstop =>
            Assert.Null(backstop.Takes(Rest)));
    }

    private static decimal Budget(IBackstop backstop, decimal worst) => backstop.Budget(new Money(100m), new Money(worst)).Value;
}
