using CsCheck;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Markets;

public sealed class MarginScheduleTests
{
    private static readonly Instrument Tiered = TestRules.Instrument("ETH-PERP") with
    {
        Tiers = [new RiskTier(Money.Zero, 0.02m, 0.01m), new RiskTier(new Money(10_000m), 0.05m, 0.025m),
            new RiskTier(new Money(50_000m), 0.2m, 0.1m)],
    };

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(10_000, 100, 200)]
    [InlineData(20_000, 350, 700)]
    [InlineData(50_000, 1_100, 2_200)]
    [InlineData(60_000, 2_100, 4_200)]
    public void Each_part_of_the_notional_is_charged_at_its_own_tiers_rate(int notional, int maintenance, int initial)
    {
        Assert.Equal(maintenance, MarginSchedule.Maintenance(Tiered, new Money(notional)).Value);
        Assert.Equal(initial, MarginSchedule.Initial(Tiered, new Money(notional)).Value);
    }

    [Fact]
    public void Margin_is_continuous_at_the_edges_and_never_falls_with_notional() =>
        Gen.Decimal[0m, 100_000m].Select(value => decimal.Round(value, 2)).Sample(notional =>
    {
        var here = MarginSchedule.Maintenance(Tiered, new Money(notional)).Value;
        var beyond = MarginSchedule.Maintenance(Tiered, new Money(notional + 0.01m)).Value;
        Assert.InRange(beyond - here, 0.01m * 0.01m, 0.01m * 0.1m);
        Assert.True(MarginSchedule.Initial(Tiered, new Money(notional)).Value >= here);
    });

    [Fact]
    public void The_rate_and_amount_of_a_tier_are_those_of_the_published_formula()
    {
        Assert.Equal((0.01m, 0m), MarginSchedule.MaintenanceTier(Tiered, new Money(9_999m)));
        Assert.Equal((0.025m, 150m), MarginSchedule.MaintenanceTier(Tiered, new Money(10_000m)));
        Assert.Equal((0.1m, 3_900m), MarginSchedule.MaintenanceTier(Tiered, new Money(50_000m)));
    }
}
