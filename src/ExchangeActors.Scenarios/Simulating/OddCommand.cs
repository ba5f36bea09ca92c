using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Simulating;

/// <summary>Commands that a well-behaved client would not send: each must be refused with its code and change nothing.</summary>
internal static class OddCommand
{
    private static readonly MarketId Nowhere = new("NONE-PERP");

    private static readonly EntityRef Nobody = EntityRef.Account(new AccountId("nobody"));

    public static void Do(SimulatedExchange exchange, EntityRef account, Instrument instrument, SimulatedAct act)
    {
        var market = instrument.Id;
        var marks = exchange.Marks;
        var one = new Quantity(instrument.LotSize);
        var mark = marks[market]?.Mark ?? new Price(instrument.TickSize);
        var tick = new Price(Rounding.Up(mark.Value, instrument.TickSize));
        Func<CommandId, Message> Order(MarketId where, Quantity quantity, Price? limit, MarkBoard board,
            MarginMode mode = MarginMode.Cross) =>
            id => new PlaceOrder(id, where, Side.Buy, quantity, limit, TimeInForce.GoodTillCancelled, false, mode, board);
        Func<CommandId, Message> Open(string name, decimal deposit, params OpeningPosition[] positions) =>
            id => new OpenAccount(id, new AccountId(name), AccountKind.Trader, new Money(deposit), [.. positions]);
        Func<CommandId, Message> Price(decimal price, long back) => id =>
            new UpdatePrice(id, new Price(price), new Price(price), new Moment(exchange.NowMs - back));
        (EntityRef To, Func<CommandId, Message> Command)[] odd =
        [
            (account, Order(Nowhere, one, tick, marks)),
            (account, Order(market, new Quantity(instrument.LotSize / 2m), tick, marks)),
            (account, Order(market, one, new Price(tick.Value + (instrument.TickSize / 2m)), marks)),
            (account, Order(market, one, tick, MarkBoard.Empty)),
            (account, Order(market, new Quantity(Largest.Quantity), tick, marks)),
            (account, Order(market, one, tick, marks, MarginMode.Isolated)),
            (Nobody, Order(market, one, tick, marks)),
            (account, id =>
                new PlaceQuotes(id, market, [new QuoteLevel(Side.Buy, one, tick), new QuoteLevel(Side.Sell, one, tick)], marks)),
            (account, id => new CancelOrder(id, new OrderId("order/none"))),
            (account, id => new CancelAllOrders(id, Nowhere)),
            (account, id => new Withdraw(id, new Money(Largest.Amount), marks)),
            (account, id => new Withdraw(id, new Money(-1m), marks)),
            (account, id => new Deposit(id, new Money(0.0000000000001m))),
            (account, Open(account.Id, 1m)),
            (Nobody, Open("somebody", 1m)),
            (Nobody, Open("nobody", -1m)),
            (Nobody, Open("nobody", 1m, new OpeningPosition(market, one, mark, new Money(2m)))),
            (Nobody, Open("nobody", 1m, new OpeningPosition(market, one, mark, null), new OpeningPosition(market, one, mark, null))),
            (EntityRef.Market(market), id => new ListMarket(id, instrument)),
            (EntityRef.Market(Nowhere), id => new ListMarket(id, instrument)),
            (EntityRef.Market(Nowhere), Price(1m, 0)),
            (EntityRef.Market(market), Price(0m, 0)),
            (EntityRef.Market(market), Price(mark.Value, 3_600_000)),
            (EntityRef.Market(market), Price(Largest.Price * 2m, 0)),
            (EntityRef.Market(market), id => new UpdateFunding(id, 2m)),
            (EntityRef.Liquidation(exchange.Rules.Pool), id => new SeedInsuranceFund(id, Money.Zero)),
        ];
        var (to, command) = odd[act.Amount % odd.Length];
        exchange.Ask(to, command, asGiven: true);
    }
}
