using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Simulating;

/// <summary>Does what an act says to an exchange, whatever has become of it.</summary>
internal sealed class ActPerformer(SimulationPlan plan, SimulatedExchange exchange)
{
    /// <summary>Lists the markets, opens accounts, fills the fund, sets the first prices.</summary>
    public void Begin()
    {
        foreach (var (instrument, _) in plan.Markets)
        {
            Must(exchange.Ask(EntityRef.Market(instrument.Id), id => new ListMarket(id, instrument)));
        }

        var rules = exchange.Rules;
        Open(new SimulatedTrader(rules.TakeOverAccount, Money.Zero, []), AccountKind.Exchange);
        Must(exchange.Ask(EntityRef.Liquidation(rules.Pool), id => new SeedInsuranceFund(id, plan.Fund)));
        foreach (var vault in rules.Vaults)
        {
            Open(new SimulatedTrader(vault, plan.VaultDeposit, []), AccountKind.Vault);
        }

        foreach (var trader in plan.Traders)
        {
            Open(trader, AccountKind.Trader);
        }

        foreach (var (instrument, price) in plan.Markets)
        {
            // With a last trade, so that every mark price rule has what it needs.
            Must(Price(instrument.Id, price, price));
        }
    }

    /// <summary>Does the act.</summary>
    public void Do(SimulatedAct act)
    {
        var instrument = plan.Markets[act.Where % plan.Markets.Length].Instrument;
        var market = instrument.Id;
        var account = EntityRef.Account(plan.Traders[act.Who % plan.Traders.Length].Id);
        switch (act.Kind)
        {
            case ActKind.Limit:
                var time = (act.Where / 7 % 8) switch
                {
                    0 => TimeInForce.PostOnly,
                    1 => TimeInForce.ImmediateOrCancel,
                    _ => TimeInForce.GoodTillCancelled,
                };
                Order(account, act, instrument, time, reduceOnly: false, act.Where / 61 % 5 == 0 ? MarginMode.Isolated : MarginMode.Cross);
                break;
            case ActKind.Market: Order(account, act, instrument, null, reduceOnly: false, MarginMode.Cross); break;
            case ActKind.Reduce:
                Order(account, act, instrument, TimeInForce.GoodTillCancelled, reduceOnly: true,
                    act.Price % 2 == 0 ? MarginMode.Cross : MarginMode.Isolated);
                break;
            case ActKind.Quotes: Quote(account, act, instrument); break;
            case ActKind.Cancel:
                var order = exchange.State.Account(new AccountId(account.Id)).Orders.Keys.FirstOrDefault(new OrderId(string.Empty));
                exchange.Ask(account, id => new CancelOrder(id, order));
                break;
            case ActKind.CancelAll: exchange.Ask(account, id => new CancelAllOrders(id, market)); break;
            case ActKind.Deposit: exchange.Ask(account, id => new Deposit(id, new Money(act.Amount - 20))); break;
            case ActKind.Withdraw: exchange.Ask(account, id => new Withdraw(id, new Money(act.Amount * 3m), exchange.Marks)); break;
            case ActKind.Move: Move(instrument, act); break;
            case ActKind.MoveAll: MoveAll(act); break;
            case ActKind.Brink: Brink(new AccountId(account.Id), act); break;
            case ActKind.Funding: Fund(market, act); break;
            case ActKind.Halt: exchange.Ask(EntityRef.Market(market), id => new HaltMarket(id, "maintenance")); break;
            case ActKind.Resume: exchange.Ask(EntityRef.Market(market), id => new ResumeMarket(id)); break;
            case ActKind.Seed:
                exchange.Ask(EntityRef.Liquidation(exchange.Rules.Pool), id => new SeedInsuranceFund(id, new Money(act.Amount)));
                break;
            case ActKind.Tick:
                exchange.Ask(EntityRef.Liquidation(exchange.Rules.Pool), id => new Tick(id, new Moment(exchange.NowMs)));
                break;
            case ActKind.Odd: OddCommand.Do(exchange, account, instrument, act); break;
            default: exchange.Settle(); break;
        }
    }

    private static void Must(Message answer)
    {
        if (answer is not CommandAccepted)
        {
            throw new InvalidOperationException($"a drawn world is refused: {answer}");
        }
    }

    private void Open(SimulatedTrader trader, AccountKind kind) =>
        Must(exchange.Ask(EntityRef.Account(trader.Id), id => new OpenAccount(id, trader.Id, kind, trader.Deposit, trader.Positions)));

    private void Order(EntityRef account, SimulatedAct act, Instrument instrument, TimeInForce? limited, bool reduceOnly, MarginMode mode)
    {
        var (quantity, price) = Terms(act, instrument);
        var side = act.Amount % 2 == 0 ? Side.Buy : Side.Sell;
        if (reduceOnly && act.Amount % 4 > 1 && exchange.State.Account(new AccountId(account.Id))
            .Positions.GetValueOrDefault(instrument.Id) is { Size.IsZero: false } held)
        {
            // A tenth to nine tenths of what is there, so that many closes leave something.
            side = held.Size.ClosingSide();
            quantity = new Quantity(
                Math.Max(instrument.LotSize, Rounding.Down(held.Size.Absolute.Value * (1 + (act.Amount % 9)) / 10m, instrument.LotSize)));
        }

        exchange.Ask(account, id => new PlaceOrder(
            id, instrument.Id, side, quantity, limited is null ? null : price, limited ?? TimeInForce.ImmediateOrCancel, reduceOnly,
                mode, exchange.Marks));
    }

    private void Quote(EntityRef account, SimulatedAct act, Instrument instrument)
    {
        var (quantity, price) = Terms(act, instrument);
        var bid = new Price(Math.Max(instrument.TickSize, price.Value - (instrument.TickSize * (1 + (act.Amount % 50)))));
        var ask = new Price(price.Value + (instrument.TickSize * (1 + (act.Price % 50))));
        exchange.Ask(account, id => new PlaceQuotes(
            id, instrument.Id, act.Price % 10 == 0 ? [] : [new QuoteLevel(Side.Buy, quantity, bid),
                new QuoteLevel(Side.Sell, quantity, ask)], exchange.Marks));
    }

    /// <summary>One to four rates in a row; mostly so small that what accrues is finer than a quote tick.</summary>
    private void Fund(MarketId market, SimulatedAct act)
    {
        var rate = (act.Price - 500) / (act.Amount % 3 == 0 ? 50_000m : 50_000_000m);
        for (var times = 1 + (act.Amount % 4); times > 0; times--)
        {
            exchange.Ask(EntityRef.Market(market), id => new UpdateFunding(id, rate));
        }
    }

    /// <summary>A quantity of 10 to 4,000 quote and a price within three percent of the mark, now and then within thirty.</summary>
    private (Quantity Quantity, Price Price) Terms(SimulatedAct act, Instrument instrument)
    {
        var mark = Mark(instrument.Id).Value;
        return (
            new Quantity(Rounding.Up(act.Amount * 10m / mark, instrument.LotSize)),
            new Price(Math.Max(instrument.TickSize, Rounding.Down(
                mark * (act.Where % 11 == 0 ? 0.7m + (act.Price * 0.0006m) : 0.97m + (act.Price * 0.00006m)), instrument.TickSize))));
    }

    private Price Mark(MarketId market) => exchange.Marks[market]?.Mark ?? plan.Markets.First(other => other.Instrument.Id == market).Price;

    private void MoveAll(SimulatedAct act)
    {
        foreach (var (instrument, _) in plan.Markets)
        {
            Move(instrument, act);
        }
    }

    private void Move(Instrument instrument, SimulatedAct act)
    {
        // Mostly small steps, now and then a crash, a squeeze or a jump.
        var shock = act.Amount % 5 == 0;
        var direction = (act.Price - 500) / 500m;
        direction = shock && plan.ShockBias != 0 ? plan.ShockBias * Math.Abs(direction) : direction;
        var reach = (shock ? plan.ShockMove : plan.CalmMove) / 1000m;
        var price = Math.Max(instrument.TickSize, decimal.Round(Mark(instrument.Id).Value * (1m + (reach * direction)), 4));
        var last = act.Amount % 3 == 0 ? new Price(decimal.Round(price * 1.01m, 4) + instrument.TickSize) : (Price?)null;
        Price(instrument.Id, new Price(price),
            last ?? (instrument.MarkPrice.Rule == MarkPriceRule.Last && act.Amount % 2 == 0 ? new Price(price) : null));
    }

    private void Brink(AccountId account, SimulatedAct act)
    {
        var state = exchange.State.Account(account);
        if (!new AccountRisk(state).CanBeChecked || !state.CanBeCheckedAt(exchange.Marks)
            || state.SafeBands(exchange.Marks, exchange.Rules, new Moment(exchange.NowMs)) is not { Count: > 0 } bands)
        {
            return;
        }

        var (market, band) = bands[act.Where % bands.Count];
        var tick = exchange.Rules[market].TickSize;
        var price = act.Price % 2 == 0 ? band.Lower?.Value - tick : band.Upper?.Value + tick;
        if (price > 0m)
        {
            Price(market, new Price(price.Value), new Price(price.Value));
        }
    }

    private Message Price(MarketId market, Price index, Price? last) =>
        exchange.Ask(EntityRef.Market(market), id => new UpdatePrice(id, index, last, new Moment(exchange.NowMs)));
}
