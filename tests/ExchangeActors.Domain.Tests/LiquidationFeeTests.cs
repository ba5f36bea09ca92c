using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Fees;

namespace ExchangeActors.Domain.Tests;

public sealed class LiquidationFeeTests
{
    private static readonly FeeInput Closed = new(new Money(10_000m), new Money(12_000m), new Money(80m));

    [Fact]
    public void A_rate_is_on_the_book_and_the_marks_rate_on_all_that_was_closed()
    {
        Assert.Equal(50m, new RateFee(0.005m).Claim(Closed).Value);
        Assert.Equal(60m, new MarkNotionalFee(0.005m).Claim(Closed).Value);
        Assert.Equal(0m, new NoFee().Claim(Closed).Value);
    }

    [Theory]
    [InlineData(0.005, 80, 50)] // at most so much of the notional
    [InlineData(0.015, 80, 80)] // at most what is left over
    [InlineData(0.015, -80, 0)]
    public void The_leftover_goes_to_the_fund_up_to_a_cap(double most, int leftover, int fee) =>
        Assert.Equal(fee, new LeftoverFee((decimal)most).Claim(Closed with { Leftover = new Money(leftover) }).Value);

    // dYdX: a long of 0.1 that owes 5,100 at its bankruptcy price.
    [Theory]
    [InlineData(5_610, 5_100, 28.05)] // 510 over; 0.5 % of 5610
    [InlineData(5_100, 5_100, 0)]
    [InlineData(5_000, 5_100, -100)] // the fund pays
    [InlineData(5_110, 5_100, 10)]
    [InlineData(-4_900, -5_000, 24.5)] // a short that pays less than it could
    [InlineData(-5_001, -5_000, -1)]
    [InlineData(0.0000001, 0, 0)] // the fill is cut to the tick
    public void A_fill_changes_the_fund_by_the_fee_or_by_what_it_pays(double received, double atBankruptcy, double delta) =>
        Assert.Equal((decimal)delta, new LeftoverFee(0.005m).FundDelta(new Money((decimal)received), new Money((decimal)atBankruptcy), 0.000001m).Value);
}
