using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Triggers;

namespace ExchangeActors.Domain.Tests.Venues.Triggers;

public sealed class TriggerTests
{
    private static readonly UnfilledRest Rest = new(
        new Money(100m), new Money(100m), 1, false, Quantity.Zero, new Money(50m), new Money(300m), Money.Zero, new Money(100m),
            Money.Zero, false, false);

    [Theory]
    [InlineData(1_000_000, 350_000, false, true)] // Bybit's first example
    [InlineData(2_000_000, 600_000, false, true)] // its second: exactly 30 %
    [InlineData(20_000, 7_000, false, true)] // the help centre's
    [InlineData(1_000_000, 299_999, false, false)]
    [InlineData(1_000_000, 260_000, false, false)]
    [InlineData(1_000_000, 260_000, true, true)] // goes on between trigger and stop
    [InlineData(1_000_000, 250_000, true, true)]
    [InlineData(1_000_000, 249_999, true, false)]
    public void A_drawdown_fires_at_the_trigger_and_goes_on_to_the_stop(int peak, int loss, bool active, bool fires)
    {
        var trigger = new FundDrawdownTrigger(0.3m, 0.25m);
        Assert.Equal(fires, trigger.IsDrawnDown(peak, loss, active));
        Assert.Equal(fires ? "fund-drawdown" : null, trigger.Fires(
            Rest with { FundPeak = new Money(peak), LossSincePeak = new Money(loss), Active = active }));
    }

    [Fact]
    public void A_drawdown_trigger_fires_on_an_empty_fund() =>
        Assert.Equal("fund-at-floor", new FundDrawdownTrigger(0.3m, 0.25m).Fires(Rest with { FundBalance = Money.Zero }));

    [Theory]
    [InlineData(700, null)]
    [InlineData(699.99, "fund-below-peak")]
    [InlineData(0, "fund-at-floor")]
    public void OKX_closes_winners_below_70_percent_of_the_peak(double available, string? reason) =>
        Assert.Equal(reason, new FundBelowPeakTrigger(0.7m).Fires(
            Rest with { FundBalance = new Money((decimal)available), FundPeak = new Money(1_000m) }));

    [Fact]
    public void What_is_only_reserved_for_others_is_still_in_the_fund()
    {
        var reserved = Rest with { FundBalance = new Money(1_000m), FundAvailable = Money.Zero, FundPeak = new Money(1_000m) };
        Assert.Null(new FundBelowPeakTrigger(0.7m).Fires(reserved));
        Assert.Null(new FundDrawdownTrigger(0.3m, 0.25m).Fires(reserved));
        // Until the book is exhausted or has a level that nobody can pay, it is tried again; what is reserved for others may never be
        // needed by them.
        Assert.Null(new FundEmptyTrigger(3).Fires(reserved));
    }

    [Theory]
    [InlineData(-1, 1, null)]
    [InlineData(-1, 2, "equity-below-zero")]
    [InlineData(0, 2, null)]
    public void Hyperliquid_waits_for_negative_equity_after_two_tries(int equity, int attempts, string? reason) =>
        Assert.Equal(reason, new NegativeEquityTrigger(2).Fires(Rest with { Equity = new Money(equity), Attempts = attempts }));

    [Fact]
    public void DYdX_closes_a_negative_account_at_once_and_else_only_after_a_pass_that_filled_nothing()
    {
        var trigger = new NegativeEquityOrFundTrigger();
        Assert.Equal("equity-below-zero", trigger.FiresBeforeBook(new Money(-0.01m)));
        Assert.Null(trigger.FiresBeforeBook(Money.Zero));
        Assert.Equal("equity-below-zero", trigger.Fires(Rest with { Equity = new Money(-1m) }));
        Assert.Equal("fund-cannot-pay-next-level", trigger.Fires(Rest with { FundExhausted = true }));
        Assert.Null(trigger.Fires(Rest with { FundExhausted = true, Filled = new Quantity(0.01m) }));
        Assert.Null(trigger.Fires(Rest));
    }

    [Theory]
    [InlineData(100, 100, false, 1, null)]
    [InlineData(100, 100.01, false, 1, "fund-cannot-take-position")]
    [InlineData(0, 0, false, 1, "fund-cannot-take-position")]
    [InlineData(100, 0, true, 1, "fund-cannot-pay-next-level")]
    [InlineData(100, 0, false, 3, "book-exhausted")]
    public void Binance_asks_whether_the_fund_can_take_the_position(
        double available, double loss, bool exhausted, int attempts, string? reason) => Assert.Equal(
        reason,
        new FundCannotTakeTrigger(3)
            .Fires(Rest with
            {
                FundAvailable = new Money((decimal)available),
                LossAtMark = new Money((decimal)loss),
                FundExhausted = exhausted,
                Attempts = attempts
            }));

    [Theory]
    [InlineData(100, false, 1, null)]
    [InlineData(0, false, 1, "fund-at-floor")]
    [InlineData(100, true, 1, "fund-cannot-pay-next-level")]
    [InlineData(100, false, 3, "book-exhausted")]
    public void BitMEX_waits_for_an_empty_fund(int available, bool exhausted, int attempts, string? reason) =>
        Assert.Equal(
            reason, new FundEmptyTrigger(3)
                .Fires(Rest with
                {
                    FundBalance = new Money(available),
                    FundAvailable = new Money(available),
                    FundExhausted = exhausted,
                    Attempts = attempts
                }));

    [Fact]
    public void Book_exhausted_fires_at_once_and_never_does_not()
    {
        Assert.Equal("book-exhausted", new BookExhaustedTrigger().Fires(Rest));
        Assert.Null(new NeverTrigger().Fires(Rest with { FundAvailable = Money.Zero, Equity = new Money(-1m) }));
        Assert.Equal((true, false), (((IDeleveragingTrigger)new BookExhaustedTrigger()).MayFire, new NeverTrigger().MayFire));
    }
}
