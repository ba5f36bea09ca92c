using ExchangeActors.Domain.Markets;

namespace ExchangeActors.Domain.Tests.Markets;

/// <summary>An old trade is no last price.</summary>
public sealed class LastTradeTests
{
    private static readonly MarkPriceSettings Last = new(MarkPriceRule.Last, 0.5m, 0.05m, 0m, 0.1m);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_trade_is_the_last_price_until_the_index_has_moved_on_without_it(bool own)
    {
        var feed = new PriceFeed(Last);
        feed.Take(0, 1_000m);
        if (own)
        {
            feed.Trade(10, 1_100m);
        }
        else
        {
            feed.Row(10, last: 1_100m);
        }

        Mark(11, 1_100m);
        Mark(50, 1_100m); // the index is older still
        feed.Row(51, 900m);
        Mark(51, 900m);
        feed.Row(52, last: 950m);
        Mark(52, 950m);
        feed.Row(53, 890m);
        Mark(53, 950m); // within a second of it
        Mark(53.5m, 890m);

        void Mark(decimal second, decimal expected)
        {
            feed.Sample(second);
            Assert.Equal(expected, feed.Mark);
        }
    }

    [Fact]
    public void A_trade_of_more_than_a_minute_ago_is_no_last_price_even_if_the_index_is_older()
    {
        var feed = new PriceFeed(Last);
        feed.Take(0, 1_000m);
        feed.Trade(10, 1_100m);
        feed.Sample(70);
        Assert.Equal(1_100m, feed.Mark);
        feed.Sample(70.001m);
        Assert.Equal(1_000m, feed.Mark);
    }

    [Fact]
    public void When_the_feeds_trade_is_old_a_fresh_one_of_the_own_book_is_the_last_price()
    {
        var feed = new PriceFeed(Last);
        feed.Take(0, 1_000m, 1_010m);
        feed.Trade(9.5m, 1_020m);
        feed.Take(10, 1_000m);
        Assert.Equal(1_020m, feed.Mark);
        feed.Take(10.2m, last: 1_030m);
        Assert.Equal(1_030m, feed.Mark);
    }

    [Fact]
    public void A_trade_moves_the_smoothed_basis_once_and_without_trades_for_a_minute_the_basis_fades_with_every_new_index()
    {
        var feed = new PriceFeed(Last with { Rule = MarkPriceRule.SmoothedBasis });
        feed.Take(0, 1_000m, 1_000m);
        feed.Take(1, 1_000m, 1_040m);
        Assert.Equal(1_020m, feed.Mark);
        for (var second = 2; second <= 61; second++)
        {
            feed.Take(second, 1_000m);
            Assert.Equal(1_020m, feed.Mark);
        }

        feed.Take(62, 1_000m);
        Assert.Equal(1_010m, feed.Mark);
        feed.Sample(63); // the same row
        Assert.Equal(1_010m, feed.Mark);
        feed.Take(64, 1_000m);
        Assert.Equal(1_005m, feed.Mark);
    }

    [Fact]
    public void A_trade_that_is_behind_the_index_gives_no_basis()
    {
        var feed = new PriceFeed(Last with { Rule = MarkPriceRule.SmoothedBasis });
        feed.Take(0, 1_000m, 1_000m);
        feed.Row(5, last: 1_040m).Row(8, 900m).Sample(8);
        Assert.Equal(900m, feed.Mark);
    }
}
