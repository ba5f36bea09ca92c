using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Eligibility;
using ExchangeActors.Domain.Venues.Prices;

namespace ExchangeActors.Domain.Tests.Venues.Eligibility;

public sealed class EligibilityTests
{
    // dYdX's state transitions, with initial = maintenance margin.
    [Theory]
    [InlineData(-1, 4_998, 50_000, 0, true)] // closed whole, ends above zero
    [InlineData(-100, -1, 50_000, 0, false)] // closed whole, ends below zero, though it gains
    [InlineData(0.5, 0.4, 5_000, 4_500, false)] // 0.4/4500 < 0.5/5000, though it stays above zero
    [InlineData(0.5, 0.45, 5_000, 4_500, true)] // the same ratio
    [InlineData(-100, -90, 5_000, 4_500, true)]
    [InlineData(-100, -91, 5_000, 4_500, false)]
    [InlineData(6_000, 4_500, 5_000, 4_500, true)] // holds its initial margin
    public void DYdX_asks_for_initial_margin_or_a_ratio_that_is_no_worse(
        double equity, double after, int margin, int marginAfter, bool accepts)
    {
        var terms = new ForcedCloseTerms(1m, (decimal)equity, (decimal)after, margin, marginAfter, marginAfter, true);
        Assert.Equal(accepts ? null : "bankruptcy-prices-do-not-overlap", new OverlappingEligibility(500).Declines(terms));
        Assert.Equal(accepts ? null : "negative-equity-at-price",
            new OverlappingEligibility(500).Declines(terms with { AtBankruptcyPrice = false }));
    }

    [Fact]
    public void DYdX_refuses_a_price_that_leaves_the_bankrupt_below_zero()
    {
        var eligibility = new OverlappingEligibility(500);
        Assert.Equal("negative-equity-at-price", eligibility.RefusesPrice(1, new Price(1_781m), new Price(1_782m)));
        Assert.Null(eligibility.RefusesPrice(1, new Price(1_782m), new Price(1_782m)));
        Assert.Equal("negative-equity-at-price", eligibility.RefusesPrice(-1, new Price(1_783m), new Price(1_782m)));
        Assert.Equal(500, eligibility.MostTried);
    }

    [Theory]
    [InlineData(10, 0, null, null)]
    [InlineData(10, -0.01, "negative-equity-at-price", "negative-equity-at-price")]
    [InlineData(0, 5, "not-profitable", null)]
    [InlineData(-10, 5, "not-profitable", null)]
    public void Winners_only_or_losers_too_but_nobody_below_zero(double pnl, double after, string? ofProfitable, string? ofSolvent)
    {
        var terms = new ForcedCloseTerms((decimal)pnl, 5m, (decimal)after, 1m, 0m, 0m, true);
        Assert.Equal(ofProfitable, new ProfitableEligibility().Declines(terms));
        Assert.Equal(ofSolvent, new SolventEligibility().Declines(terms));
        Assert.Null(new AnyEligibility().Declines(terms));
        Assert.Equal(
            (pnl > 0, true, true), (new ProfitableEligibility().IsQueued((decimal)pnl), new SolventEligibility().IsQueued((decimal)pnl),
                new AnyEligibility().IsQueued((decimal)pnl)));
    }

    [Theory]
    [InlineData(1_782, 1_700, 1, 1_782)] // a long gets no less than b
    [InlineData(1_782, 1_800, 1, 1_800)]
    [InlineData(1_782, 1_800, -1, 1_782)] // a short pays no more
    [InlineData(1_782, 1_700, -1, 1_700)]
    public void A_capped_mark_is_never_worse_than_the_bankruptcy_price(int bankruptcy, int mark, int side, int price)
    {
        var input = new PriceInput(new Price(bankruptcy), new Price(mark), new Price(1_750m), side);
        Assert.Equal(price, new CappedMarkDeleveragingPrice().Of(input).Value);
        Assert.Equal(bankruptcy, new BankruptcyDeleveragingPrice().Of(input).Value);
        Assert.Equal(mark, new MarkDeleveragingPrice().Of(input).Value);
        Assert.Equal(1_750m, new PreviousMarkDeleveragingPrice().Of(input).Value);
    }
}
