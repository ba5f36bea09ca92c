using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Guards;

namespace ExchangeActors.Domain.Tests.Venues.Guards;

public sealed class GuardTests
{
    // A bankrupt long of 10 with b 1782 costs 82 a contract at 1700, 820 in all.
    [Theory]
    [InlineData(0, 1, 10)]
    [InlineData(410, 1, 5)]
    [InlineData(400, 1, 6)] // 420/82 = 5.12, up to the lot
    [InlineData(400, 0.01, 5.13)]
    [InlineData(820, 1, 0)]
    [InlineData(-50, 1, 10)] // an overdrawn fund pays nothing
    public void Over_deleveraging_closes_what_the_fund_cannot_pay(int fund, double lot, double allowed) =>
        Assert.Equal((decimal)allowed, new OverDeleveragingGuard().Allows(Input(1_782m, 1_700m, 1, fund, lot: (decimal)lot)).Value);

    [Fact]
    public void Over_deleveraging_is_the_same_for_shorts_and_closes_nobody_once_the_mark_is_back()
    {
        Assert.Equal(5m, new OverDeleveragingGuard().Allows(Input(1_700m, 1_782m, -1, 410m)).Value);
        Assert.Equal(0m, new OverDeleveragingGuard().Allows(Input(1_782m, 1_790m, 1, 0m)).Value);
        Assert.Equal(0m, new OverDeleveragingGuard().Allows(Input(1_782m, 1_782m, 1, 0m)).Value);
    }

    [Theory]
    [InlineData(600, 1_000, 10)]
    [InlineData(500, 1_000, 0)] // at the factor is not above it
    [InlineData(1, 0, 10)] // an empty pool
    public void GMX_closes_winners_only_above_the_factor(int pnl, int pool, int allowed) =>
        Assert.Equal(allowed, new PnlToPoolGuard(0.5m, 0.4m).Allows(Input(1_782m, 1_700m, 1, pool, pnl)).Value);

    // 600 of PnL may fall to 400: room for 200.
    [Theory]
    [InlineData(0, 150, 10)]
    [InlineData(0, 200, 10)]
    [InlineData(150, 100, 5)] // 50 of room: half of the step
    [InlineData(200, 100, 0)]
    public void GMX_cuts_the_step_that_would_over_correct(int taken, int pnl, int allowed) => Assert.Equal(
        allowed, new PnlToPoolGuard(0.5m, 0.4m).AllowsStep(Input(1_782m, 1_700m, 1, 1_000m, 600m), new Money(taken), new Quantity(10m),
            new Money(pnl)).Value);

    [Fact]
    public void Without_a_guard_all_may_be_closed() => Assert.Equal(10m, new NoGuard().Allows(Input(1_782m, 1_790m, 1, 1_000m)).Value);

    private static GuardInput Input(decimal bankruptcy, decimal mark, int side, decimal fund, decimal pnl = 1_000m, decimal lot = 1m) =>
        new(new Quantity(10m), lot, new Price(bankruptcy), new Price(mark), side, new Money(fund), new Money(pnl));
}
