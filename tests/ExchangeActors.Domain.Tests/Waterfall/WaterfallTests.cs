using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Waterfall;

public sealed class WaterfallTests : IDisposable
{
    private readonly ExchangeFixture _exchange = new();

    public void Dispose() => _exchange.Dispose();

    [Fact]
    public void A_bankrupt_long_without_book_or_fund_is_closed_against_the_best_ranked_short_at_the_bankruptcy_price()
    {
        _exchange.Open("alice", 2_180m, ("ETH-PERP", 10m, 2_000m));
        _exchange.Open("bob", 10_000m, ("ETH-PERP", -6m, 2_000m));
        _exchange.Open("carol", 2_000m, ("ETH-PERP", -4m, 1_950m));
        _exchange.Mark("ETH-PERP", 2_000m);
        _exchange.Mark("ETH-PERP", 1_700m);

        // Equity 2180 − 3000 = −820; bankruptcy price 1700 + 82 = 1782.
        Assert.Equal(0m, _exchange["alice"].Wallet.Value);
        Assert.Empty(_exchange["alice"].Positions);
        Assert.Equal(10_000m + (6m * 218m), _exchange["bob"].Wallet.Value);
        Assert.Equal(2_000m + (4m * 168m), _exchange["carol"].Wallet.Value);
        var closes = _exchange.All<PositionForceClosed>().OrderBy(close => close.Rank).ToList();
        Assert.Equal(["carol", "bob"], _exchange.Events.Where(e => e.Event is PositionForceClosed).Select(e => e.Id.Stream.Id));
        Assert.All(closes, close => Assert.Equal(1_782m, close.Price.Value));
        Assert.Equal("filled", _exchange.All<DeleveragingCompleted>().Single().Reason);
        Assert.Equal("fund-at-floor", _exchange.All<DeleveragingRequested>().Single().Reason);
        Assert.Equal(0m, _exchange.Pool.Deficit.Value);
    }

    [Fact]
    public void What_no_winner_takes_goes_to_the_exchange_at_the_mark_of_the_ranking_and_the_fund_pays_before_a_deficit_is_booked()
    {
        // Nobody is in profit: bob sold lower than the marks.
        _exchange.Open("alice", 2_180m, ("ETH-PERP", 10m, 2_000m));
        _exchange.Open("bob", 100_000m, ("ETH-PERP", -10m, 1_500m));
        _exchange.Fund(100m);
        _exchange.Mark("ETH-PERP", 2_000m);
        _exchange.Mark("ETH-PERP", 1_800m);
        _exchange.Mark("ETH-PERP", 1_700m);
        _exchange.Tick();
        _exchange.Tick();

        // Equity at 1800, where margin broke: 180; at 1700, where the coordinator found nobody: −820, of which the fund pays 100.
        var taken = Assert.Single(_exchange.All<PositionTakenOver>());
        Assert.Equal((1_700m, 1_700m, 10m), (taken.Price.Value, taken.Mark.Value, taken.Quantity.Value));
        Assert.Equal(720m, Assert.Single(_exchange.All<DeficitBooked>()).Amount.Value);
        Assert.Equal((720m, 0m, 100m), (_exchange.Pool.Deficit.Value, _exchange.Pool.Balance.Value, _exchange.Pool.Debited.Value));
    }

    [Fact]
    public void The_book_closes_a_liquidation_and_the_fund_pays_beyond_the_bankruptcy_price_level_by_level()
    {
        _exchange.Open("alice", 2_180m, ("ETH-PERP", 10m, 2_000m));
        _exchange.Open("bob", 100_000m, ("ETH-PERP", -10m, 2_000m));
        _exchange.Open("maker", 100_000m);
        _exchange.Fund(500m);
        _exchange.Mark("ETH-PERP", 2_000m);
        _exchange.Order("maker", "ETH-PERP", Side.Buy, 4m, 1_780m);
        _exchange.Order("maker", "ETH-PERP", Side.Buy, 4m, 1_700m);
        _exchange.Order("maker", "ETH-PERP", Side.Buy, 4m, 1_690m);
        _exchange.Mark("ETH-PERP", 1_700m);

        // b = 1782. 4 at 1780 cost the fund 8, 4 at 1700 cost 328, 2 at 1690 would cost 184 > 164 left: the rest goes to ADL.
        Assert.Equal(8m, _exchange.All<TradeExecuted>().Sum(trade => trade.Quantity.Value));
        Assert.Equal(164m, _exchange.Pool.Balance.Value);
        Assert.Equal(336m, _exchange.Pool.Debited.Value);
        Assert.Equal(-8m, _exchange["bob"].Positions[new MarketId("ETH-PERP")].Size.Value);
        Assert.Equal(100_000m + (2m * 218m), _exchange["bob"].Wallet.Value);
        Assert.Equal(0m, _exchange["alice"].Wallet.Value);
        Assert.Equal(AccountStatus.Active, _exchange["alice"].Status);
    }

    [Fact]
    public void With_money_in_the_fund_and_nobody_on_the_book_the_rest_waits_and_is_tried_again_before_the_fund_takes_it_over()
    {
        _exchange.Open("alice", 2_180m, ("ETH-PERP", 10m, 2_000m));
        _exchange.Open("bob", 100_000m, ("ETH-PERP", -10m, 2_000m));
        _exchange.Fund(1_000_000m);
        _exchange.Mark("ETH-PERP", 2_000m);
        _exchange.Mark("ETH-PERP", 1_700m);
        Assert.Single(_exchange.All<LiquidationStepPostponed>());
        _exchange.Tick();
        Assert.Empty(_exchange.All<PositionTakenOver>());
        _exchange.Tick();

        // Winners are closed only when the fund is insufficient: it bears the 820 that 10 at 1700 cost beyond 1782.
        var taken = Assert.Single(_exchange.All<PositionTakenOver>());
        Assert.Equal((1_700m, 10m, "book-exhausted", 820m), (taken.Price.Value, taken.Quantity.Value, taken.Reason, taken.Budget.Value));
        Assert.Empty(_exchange.All<DeleveragingRequested>());
        Assert.Equal((1_000_000m - 820m, 0m), (_exchange.Pool.Balance.Value, _exchange.Pool.Deficit.Value));
        Assert.Equal(100_000m, _exchange["bob"].Wallet.Value);
    }

    [Fact]
    public void What_neither_fund_nor_winners_can_take_the_exchange_takes_over_and_books_as_deficit()
    {
        // Bob's short was entered below the mark: he is not in profit and may not be closed.
        _exchange.Open("alice", 2_180m, ("ETH-PERP", 10m, 2_000m));
        _exchange.Open("bob", 10_000m, ("ETH-PERP", -10m, 1_500m));
        _exchange.Mark("ETH-PERP", 2_000m);
        _exchange.Mark("ETH-PERP", 1_700m);
        Assert.Empty(_exchange.All<PositionForceClosed>());
        Assert.Equal(10m, _exchange["exchange-main"].Positions[new MarketId("ETH-PERP")].Size.Value);
        Assert.Equal(820m, _exchange.Pool.Deficit.Value);
        Assert.Equal(0m, _exchange["alice"].Wallet.Value);
    }

    [Fact]
    public void A_margin_call_comes_first_and_is_cleared_when_the_price_recovers()
    {
        _exchange.Open("alice", 2_180m, ("ETH-PERP", 10m, 2_000m));
        _exchange.Open("bob", 100_000m, ("ETH-PERP", -10m, 2_000m));
        _exchange.Mark("ETH-PERP", 2_000m);
        // Equity 2180 + 10·(p − 2000) = 1.5·0.05·10·p at p = 1926.5 (rounded): below it a margin call.
        _exchange.Mark("ETH-PERP", 1_900m);
        Assert.Equal(1_180m, Assert.Single(_exchange.All<MarginCallIssued>()).Equity.Value);
        _exchange.Mark("ETH-PERP", 1_980m);
        Assert.Single(_exchange.All<MarginCallCleared>());
        Assert.Empty(_exchange.All<LiquidationStarted>());
    }

    [Fact]
    public void Orders_of_a_liquidated_account_leave_the_book_before_its_bankruptcy_price_is_fixed()
    {
        _exchange.Open("alice", 2_180m, ("ETH-PERP", 10m, 2_000m));
        _exchange.Open("bob", 100_000m, ("ETH-PERP", -10m, 2_000m));
        _exchange.Mark("ETH-PERP", 2_000m);
        Assert.IsType<CommandAccepted>(_exchange.Order("alice", "ETH-PERP", Side.Sell, 5m, 2_100m, reduceOnly: true));
        _exchange.Mark("ETH-PERP", 1_700m);
        var kinds = _exchange.Events.Where(e => e.Id.Stream.Id == "alice").Select(e => e.Event.GetType().Name).ToList();
        Assert.True(kinds.IndexOf("AccountFrozen") < kinds.IndexOf("OrdersClosed"));
        Assert.True(kinds.IndexOf("OrdersClosed") < kinds.IndexOf("LiquidationStarted"));
        Assert.Empty(_exchange["alice"].Orders);
    }

    [Fact]
    public void An_isolated_position_loses_its_own_margin_and_nothing_of_the_wallet()
    {
        _exchange.OpenIsolated("alice", 5_000m, ("ETH-PERP", 10m, 2_000m, 2_180m));
        _exchange.Open("bob", 100_000m, ("ETH-PERP", -10m, 2_000m));
        _exchange.Mark("ETH-PERP", 2_000m);
        _exchange.Mark("ETH-PERP", 1_700m);
        Assert.Equal(5_000m - 2_180m, _exchange["alice"].Wallet.Value);
        Assert.Empty(_exchange["alice"].Positions);
        Assert.Equal(100_000m + 2_180m, _exchange["bob"].Wallet.Value);
    }

    [Fact]
    public void Following_the_causes_of_a_forced_close_ends_at_the_mark_tick()
    {
        _exchange.Open("alice", 2_180m, ("ETH-PERP", 10m, 2_000m));
        _exchange.Open("bob", 10_000m, ("ETH-PERP", -10m, 2_000m));
        _exchange.Mark("ETH-PERP", 2_000m);
        _exchange.Mark("ETH-PERP", 1_700m);
        var byId = _exchange.Events.ToDictionary(e => e.Id);
        var chain = new List<string>();
        var at = _exchange.Events.Single(e => e.Event is PositionForceClosed);
        while (true)
        {
            chain.Add(at.Event.GetType().Name);
            if (!byId.TryGetValue(at.CausedBy, out var cause))
            {
                break;
            }

            at = cause;
        }

        Assert.Equal(EntityKind.Outside, at.CausedBy.Stream.Kind);
        Assert.Equal("MarkPriceUpdated", chain[^1]);
        Assert.Equal(
            ["PositionForceClosed", "ForceClosesPlanned", "DeleveragingOpened", "DeleveragingRequested"], chain.Take(4));
    }
}
