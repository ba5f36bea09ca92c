using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Limits;

namespace ExchangeActors.Domain.Tests.Venues.Limits;

public sealed class LimitTests
{
    // 0.1 BTC at 50,000, margin rate 10 %: PMM = TMM = 500.
    [Theory]
    [InlineData(1, 499, 1, 0.1, 49_999)] // 0.002·0.1·500/0.1 = 1
    [InlineData(1, 499, 1, 0.2, 49_998)]
    [InlineData(-1, 499, 1, 0.1, 50_001)]
    [InlineData(1, 450, 2, 0.1, 49_900)] // 2·0.1
    [InlineData(1, 500, 1, 0.1, 50_000)] // margin only just holds
    [InlineData(1, -100, 1, 0.1, 49_500)] // never more than all of the spread
    public void The_fillable_price_leaves_the_mark_as_the_account_nears_bankruptcy(
        int side, int equity, int adjustment, double spread, int price)
    {
        var limit = new FillableLimit(adjustment, (decimal)spread);
        Assert.Equal(
            price, limit.Fillable(new Quantity(0.1m * side), new Price(50_000m), new Money(500m), new Money(equity), new Money(500m)));
        Assert.Equal(price, limit.Limit(Input(0.1m * side, 50_000m, equity)).Value);
    }

    [Fact]
    public void A_fillable_limit_is_on_the_tick_in_the_accounts_favour()
    {
        // 0.006·0.1·500/0.3 = 1 off, 0.01 more with equity 496.97.
        Assert.Equal(49_999m, new FillableLimit(1m, 0.1m).Limit(Input(0.3m, 50_000m, 497m)).Value);
        Assert.Equal(49_999m, new FillableLimit(1m, 0.1m).Limit(Input(0.3m, 50_000m, 496.97m)).Value);
        Assert.Equal(50_001m, new FillableLimit(1m, 0.1m).Limit(Input(-0.3m, 50_000m, 496.97m)).Value);
    }

    [Fact]
    public void With_no_budget_the_limit_is_the_bankruptcy_price_and_else_beyond_any_band()
    {
        Assert.Equal(49_000m, new BudgetLimit().Limit(Input(0.1m, 50_000m, 100m)).Value);
        Assert.Equal(0.1m, new BudgetLimit().Limit(Input(0.1m, 50_000m, 100m, budget: 1m)).Value);
        Assert.True(new BudgetLimit().Limit(Input(-0.1m, 50_000m, 100m, budget: 1m)).Value >= 10m * 50_000m);
    }

    [Fact]
    public void While_solvent_the_limit_is_the_bankruptcy_price_and_else_the_mark()
    {
        Assert.Equal(49_000m, new SolventLimit().Limit(Input(0.1m, 50_000m, 0.01m)).Value);
        Assert.Equal(50_000m, new SolventLimit().Limit(Input(0.1m, 50_000m, 0m)).Value);
    }

    [Theory]
    [InlineData(1, 49_000.0501, 49_000.1)]
    [InlineData(-1, 49_000.0501, 49_000.0)]
    [InlineData(1, 0.00001, 0.1)]
    [InlineData(-1, 0.00001, 0.1)]
    public void A_bankruptcy_price_between_two_ticks_goes_to_the_book_on_the_tick_that_is_no_worse_for_the_account(int side,
        double bankruptcy, double expected)
    {
        var input = Input(0.1m * side, 50_000m, 0.01m) with { BankruptcyPrice = new Price((decimal)bankruptcy) };
        Assert.Equal((decimal)expected, new BudgetLimit().Limit(input).Value);
        Assert.Equal((decimal)expected, new SolventLimit().Limit(input).Value);
    }

    private static LimitInput Input(decimal size, decimal mark, decimal equity, decimal budget = 0m) => new(
        TestRules.Instrument("BTC-PERP"), new Quantity(size), new Price(mark), new Money(500m), new Price(49_000m), new Money(equity),
            new Money(500m), new Money(budget));
}
