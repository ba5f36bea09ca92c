using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Fees;

namespace ExchangeActors.Domain.Tests.Venues.Fees;

public sealed class LiquidationFeeTests
{
    private static readonly FeeInput Closed = new(new Money(10_000m), new Money(12_000m), new Money(80m));

    [Fact]
    public void A_rate_is_on_the_book_and_the_marks_rate_on_all_that_was_closed()
    {
        Assert.Equal(50m, new RateFee(0.005m).Claim(Closed, 0.000001m).Value);
        Assert.Equal(60m, new MarkNotionalFee(0.005m).Claim(Closed, 0.000001m).Value);
        Assert.Equal(0m, new NoFee().Claim(Closed, 0.000001m).Value);
    }

    [Theory]
    [InlineData(0.005, 80, 50)] // at most so much of the notional
    [InlineData(0.015, 80, 80)] // at most what is left over
    [InlineData(0.015, -80, 0)]
    public void The_leftover_goes_to_the_fund_up_to_a_cap(double most, int leftover, int fee) =>
        Assert.Equal(fee, new LeftoverFee((decimal)most).Claim(Closed with { Leftover = new Money(leftover) }, 0.000001m).Value);

    [Fact]
    public void A_claim_is_in_whole_ticks_up_for_the_fund_but_the_leftover_down()
    {
        Assert.Equal(1.67m, new RateFee(1m / 3m).Claim(new FeeInput(new Money(5m), Money.Zero, Money.Zero), 0.01m).Value);
        Assert.Equal(1.67m, new MarkNotionalFee(1m / 3m).Claim(new FeeInput(Money.Zero, new Money(5m), Money.Zero), 0.01m).Value);
        Assert.Equal(1.66m, new LeftoverFee(1m / 3m).Claim(new FeeInput(new Money(5m), Money.Zero, new Money(9m)), 0.01m).Value);
    }

    [Theory]
    [InlineData(10, 4, false, 4, 4)]
    [InlineData(10, -4, false, 0, 0)]
    [InlineData(10, -4, true, 0, 10)] // what fills brought is paid, whatever the marks of open positions say
    public void An_account_pays_at_most_its_equity_but_a_leftover_with_its_fills(int claim, int equity, bool open, int rate, int leftover)
    {
        Assert.Equal(rate, ((ILiquidationFee)new RateFee(0.01m)).Payable(new Money(claim), new Money(equity), open).Value);
        Assert.Equal(leftover, new LeftoverFee(0.01m).Payable(new Money(claim), new Money(equity), open).Value);
    }
}
