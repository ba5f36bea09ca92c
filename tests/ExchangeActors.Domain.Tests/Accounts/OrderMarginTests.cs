using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Accounts;

/// <summary>What orders need: initial margin of what they open, open loss, fees, less the margin that what they close sets free.</summary>
public sealed class OrderMarginTests
{
    private static readonly MarketId Eth = new("ETH-PERP");

    [Theory]
    [InlineData(Side.Buy, 50, 60, true)]
    [InlineData(Side.Sell, 50, 60, true)]
    // Equity 3025 carries a position of 55 at 110 with a margin of one half: 105 − 50; one more does not fit.
    [InlineData(Side.Buy, 50, 105, true)]
    [InlineData(Side.Buy, 50, 105.01, false)]
    [InlineData(Side.Sell, 50, 105, true)]
    [InlineData(Side.Sell, 50, 105.01, false)]
    public void A_flip_needs_the_margin_of_what_it_opens_and_no_more(Side held, double size, double quantity, bool fits)
    {
        using var exchange = Half();
        var sign = held == Side.Buy ? 1m : -1m;
        Hold(exchange, "flip", held, (decimal)size, sign);
        var reply = exchange.Order("flip", "ETH-PERP", held.Opposite(), (decimal)quantity, 110m);
        Assert.Equal(fits ? null : "insufficient-margin", Code(reply));
    }

    [Theory]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void Several_orders_that_close_and_open_together_need_what_one_would(Side held)
    {
        using var exchange = Half();
        Hold(exchange, "flip", held, 50m, held == Side.Buy ? 1m : -1m);
        var away = held == Side.Buy ? 111m : 109m;
        Assert.Null(Code(exchange.Order("flip", "ETH-PERP", held.Opposite(), 40m, away)));
        Assert.Null(Code(exchange.Order("flip", "ETH-PERP", held.Opposite(), 30m, away)));
        Assert.Null(Code(exchange.Order("flip", "ETH-PERP", held.Opposite(), 30m, away)));
        // 100 − 50 = 50 at 111 need 2775 of 3025; 5 more would need 3052.
        Assert.Equal("insufficient-margin", Code(exchange.Order("flip", "ETH-PERP", held.Opposite(), held == Side.Buy ? 5m : 6m, away)));
        Fill(exchange, held, 100m, away);
        Assert.Equal(held == Side.Buy ? -50m : 50m, exchange["flip"].Positions[Eth].Size.Value);
        Assert.Empty(exchange.All<LiquidationStarted>());
    }

    [Fact]
    public void The_margin_of_what_several_orders_open_stays_reserved_when_one_of_them_has_closed()
    {
        using var exchange = Half();
        Hold(exchange, "flip", Side.Buy, 50m, 1m);
        exchange.Order("flip", "ETH-PERP", Side.Sell, 50m, 111m);
        exchange.Order("flip", "ETH-PERP", Side.Sell, 50m, 110m);
        // The second was placed to open, and closes, since it fills first; the first, placed to close, opens now, and is covered.
        Fill(exchange, Side.Buy, 50m, 110m);
        var first = Assert.Single(exchange["flip"].Orders.Values);
        Assert.Equal((50m, 2_775m), (first.OpeningLeft.Value, first.StillCover.Value));
        Assert.Equal((50m, 2_775m), exchange.Exchange.State.Market(Eth).Book.Asks.Values.Single()
            .Select(order => (order.Opening.Value, order.Cover.Value)).Single());
        Assert.Equal(
            "insufficient-margin",
                Code(exchange.Send(EntityRef.Account(new AccountId("flip")), id => new Withdraw(id, new Money(300m), exchange.Marks))));
    }

    [Theory]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void A_mass_quote_that_flips_needs_the_margin_of_what_it_opens(Side held)
    {
        using var exchange = Half();
        Hold(exchange, "flip", held, 50m, held == Side.Buy ? 1m : -1m);
        Message Quote(decimal last) => exchange.Send(EntityRef.Account(new AccountId("flip")), id => new PlaceQuotes(
            id, Eth, [new QuoteLevel(held.Opposite(), new Quantity(50m), new Price(110m)),
                new QuoteLevel(held.Opposite(), new Quantity(last), new Price(110m))], exchange.Marks));
        Assert.Equal("insufficient-margin", Code(Quote(55.01m)));
        Assert.Null(Code(Quote(55m)));
        exchange.Run();
    }

    [Theory]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void An_isolated_flip_is_paid_with_the_margin_that_the_closed_part_returns(Side held)
    {
        using var exchange = Half();
        exchange.Open("mm", 10_000_000m);
        exchange.Open("flip", 500m);
        exchange.Mark("ETH-PERP", 100m);
        exchange.Order("mm", "ETH-PERP", held.Opposite(), 10m, 100m);
        exchange.Order("flip", "ETH-PERP", held, 10m, 100m, mode: MarginMode.Isolated);
        Assert.Equal((0m, 500m), (exchange["flip"].Wallet.Value, exchange["flip"].Positions[Eth].IsolatedMargin!.Value.Value));
        exchange.Order("mm", "ETH-PERP", held, 30m, 100m);
        Assert.Equal(
            "insufficient-margin", Code(exchange.Order("flip", "ETH-PERP", held.Opposite(), 20.01m, 100m, mode: MarginMode.Isolated)));
        Assert.Null(Code(exchange.Order("flip", "ETH-PERP", held.Opposite(), 20m, 100m, mode: MarginMode.Isolated)));
        Assert.Equal((0m, 500m), (exchange["flip"].Wallet.Value, exchange["flip"].Positions[Eth].IsolatedMargin!.Value.Value));
    }

    [Theory]
    [InlineData(Side.Buy, 104, 1, MarginMode.Cross)]
    [InlineData(Side.Sell, 96, 1, MarginMode.Cross)]
    [InlineData(Side.Buy, 104, 1, MarginMode.Isolated)]
    [InlineData(Side.Sell, 96, 1, MarginMode.Isolated)]
    [InlineData(Side.Buy, 112, 3, MarginMode.Cross)]
    [InlineData(Side.Sell, 88, 3, MarginMode.Isolated)]
    public void An_order_beyond_the_mark_needs_its_open_loss_too(Side side, int limit, int quantity, MarginMode mode)
    {
        // Margin one tenth of the limit (sells: of the mark), open loss |limit − 100|, per unit.
        var need = quantity * ((Math.Max(limit, side == Side.Buy ? 0 : 100) * 0.1m) + Math.Abs(limit - 100));
        using var exchange = new ExchangeFixture();
        exchange.Open("rich", need);
        exchange.Open("poor", need - 0.1m);
        exchange.Open("mm", 1_000_000m);
        exchange.Mark("ETH-PERP", 100m);
        Assert.Equal("insufficient-margin", Code(exchange.Order("poor", "ETH-PERP", side, quantity, limit, mode: mode)));
        Assert.Null(Code(exchange.Order("rich", "ETH-PERP", side, quantity, limit, mode: mode)));
        exchange.Order("mm", "ETH-PERP", side.Opposite(), quantity, limit);
        Assert.Empty(exchange.All<LiquidationStarted>());
        Assert.Equal(quantity, exchange["rich"].Positions[Eth].Size.Absolute.Value);
    }

    [Theory]
    [InlineData(Side.Buy, 115.1, "price-out-of-band")]
    [InlineData(Side.Buy, 115, null)]
    [InlineData(Side.Sell, 84.9, "price-out-of-band")]
    [InlineData(Side.Sell, 85, null)]
    [InlineData(Side.Buy, 1, null)]
    [InlineData(Side.Sell, 1_000, null)]
    public void A_limit_order_and_a_quote_keep_to_the_band_on_their_aggressive_side_only(Side side, double limit, string? code)
    {
        using var exchange = new ExchangeFixture();
        exchange.Open("alice", 1_000_000m);
        exchange.Mark("ETH-PERP", 100m);
        Assert.Equal(code, Code(exchange.Order("alice", "ETH-PERP", side, 1m, (decimal)limit)));
        Assert.Equal(code, Code(exchange.Send(EntityRef.Account(new AccountId("alice")), id => new PlaceQuotes(
            id, Eth, [new QuoteLevel(side, new Quantity(1m), new Price((decimal)limit))], exchange.Marks))));
    }

    [Theory]
    // Equity 2180 on 10 at 2000, maintenance margin one twentieth: a close may lose 218 a unit, reduce-only or not.
    [InlineData(Side.Buy, 10, 1_782, true, null)]
    [InlineData(Side.Buy, 10, 1_781.9, true, "close-below-margin")]
    [InlineData(Side.Buy, 10, 1_781.9, false, "close-below-margin")]
    [InlineData(Side.Sell, 10, 2_218, true, null)]
    [InlineData(Side.Sell, 10, 2_218.1, true, "close-below-margin")]
    [InlineData(Side.Sell, 10, 2_218.1, false, "close-below-margin")]
    // Half of it may not leave less than 500 for the other half: 1680 over 5 are 336, beyond the band.
    [InlineData(Side.Buy, 5, 1_700, true, null)]
    public void A_close_may_not_leave_its_account_below_maintenance_margin(
        Side held, double quantity, double limit, bool reduceOnly, string? code)
    {
        using var exchange = new ExchangeFixture();
        var sign = held == Side.Buy ? 1m : -1m;
        exchange.Open("k1", 2_180m, ("ETH-PERP", sign * 10m, 2_000m));
        exchange.Open("bob", 1_000_000m, ("ETH-PERP", sign * -10m, 2_000m));
        exchange.Mark("ETH-PERP", 2_000m);
        Assert.Equal(
            code, Code(exchange.Order("k1", "ETH-PERP", held.Opposite(), (decimal)quantity, (decimal)limit, reduceOnly: reduceOnly)));
    }

    [Fact]
    public void A_close_is_refused_with_other_orders_in_its_way_and_for_an_isolated_position_by_its_own_margin()
    {
        using var exchange = new ExchangeFixture();
        exchange.OpenIsolated("iso", 100_000m, ("ETH-PERP", 10m, 2_000m, 2_180m));
        exchange.Open("k1", 2_180m, ("ETH-PERP", 10m, 2_000m));
        exchange.Open("bob", 1_000_000m, ("ETH-PERP", -20m, 2_000m));
        exchange.Mark("ETH-PERP", 2_000m);
        Assert.Equal("close-below-margin", Code(exchange.Order("iso", "ETH-PERP", Side.Sell, 10m, 1_781.9m, mode: MarginMode.Isolated)));
        // Each alone leaves enough; both together would leave 2180 − 2·5·219 < 0.
        Assert.Null(Code(exchange.Order("k1", "ETH-PERP", Side.Sell, 5m, 1_781m, reduceOnly: true)));
        Assert.Equal("close-below-margin", Code(exchange.Order("k1", "ETH-PERP", Side.Sell, 5m, 1_781m, reduceOnly: true)));
        Assert.Equal("insufficient-margin", Code(exchange.Order("k1", "ETH-PERP", Side.Sell, 10m, 1_781m)));
    }

    [Theory]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void A_market_order_that_closes_goes_as_far_as_its_account_can_pay(Side held)
    {
        using var exchange = new ExchangeFixture();
        var sign = held == Side.Buy ? 1m : -1m;
        exchange.Open("alice", 1_100m, ("ETH-PERP", sign * 10m, 2_000m));
        exchange.Open("bob", 1_000_000m, ("ETH-PERP", sign * -10m, 2_000m));
        exchange.Mark("ETH-PERP", 2_000m);
        exchange.Order("bob", "ETH-PERP", held, 1m, 2_000m - (sign * 100m));
        exchange.Order("bob", "ETH-PERP", held, 9m, 2_000m - (sign * 111m));
        Assert.Null(Code(exchange.Order("alice", "ETH-PERP", held.Opposite(), 10m, null)));
        Assert.Equal(2_000m - (sign * 110m), exchange.All<OrderPlaced>().Last().Order.Limit.Value);
        Assert.Equal(9m, exchange["alice"].Positions[Eth].Size.Absolute.Value);
    }

    private static ExchangeFixture Half() => new(TestRules.Of(TestRules.Instrument("ETH-PERP", initial: 0.5m)));

    /// <summary>A position of so much from 99 (shorts: 121) with equity 3025 at 110.</summary>
    private static void Hold(ExchangeFixture exchange, string account, Side side, decimal size, decimal sign)
    {
        exchange.Open(account, 2_475m, ("ETH-PERP", sign * size, 110m - (sign * 11m)));
        exchange.Open("mm", 10_000_000m, ("ETH-PERP", -sign * size, 110m - (sign * 11m)));
        exchange.Mark("ETH-PERP", 110m);
        Assert.Equal(side, exchange[account].Positions[Eth].Size.Sign > 0 ? Side.Buy : Side.Sell);
    }

    private static void Fill(ExchangeFixture exchange, Side side, decimal quantity, decimal price) =>
        Assert.IsType<CommandAccepted>(exchange.Order("mm", "ETH-PERP", side, quantity, price));

    private static string? Code(Message reply) => (reply as CommandRefused)?.Code;
}
