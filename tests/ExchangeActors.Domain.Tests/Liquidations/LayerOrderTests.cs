using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Backstops;
using ExchangeActors.Domain.Venues.Catalog;
using ExchangeActors.Domain.Venues.Triggers;

namespace ExchangeActors.Domain.Tests.Liquidations;

/// <summary>
/// The order in which a liquidation is offered is a profile's data: what is listed first is asked first, and what it leaves goes to the
/// next.
/// </summary>
public sealed class LayerOrderTests
{
    private static readonly WaterfallLimits Limits = WaterfallLimits.Default;

    [Theory]
    [InlineData("book,backstop,fund,winners", "must end with \"residual\"")]
    [InlineData("", "must end with \"residual\"")]
    [InlineData("residual,book", "must end with \"residual\"")]
    [InlineData("", "\"book\" is missing")]
    [InlineData("winners,residual", "\"book\" is missing")]
    [InlineData("book,vault,residual", "\"vault\" is unknown; there are: book, backstop, fund, winners, residual")]
    [InlineData("book,winners,book,residual", "\"book\" is named more than once")]
    [InlineData("residual,book,residual", "\"residual\" is named more than once")]
    [InlineData("Book,residual", "\"Book\" is unknown")]
    public void An_order_that_is_none_says_what_is_wrong(string names, string problem)
    {
        Assert.Null(LayerOrder.Of(Split(names), out var problems));
        Assert.Contains(problems, found => found.StartsWith(problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        "book,backstop,fund,residual", "absorb", "fund-empty", null, "layers",
        "\"winners\" is missing, whom the trigger \"fund-empty\" closes")]
    [InlineData(
        "book,fund,winners,residual", "take-over", "negative-equity", null, "layers",
        "\"backstop\" is missing, as which \"take-over\" takes positions")]
    [InlineData("book,residual", "liquidator", "never", null, "layers", "\"backstop\" is missing, as which \"liquidator\" takes positions")]
    [InlineData("fund,book,winners,residual", "absorb", "fund-empty", null, "layers", "\"fund\" comes before \"book\"")]
    [InlineData(
        "winners,book,residual", "absorb", "book-exhausted", null, "trigger.policy",
        "\"book-exhausted\" fires when the book has left something")]
    [InlineData(
        "winners,book,fund,residual", "absorb", "fund-empty", "deleverage", "exhaustedBook",
        "\"deleverage\" has no effect in the layers winners → book → fund → residual")]
    [InlineData(
        "book,winners,residual", "absorb", "fund-empty", "take-over", "exhaustedBook",
        "\"take-over\" has no effect in the layers book → winners → residual")]
    public void Layers_that_contradict_the_policies_are_reported(
        string names, string backstop, string trigger, string? exhausted, string path, string problem)
    {
        var spec = Specs.Good with
        {
            Layers = Split(names),
            ExhaustedBook = exhausted,
            Policies = Specs.Good.Policies
                .SetItem("backstop", new PolicySpec(backstop, ImmutableSortedDictionary<string, decimal>.Empty))
                .SetItem("trigger", new PolicySpec(trigger, ImmutableSortedDictionary<string, decimal>.Empty)),
        };

        Assert.Null(PolicyCatalog.Compose(spec, out var problems));
        Assert.Contains(problems, found => found.Path == path && found.Problem.StartsWith(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void A_profile_without_layers_has_the_usual_order_and_one_that_names_it_decides_like_it()
    {
        var without = PolicyCatalog.Compose(Specs.Good, out _)!;
        var named = PolicyCatalog.Compose(Specs.Good with { Layers = LayerOrder.AllNames }, out _)!;
        var other = PolicyCatalog.Compose(Specs.Good with { Layers = ["winners", "book", "fund", "residual"] }, out _)!;

        Assert.Equal("book → backstop → fund → winners → residual", without.Layers.ToString());
        Assert.True(named.DecidesLike(without));
        Assert.False(other.DecidesLike(without));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void What_winners_do_not_take_goes_on_the_book_when_they_come_first(int side)
    {
        using var exchange = Broken(side, "winners,book,fund,residual", 0m);

        // Equity 2180 − 3000 = −820 at the broken mark, b 82 a contract on the better side of it. Bob's 6 close at b; the book takes 4 at
        // 5 better than b, so that 20 are left of the account.
        Assert.Equal([nameof(LiquidationStepBegun), nameof(DeleveragingRequested), nameof(LiquidationStepRequested)], Asked(exchange));
        Assert.Equal(6m, exchange.All<DeleveragingReturned>().Single().Closed.Value);
        Assert.Equal(4m, exchange.All<LiquidationStepFilled>().Single().Filled.Value);
        Assert.Equal(20m, exchange["alice"].Wallet.Value);
        Assert.Equal(0m, exchange.Pool.Deficit.Value);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void The_same_case_is_closed_on_the_book_first_when_that_comes_first(int side)
    {
        using var exchange = Broken(side, "book,winners,fund,residual", 0m);

        // The book takes 4 at 5 better than b, winners 6 of the rest of 6 at b.
        Assert.Equal([nameof(LiquidationStepRequested), nameof(DeleveragingRequested)], Asked(exchange));
        Assert.Equal(6m, exchange.All<DeleveragingReturned>().Single().Closed.Value);
        Assert.Equal(4m, exchange.All<LiquidationStepFilled>().Single().Filled.Value);
        Assert.Equal(20m, exchange["alice"].Wallet.Value);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void What_neither_winners_nor_the_book_take_goes_to_the_fund_that_can_bear_it_and_else_is_left_to_the_exchange_with_a_deficit(
        int side)
    {
        // 10 contracts, nobody in profit and no bid: three tries, then the fund bears 820 at the mark.
        using var rich = Broken(side, "winners,book,fund,residual", 1_000m, winner: false, maker: false);
        Tick(rich, 4);
        var taken = Assert.Single(rich.All<PositionTakenOver>());
        Assert.Equal((WaterfallLayer.Fund, WaitReason.BookExhausted, 180m), (taken.Layer, taken.Reason, rich.Pool.Balance.Value));
        Assert.Equal(3, rich.All<LiquidationStepRequested>().Count());

        using var poor = Broken(side, "winners,book,fund,residual", 100m, winner: false, maker: false);
        Tick(poor, 4);
        var left = Assert.Single(poor.All<PositionTakenOver>());
        Assert.Equal((WaterfallLayer.Residual, WaitReason.BookExhausted), (left.Layer, left.Reason));
        Assert.Equal((0m, 720m), (poor.Pool.Balance.Value, poor.Pool.Deficit.Value));
    }

    [Fact]
    public void Nobody_is_closed_by_force_where_winners_are_no_layer()
    {
        using var exchange = Broken(1, "book,fund,residual", 0m, trigger: new NeverTrigger());

        Assert.Empty(exchange.All<DeleveragingRequested>());
        var taken = Assert.Single(exchange.All<PositionTakenOver>());
        Assert.Equal(4m, exchange.All<LiquidationStepFilled>().Single().Filled.Value);
        Assert.Equal((6m, WaterfallLayer.Residual), (taken.Quantity.Value, taken.Layer));
    }

    [Fact]
    public void A_vault_that_comes_first_takes_over_before_the_book_is_tried()
    {
        var vault = new TakeOverBackstop(2m / 3m, 1m, false);
        using var exchange = Broken(1, "backstop,book,winners,residual", 0m, trigger: new NegativeEquityTrigger(1), backstop: vault);

        var taken = Assert.Single(exchange.All<PositionTakenOver>());
        Assert.Equal(
            ("vault-main", WaterfallLayer.Backstop, 10m, 1_782m),
            (taken.Taker.Value, taken.Layer, taken.Quantity.Value, taken.Price.Value));
        Assert.Empty(exchange.All<LiquidationStepRequested>());
    }

    [Fact]
    public void Layers_that_were_asked_in_another_order_are_noticed()
    {
        using var exchange = Broken(1, "book,winners,fund,residual", 0m);

        var right = new AskedLayers(exchange.Rules.Profile.Layers);
        right.Observe(exchange.Events.Select(recorded => recorded.Event));
        Assert.Equal((0, 2), (right.Breaks.Count, right.Asked));
        var wrong = new AskedLayers(TestProfiles.Layers("winners", "book", "fund", "residual"));
        wrong.Observe(exchange.Events.Select(recorded => recorded.Event));
        Assert.NotEmpty(wrong.Breaks);
    }

    /// <summary>
    /// Alice holds 10 from 2000 with 2180 and stands 300 a contract in loss; bob, if a winner, 6 against her; a maker quotes 4, 5 better
    /// than her bankruptcy price.
    /// </summary>
    private static ExchangeFixture Broken(
        int side,
        string layers,
        decimal fund,
        bool winner = true,
        bool maker = true,
        IDeleveragingTrigger? trigger = null,
        IBackstop? backstop = null)
    {
        var profile = TestRules.Bitmex(Limits, 0m) with { Layers = LayerOrder.Of(Split(layers), out _)! };
        profile = profile with { Trigger = trigger ?? profile.Trigger, Backstop = backstop ?? profile.Backstop };
        var exchange = new ExchangeFixture(TestRules.Of(TestRules.Instrument("ETH-PERP")) with { Profile = profile });
        foreach (var vault in exchange.Rules.Vaults)
        {
            exchange.Accepted(EntityRef.Account(vault), id => new OpenAccount(id, vault, AccountKind.Vault, new Money(50_000m), []));
        }

        exchange.Open("alice", 2_180m, ("ETH-PERP", 10m * side, 2_000m));
        exchange.Open("bob", 100_000m, ("ETH-PERP", -6m * side, winner ? 2_000m : 2_000m - (500m * side)));
        exchange.Open("carol", 100_000m, ("ETH-PERP", -4m * side, 2_000m - (500m * side)));
        exchange.Open("maker", 1_000_000m);
        if (fund > 0m)
        {
            exchange.Fund(fund);
        }

        exchange.Mark("ETH-PERP", 2_000m);
        var broken = 2_000m - (300m * side);
        var bankruptcy = broken + (82m * side);
        if (maker)
        {
            exchange.Order("maker", "ETH-PERP", side > 0 ? Side.Buy : Side.Sell, 4m, bankruptcy + (5m * side));
        }

        exchange.Mark("ETH-PERP", broken);
        return exchange;
    }

    private static void Tick(ExchangeFixture exchange, int times)
    {
        for (var i = 0; i < times; i++)
        {
            exchange.Tick();
        }
    }

    private static string[] Asked(ExchangeFixture exchange) =>
    [
        .. exchange.Events.Select(recorded => recorded.Event)
            .Where(@event => @event is LiquidationStepBegun or LiquidationStepRequested or DeleveragingRequested)
            .Select(@event => @event.GetType().Name),
    ];

    private static ImmutableArray<string> Split(string names) => [.. names.Split(',', StringSplitOptions.RemoveEmptyEntries)];
}
