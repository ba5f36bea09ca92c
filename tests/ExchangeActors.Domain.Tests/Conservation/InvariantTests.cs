using System.Collections.Immutable;
using CsCheck;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Conservation;

/// <summary>
/// Histories in which every sum comes out even and yet somebody pays or gets what is not right: the invariant that looks at it says so,
/// and says nothing when it is right.
/// </summary>
public sealed class InvariantTests
{
    private const decimal QuoteTick = 0.01m;

    private static readonly MarketId Market = new("ETH-PERP");
    private static readonly EntityRef Alice = EntityRef.Account(new AccountId("alice"));
    private static readonly EntityRef Pool = EntityRef.Liquidation("main");
    private static readonly EntityRef Book = EntityRef.Market(Market);
    private static readonly LiquidationId Liquidation = LiquidationId.Of(new AccountId("alice"), 1);

    private readonly Invariants _invariants = new(TestRules.Of(TestRules.Instrument(Market.Value, maker: -0.0001m,
        taker: 0.0005m) with
    { QuoteTick = QuoteTick }));
    private readonly Dictionary<EntityRef, long> _numbers = [];

    [Theory]
    [InlineData(0.01, 0.00, 0.01, 0.02, false)]
    [InlineData(0.00, 0.00, 0.00, -0.01, true)]
    public void An_order_pays_the_fee_of_all_its_fills_rounded_up_once(double first, double second, double right, double wrong, bool maker)
    {
        // Three fills of 1 at 7 owe 0.0105 as a taker, so 0.02; as a maker they get 0.0021, which is no whole tick.
        foreach (var third in new[] { right, wrong })
        {
            var test = new InvariantTests();
            test.Observe(Alice, FillOf(1, 1m, 2m, 7m, (decimal)first, maker));
            test.Observe(Alice, FillOf(2, 1m, 1m, 7m, (decimal)second, maker));
            Assert.True(test.Holds(Invariants.OrderFeesName));
            test.Observe(Alice, FillOf(3, 1m, 0m, 7m, (decimal)third, maker));
            Assert.Equal(third == right, test.Holds(Invariants.OrderFeesName));
        }
    }

    [Fact]
    public void Fees_that_are_rounded_once_hold_however_an_order_is_filled() =>
        Gen.Select(Gen.Int[1, 200], Gen.Int[1, 100_000]).Array[1, 30].Sample(fills =>
    {
        var test = new InvariantTests();
        var (due, paid, left) = (0m, 0m, (decimal)fills.Sum(fill => fill.Item1));
        for (var i = 0; i < fills.Length; i++)
        {
            var (quantity, price) = (fills[i].Item1, fills[i].Item2 * 0.1m);
            due += quantity * price * 0.0005m;
            left -= quantity;
            var fee = Rounding.Up(due, QuoteTick) - paid;
            paid += fee;
            test.Observe(Alice, FillOf(i + 1, quantity, left, price, fee, false));
        }

        Assert.True(test.Holds(Invariants.OrderFeesName));
    }, iter: 200);

    [Fact]
    public void Funding_that_is_rounded_at_every_settlement_is_found_and_funding_that_carries_its_remainder_is_not()
    {
        foreach (var carries in new[] { true, false })
        {
            var test = new InvariantTests();
            test.Observe(Alice, new AccountOpened(Command(1), new AccountId("alice"), AccountKind.Trader, new Money(1_000m),
                [new OpeningPosition(Market, new Quantity(0.01m), new Price(100m), null)]));
            var (index, paid) = (0m, 0m);
            for (var i = 1; i <= 5; i++)
            {
                // A rate of 0.001 at 100 is 0.1 per unit, so 0.001 for a hundredth: a tenth of the quote tick.
                index += 0.1m;
                test.Observe(Book, new FundingRateUpdated(Command(i), 0.001m, new Price(100m), index, i));
                var payment = carries ? Rounding.Up(0.01m * index, QuoteTick) - paid : QuoteTick;
                paid += payment;
                test.Observe(Alice, new FundingSettled(Market, index, new Money(payment)));
            }

            Assert.Equal(carries, test.Holds(Invariants.FundingName));
        }
    }

    [Fact]
    public void A_fill_of_a_position_whose_funding_was_not_settled_is_found()
    {
        Observe(Alice, new AccountOpened(Command(1), new AccountId("alice"), AccountKind.Trader, new Money(1_000m),
            [new OpeningPosition(Market, new Quantity(1m), new Price(100m), null)]));
        Observe(Book, new FundingRateUpdated(Command(1), 0.001m, new Price(100m), 0.1m, 2));
        var fill = FillOf(1, 1m, 0m, 100m, 0.05m, false);
        Observe(Alice, fill with { Fill = fill.Fill with { FundingIndex = 0.1m } });
        Assert.False(Holds(Invariants.FundingName));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_cost_of_partial_closes_is_their_share_and_does_not_drift(bool exact)
    {
        // 1000 units at 0.0033: every closed unit costs 0.0033; rounded down to the tick it costs nothing, so that the last unit would
        // cost 3.30.
        Observe(Alice, new AccountOpened(Command(1), new AccountId("alice"), AccountKind.Trader, new Money(1_000m),
            [new OpeningPosition(Market, new Quantity(1_000m), new Price(0.0033m), null)]));
        for (var i = 1; i <= 10; i++)
        {
            var fill = FillOf(i, 1m, 0m, 0.004m, 0.01m, false, Side.Sell);
            Observe(Alice, fill with { RealisedPnl = new Money(exact ? 0.0007m : 0.004m) });
        }

        Assert.Equal(exact, Holds(Invariants.RealisedName));
    }

    [Theory]
    [InlineData(900.00, true)]
    [InlineData(900.02, true)]
    [InlineData(900.03, false)]
    [InlineData(12_001_100.00, false)]
    public void Holders_are_asked_for_no_more_than_the_loss_and_a_tick_for_each(double asked, bool holds)
    {
        Lose(900m);
        var half = (decimal)asked / 2m;
        Observe(Pool, new LossSocialized(
            "main", 1, Market, new Money(900m), "social-loss", new Quantity(1m), new Quantity(1m), MarkBoard.Empty,
            [new LossShare(new AccountId("bob"), new Quantity(1m), new Money(half)), new LossShare(new AccountId("carol"),
                new Quantity(-1m), new Money((decimal)asked - half))]));
        Assert.Equal(holds, Holds(Invariants.LayersName));
    }

    [Theory]
    [InlineData(900, 0, true)]
    [InlineData(600, 300, true)]
    [InlineData(901, 0, false)]
    [InlineData(600, 301, false)]
    public void Fund_and_deficit_make_good_the_shortfall_and_no_more(int paid, int booked, bool holds)
    {
        Liquidate();
        Observe(Pool, new SettlementRequested(Liquidation, new Money(5m), "none", LiquidationEnd.Closed));
        Observe(Alice, new LiquidationEnded(Liquidation, Money.Zero, new Money(900m), Money.Zero, new Money(-900m)));
        Observe(Pool, new InsuranceFundDebited(Liquidation, new Money(paid), new Money(1_000m)));
        Observe(Pool, new DeficitBooked(Liquidation, new Money(booked), new Money(booked)));
        Assert.Equal(holds, Holds(Invariants.LayersName));
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public void Neither_is_more_closed_than_is_left_nor_more_paid_than_is_claimed(int quantity, bool holds)
    {
        Liquidate();
        Observe(Pool, new LiquidationStepRequested(
            Liquidation, 1, 1, Market, new Quantity(10m), new Price(90m), new Price(95m), new Money(50m), new Money(50m), Money.Zero,
            "full", "fillable"));
        Observe(Pool, new LiquidationStepFilled(Liquidation, 1, new Quantity(5m), new Money(450m), new Money(25m), new Quantity(5m), false,
            Money.Zero, null, new Price(90m)));
        Observe(Pool, new PositionTakenOver(Liquidation, 1, 1, new AccountId("vault"), 1, Market, 1, new Quantity(quantity),
            new Price(95m), new Price(95m)));
        Observe(Pool, new SettlementRequested(Liquidation, new Money(quantity), "rate", LiquidationEnd.Closed));
        Observe(Alice, new LiquidationEnded(Liquidation, new Money(5m), Money.Zero, Money.Zero, new Money(5m)));
        Assert.Equal(holds, Holds(Invariants.LayersName));
    }

    [Theory]
    [InlineData(102.0, true)]
    [InlineData(106.0, false)]
    public void An_order_is_accepted_only_when_its_loss_against_the_mark_leaves_maintenance_margin(double limit, bool holds)
    {
        // 10 units at a mark of 100 need 50; of a deposit of 100 the open loss may take 50, less the fee.
        Observe(Alice, new AccountOpened(Command(1), new AccountId("alice"), AccountKind.Trader, new Money(100m), []));
        var marks = MarkBoard.Empty.With(Market, new MarkQuote(new Price(100m), 0m, 1));
        var order = new Order(
            new OrderId("order/alice/test/2"), new AccountId("alice"), Side.Buy, new Quantity(10m), new Price((decimal)limit),
            TimeInForce.GoodTillCancelled, false, null);
        Observe(
            Alice,
            new OrderPlaced(Command(2), Market, order, MarginMode.Cross, Money.Zero, 1),
            new PlaceOrder(Command(2), Market, Side.Buy, order.Quantity, order.Limit, order.TimeInForce, false, MarginMode.Cross, marks));
        Assert.Equal(holds, Holds(Invariants.OrderMarginName));
    }

    [Theory]
    [InlineData(0, AccountKind.Trader, true)]
    [InlineData(-1, AccountKind.Trader, false)]
    [InlineData(-1, AccountKind.Vault, false)]
    [InlineData(-1, AccountKind.Exchange, true)]
    public void At_rest_nobody_without_positions_owes_anything(int wallet, AccountKind kind, bool holds)
    {
        var state = new ExchangeState();
        state.Accounts[new AccountId("alice")] = Account.New(new AccountId("alice")) with { Kind = kind, Wallet = new Money(wallet) };
        Assert.Equal(holds, _invariants.Check(state).Single(result => result.Name == Invariants.WalletName).Holds);
    }

    private static CommandId Command(long number) => new("test", number);

    private static FillApplied FillOf(int trade, decimal quantity, decimal remaining, decimal price, decimal fee, bool maker,
        Side side = Side.Buy) => new(
        Market,
        trade,
        0,
        new FillNotice(trade, new OrderId($"order/alice/{(side == Side.Buy ? 1 : trade)}"), side, new Quantity(quantity), new Price(price),
            new Money(fee), maker, new Quantity(remaining), new Price(price), 0m),
        Money.Zero,
        MarginMode.Cross,
        Money.Zero);

    private void Liquidate() => Observe(Pool, new LiquidationOpened(
        Liquidation, new AccountId("alice"), 1, new MarginScope(null), new Money(1m), new Money(2m),
        [new PositionAtRisk(Market, new Quantity(10m), new Money(1_000m), new Price(100m), 1, new Money(2m), new Price(95m))]));

    private void Lose(decimal loss)
    {
        Liquidate();
        Observe(Alice, new LiquidationEnded(Liquidation, Money.Zero, new Money(loss), Money.Zero, new Money(-loss)));
        Observe(Pool, new DeficitBooked(Liquidation, new Money(loss), new Money(loss)));
        Observe(Pool, new LossToShare(Liquidation, Market, new Money(loss), "social-loss"));
        Observe(Pool, new LossSharingStarted("main", 1, Market, new Money(loss)));
    }

    private void Observe(EntityRef stream, DomainEvent happened, Message? input = null)
    {
        var number = _numbers[stream] = _numbers.GetValueOrDefault(stream) + 1;
        _invariants.Observe(new RecordedEvent(new EventRef(stream, number), new EventRef(stream, 0), null, new Moment(number),
            happened)
        { Input = input });
    }

    private bool Holds(string name) => _invariants.Check(new ExchangeState()).Single(result => result.Name == name).Holds;
}
