using BenchmarkDotNet.Attributes;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Benchmarks;

/// <summary>Decide and evolve, one message per entity.</summary>
[MemoryDiagnoser]
public class DeciderBenchmarks
{
    private static readonly AccountId Alice = new("alice");
    private Account _account = null!;
    private Market _market = null!;
    private LiquidationPool _pool = null!;
    private DeleveragingCoordinator _coordinator = null!;
    private PlaceOrder _place = null!;
    private MarketNotice _fill = null!;
    private CheckMargin _check = null!;
    private Submission _taker = null!;
    private UpdatePrice _price = null!;
    private OpenLiquidation _open = null!;
    private RankedQueue _queue = null!;

    [GlobalSetup]
    public void Setup()
    {
        var marks = BenchmarkRules.Marks(100_000m);
        var opening = new OpeningPosition(BenchmarkRules.Btc, new Quantity(1m), new Price(100_000m), null);
        _account = Account.New(Alice)
            .Evolve(new AccountOpened(new CommandId("setup", 1), Alice, AccountKind.Trader, new Money(50_000m), [opening]));
        _place = new PlaceOrder(
            new CommandId("client", 1), BenchmarkRules.Btc, Side.Buy, new Quantity(0.1m), new Price(99_000m),
                TimeInForce.GoodTillCancelled, false, MarginMode.Cross, marks);
        var placed = Apply(Deciders.Account, _account, _place);
        _fill = new MarketNotice(
            BenchmarkRules.Btc, Alice, 1, 1,
            new FillNotice(1, placed.Orders.Keys.First(), Side.Buy, new Quantity(0.1m), new Price(99_000m), new Money(1.98m), true,
                Quantity.Zero, new Price(100_000m), 0m), null);
        _account = placed;
        _place = _place with { Id = new CommandId("client", 2) };
        _check = new CheckMargin(BenchmarkRules.Marks(90_000m, 2));

        _market = Market.New(BenchmarkRules.Btc).Evolve(new MarketListed(new CommandId("setup", 1), BenchmarkRules.Instrument));
        _market = Apply(Deciders.Market, _market, new UpdatePrice(new CommandId("feed", 1), new Price(100_000m), null, new Moment(1)));
        for (var i = 0; i < 1_000; i++)
        {
            var maker = new AccountId($"maker-{i % 50}");
            var side = i % 2 == 0 ? Side.Buy : Side.Sell;
            var price = new Price(100_000m + ((i % 2 == 0 ? -1m : 1m) * (1 + (i / 4))));
            _market = Apply(Deciders.Market, _market, new Submission(maker, BenchmarkRules.Btc, (i / 50) + 1, new SubmitOrder(
                new Order(new OrderId($"order/{i}"), maker, side, new Quantity(0.1m), price, TimeInForce.GoodTillCancelled, false, null))));
        }

        _taker = new Submission(Alice, BenchmarkRules.Btc, 1, new SubmitOrder(
            new Order(new OrderId("order/taker"), Alice, Side.Buy, new Quantity(0.35m), new Price(101_000m),
                TimeInForce.ImmediateOrCancel, false, null)));
        _price = new UpdatePrice(new CommandId("feed", 2), new Price(100_010m), null, new Moment(2));

        _pool = LiquidationPool.New("main")
            .Evolve(new InsuranceFundSeeded(new CommandId("setup", 1), new Money(1_000_000m), new Money(1_000_000m)));
        var risk = new PositionAtRisk(BenchmarkRules.Btc, new Quantity(1m), new Money(100_000m), new Price(90_000m), 1, new Money(450m),
            new Price(89_900m));
        for (var i = 0; i < 200; i++)
        {
            _pool = Apply(Deciders.Liquidation, _pool, Liquidation($"trader-{i}", risk));
        }

        _open = Liquidation("alice", risk);

        _coordinator = Apply(Deciders.Deleveraging, DeleveragingCoordinator.New(BenchmarkRules.Btc), new Deleverage(
            new LiquidationId("liq/alice/1"), 1, BenchmarkRules.Btc, Alice, 1, new Quantity(50m), new Price(95_000m), "main", Money.Zero));
        var candidates = Enumerable.Range(0, 1_000).Select(i => new Candidate(
            new AccountId($"short-{i}"), new Quantity(-1m), new Money(-100_000m), Money.Zero, Money.Zero, Money.Zero, Money.Zero,
                Money.Zero, null, 0.1m, 10m, 1m, 0m, 0m, 1));
        _queue = new RankedQueue(new DeleveragingId(BenchmarkRules.Btc, 1), 1, "bitmex", marks, [.. candidates], 1_000,
            new Quantity(1_000m), Money.Zero);
    }

    [Benchmark]
    public Account Account_places_an_order() => Apply(Deciders.Account, _account, _place);

    [Benchmark]
    public Account Account_applies_a_fill() => Apply(Deciders.Account, _account, _fill);

    [Benchmark]
    public Account Account_checks_its_margin() => Apply(Deciders.Account, _account, _check);

    [Benchmark]
    public Market Market_matches_a_taker_with_four_makers_of_a_thousand() => Apply(Deciders.Market, _market, _taker);

    [Benchmark]
    public Market Market_updates_its_mark() => Apply(Deciders.Market, _market, _price);

    [Benchmark]
    public LiquidationPool Pool_opens_a_liquidation_beside_two_hundred() => Apply(Deciders.Liquidation, _pool, _open);

    [Benchmark]
    public DeleveragingCoordinator Coordinator_plans_fifty_of_a_thousand_candidates() => Apply(Deciders.Deleveraging, _coordinator, _queue);

    private static OpenLiquidation Liquidation(string account, PositionAtRisk risk) => new(
        LiquidationId.Of(new AccountId(account), 1), new AccountId(account), 1, new MarginScope(null), new Money(100m), new Money(450m),
            [risk]);

    private static TState Apply<TState>(Decider<TState> decider, TState state, Message message)
        where TState : class
    {
        foreach (var @event in decider.Decide(state, message, BenchmarkRules.Rules, default).Events)
        {
            state = decider.Evolve(state, @event);
        }

        return state;
    }
}
