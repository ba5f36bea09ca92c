using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Accounts;

public sealed class IsolatedMarginTests : IDisposable
{
    private static readonly MarketId Eth = new("ETH-PERP");
    private readonly ExchangeFixture _exchange = new();

    public IsolatedMarginTests()
    {
        _exchange.Open("alice", 10_000m);
        _exchange.Open("bob", 1_000_000m);
        _exchange.Mark("ETH-PERP", 2_000m);
    }

    public void Dispose() => _exchange.Dispose();

    [Fact]
    public void Opening_moves_the_initial_margin_out_of_the_wallet_and_closing_moves_margin_and_profit_back()
    {
        Trade(Side.Buy, 10m, 2_000m);
        Assert.Equal((8_000m, 2_000m), Held());
        Trade(Side.Sell, 10m, 2_050m);
        Assert.Equal(10_500m, _exchange["alice"].Wallet.Value);
        Assert.Empty(_exchange["alice"].Positions);
    }

    [Fact]
    public void A_partial_close_frees_its_share_of_margin_and_profit()
    {
        Trade(Side.Buy, 10m, 2_000m);
        Trade(Side.Sell, 4m, 2_100m);
        // Margin 2000 + 400 realised; four tenths of it go back.
        Assert.Equal((8_960m, 1_440m), Held());
        Assert.Equal(12_000m, _exchange["alice"].Positions[Eth].Cost.Value);
    }

    [Fact]
    public void A_flip_closes_whole_and_opens_the_rest_with_margin_of_its_own()
    {
        Trade(Side.Buy, 10m, 2_000m);
        Trade(Side.Sell, 15m, 1_990m);
        // 10000 − 100 loss, of which 5·1990·0.1 back the new short, and 5·10 that it has lost against the mark of 2000 by the fill: so its
        // equity at the mark is its initial margin.
        Assert.Equal((8_855m, 1_045m), Held());
        Assert.Equal(-5m, _exchange["alice"].Positions[Eth].Size.Value);
        Assert.Equal(-9_950m, _exchange["alice"].Positions[Eth].Cost.Value);
    }

    [Theory]
    [InlineData(1, 1_895, false)]
    [InlineData(1, 1_896, true)]
    [InlineData(-1, 2_105, false)]
    [InlineData(-1, 2_094, true)]
    public void A_position_that_is_below_maintenance_margin_is_not_added_to(int sign, int mark, bool accepted)
    {
        // The check of its margin is still under way. 10 at 2000 with a margin of 2000; 1 more brings a tenth of the mark.
        // Long at 1895: 2000 − 1050 + 189.5 = 1139.5 over 11·1895·0.05 = 1042.25, enough if the margin were 2000; it is 1900 here: 1039.5.
        // At 1896: 1900 − 1040 + 189.6 = 1049.6 over 1042.8. Short at 2105: 1900 − 1050 + 210.5 = 1060.5 under 1157.75;
        // at 2094: 1900 − 940 + 209.4 = 1169.4 over 1151.7.
        var side = sign > 0 ? Side.Buy : Side.Sell;
        var carol = Account.New(new AccountId("carol")).Evolve(new AccountOpened(
            new CommandId("test", 1), new AccountId("carol"), AccountKind.Trader, new Money(5_000m),
            [new OpeningPosition(Eth, new Quantity(10m * sign), new Price(2_000m), new Money(1_900m))]));
        var board = MarkBoard.Empty.With(Eth, new MarkQuote(new Price(mark), 0m, 7));
        var reply = carol.Decide(
            new PlaceOrder(
                new CommandId("t", 1),
                Eth,
                side,
                new Quantity(1m),
                new Price(mark),
                TimeInForce.GoodTillCancelled,
                false,
                MarginMode.Isolated,
                board),
            _exchange.Rules,
            new Moment(1_760_130_000_000)).Reply;
        Assert.Equal(accepted ? null : "insufficient-margin", (reply as CommandRefused)?.Code);
    }

    [Fact]
    public void A_liquidation_that_the_book_takes_above_the_bankruptcy_price_returns_what_is_left_of_the_margin()
    {
        Trade(Side.Buy, 10m, 2_000m);
        _exchange.Order("bob", "ETH-PERP", Side.Buy, 10m, 1_890m);
        _exchange.Mark("ETH-PERP", 1_890m);
        // Equity 2000 − 1100 = 900 < 945.
        Assert.Equal(Eth, Assert.Single(_exchange.All<LiquidationStarted>()).Isolated);
        Assert.Equal(1_800m, _exchange.All<LiquidationStarted>().Single().Positions.Single().BankruptcyPrice!.Value.Value);
        Assert.Equal(900m, Assert.Single(_exchange.All<LiquidationEnded>()).MarginReleased.Value);
        Assert.Equal(8_900m, _exchange["alice"].Wallet.Value);
        Assert.Empty(_exchange["alice"].Positions);
    }

    [Fact]
    public void A_liquidation_of_the_isolated_position_leaves_the_cross_positions_and_their_orders_alone()
    {
        using var exchange = new ExchangeFixture(TestRules.Of(TestRules.Instrument("BTC-PERP"), TestRules.Instrument("ETH-PERP")));
        exchange.OpenIsolated("alice", 10_000m, ("BTC-PERP", 1m, 10_000m, null), ("ETH-PERP", 10m, 2_000m, 2_180m));
        exchange.Open("bob", 1_000_000m, ("BTC-PERP", -1m, 10_000m), ("ETH-PERP", -10m, 2_000m));
        exchange.Mark("BTC-PERP", 10_000m);
        exchange.Mark("ETH-PERP", 2_000m);
        exchange.Order("alice", "BTC-PERP", Side.Sell, 1m, 11_000m, reduceOnly: true);
        exchange.Mark("ETH-PERP", 1_700m);
        Assert.Equal([new MarketId("BTC-PERP")], exchange["alice"].Positions.Keys);
        Assert.Equal(10_000m - 2_180m, exchange["alice"].Wallet.Value);
        Assert.Single(exchange["alice"].Orders);
        Assert.Equal(AccountStatus.Active, exchange["alice"].Status);
    }

    private (decimal Wallet, decimal Margin) Held() =>
        (_exchange["alice"].Wallet.Value, _exchange["alice"].Positions[Eth].IsolatedMargin!.Value.Value);

    private void Trade(Side side, decimal quantity, decimal price)
    {
        Assert.IsType<CommandAccepted>(_exchange.Order("bob", "ETH-PERP", side.Opposite(), quantity, price));
        Assert.IsType<CommandAccepted>(_exchange.Order("alice", "ETH-PERP", side, quantity, price, mode: MarginMode.Isolated));
    }
}
