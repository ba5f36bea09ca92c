using System.Collections.Immutable;
using CsCheck;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Tests.Fixtures;

/// <summary>One random command, as small numbers that CsCheck can shrink.</summary>
public sealed record Act(int Kind, int Who, int Where, int Amount, int Price);

/// <summary>
/// Random histories on a small exchange: three markets, five traders who begin with positions near their limits, and everything that can be
/// asked of an exchange.
/// </summary>
public static class RandomTrading
{
    private static readonly string[] Traders = ["alice", "bob", "carol", "dave", "erin"];

    private static readonly string[] Markets = ["BTC-PERP", "ETH-PERP", "SOL-PERP"];

    private static readonly Gen<Act> AnyAct = Gen.Select(
        Gen.Int[0, 99], Gen.Int[0, 4], Gen.Int[0, 2], Gen.Int[1, 400], Gen.Int[0, 1000], (kind, who, where, amount, price) =>
            new Act(kind, who, where, amount, price));

    /// <summary>Histories of up to so many acts.</summary>
    public static Gen<Act[]> Histories(int most) => AnyAct.Array[1, most];

    /// <summary>Different ticks, tiers, fees and rebates; small limits, so that they are reached.</summary>
    public static ExchangeRules Rules(WaterfallLimits? limits = null) => new(
        new[]
        {
            new Instrument(
                new MarketId("BTC-PERP"), 0.5m, 0.001m, 0.000001m,
                [new RiskTier(Money.Zero, 0.02m, 0.01m), new RiskTier(new Money(10_000m), 0.05m, 0.025m),
                    new RiskTier(new Money(50_000m), 0.2m, 0.1m)],
                -0.0001m, 0.0005m, 0.1m, MarkPriceSettings.Default with { MaxJump = 0m }) { SupportGroup = 1 },
            new Instrument(
                new MarketId("ETH-PERP"), 0.1m, 0.01m, 0.01m, [new RiskTier(Money.Zero, 0.1m, 0.05m)], 0.0002m, 0.0005m, 0.05m,
                MarkPriceSettings.Default with { MaxJump = 0.08m, ConfirmWithin = 0.02m }),
            new Instrument(
                new MarketId("SOL-PERP"), 0.01m, 0.1m, 0.000001m,
                    [new RiskTier(Money.Zero, 0.2m, 0.1m), new RiskTier(new Money(5_000m), 0.5m, 0.3m)], 0m, 0.001m, 0.2m,
                new MarkPriceSettings(MarkPriceRule.SmoothedBasis, 0.5m, 0.05m, 0m, 0.1m)) { SupportGroup = 2 },
        }.ToImmutableSortedDictionary(instrument => instrument.Id, instrument => instrument),
        TestRules.Bitmex(limits ?? new WaterfallLimits(2, 2, 2, 3, 20, 40), 0.005m, 2),
        "main",
        new Money(50m))
    {
        Participants = new[]
        {
            SupportParticipant.Of(new AccountId("erin")) with { TradesReduceOnly = false },
            SupportParticipant.Of(new AccountId("bob")) with { TradesReduceOnly = false, OnlyReduces = true },
            SupportParticipant.Of(new AccountId("carol")) with
            {
                Limits = ImmutableSortedDictionary<int, decimal>.Empty.Add(1, 0.4m).Add(2, 0m),
            },
        }.ToImmutableSortedDictionary(participant => participant.Account, participant => participant),
    };

    /// <summary>Lists the markets and opens the accounts.</summary>
    public static void Open(DisorderlyExchange exchange)
    {
        foreach (var instrument in exchange.Rules.Instruments.Values)
        {
            exchange.Send(EntityRef.Market(instrument.Id), id => new ListMarket(id, instrument));
        }

        exchange.Send(EntityRef.Account(exchange.Rules.TakeOverAccount), id =>
            new OpenAccount(id, exchange.Rules.TakeOverAccount, AccountKind.Exchange, Money.Zero, []));
        exchange.Send(EntityRef.Liquidation(exchange.Rules.Pool), id => new SeedInsuranceFund(id, new Money(400m)));
        foreach (var vault in exchange.Rules.Vaults)
        {
            exchange.Send(EntityRef.Account(vault), id => new OpenAccount(id, vault, AccountKind.Vault, new Money(200m), []));
        }

        Open(exchange, "alice", 4_000m, ("BTC-PERP", 1.2m, 30_100m, null), ("ETH-PERP", 2m, 1_950m, null), ("SOL-PERP", -15m, 101m, 400m));
        Open(exchange, "bob", 6_000m, ("BTC-PERP", -1m, 30_200m, null), ("SOL-PERP", 20m, 99m, null));
        Open(exchange, "carol", 2_500m, ("BTC-PERP", -0.2m, 29_900m, 250m), ("ETH-PERP", -3m, 2_040m, null));
        Open(exchange, "dave", 1_500m, ("ETH-PERP", 1m, 2_000m, 160m), ("SOL-PERP", -5m, 97m, null));
        Open(exchange, "erin", 50_000m);
        foreach (var (market, price) in new[] { ("BTC-PERP", 30_000m), ("ETH-PERP", 2_000m), ("SOL-PERP", 100m) })
        {
            exchange.Send(EntityRef.Market(new MarketId(market)), id =>
                new UpdatePrice(id, new Price(price), null, new Moment(1_000L + id.Number)));
        }
    }

    /// <summary>Does one random thing.</summary>
    public static Message Do(DisorderlyExchange exchange, Act act)
    {
        var market = new MarketId(Markets[act.Where]);
        var account = new AccountId(Traders[act.Who]);
        var instrument = exchange.Rules[market];
        var mark = exchange.Marks[market]!.Mark.Value;
        var marks = exchange.Marks;
        var side = act.Amount % 2 == 0 ? Side.Buy : Side.Sell;
        // Mostly within a tenth of what the account could carry.
        var quantity = new Quantity(Rounding.Up(act.Amount * 10m / mark, instrument.LotSize));
        var price = new Price(Math.Max(instrument.TickSize, Rounding.Down(mark * (0.97m + (act.Price * 0.00006m)), instrument.TickSize)));
        Message Ask(Func<CommandId, Message> command) => exchange.Send(EntityRef.Account(account), command);
        Message Order(Price? limit, TimeInForce time, bool reduceOnly, MarginMode mode) =>
            Ask(id => new PlaceOrder(id, market, side, quantity, limit, time, reduceOnly, mode, marks));
        return act.Kind switch
        {
            < 20 => Order(price, TimeInForce.GoodTillCancelled, false, MarginMode.Cross),
            < 24 => Order(price, TimeInForce.PostOnly, false, MarginMode.Cross),
            < 28 => Order(price, TimeInForce.ImmediateOrCancel, false, MarginMode.Cross),
            < 34 => Order(null, TimeInForce.ImmediateOrCancel, false, MarginMode.Cross),
            < 40 => Order(price, TimeInForce.GoodTillCancelled, true, act.Price % 2 == 0 ? MarginMode.Cross : MarginMode.Isolated),
            < 46 => Order(price, TimeInForce.GoodTillCancelled, false, MarginMode.Isolated),
            < 52 => Ask(id => new PlaceQuotes(
                id,
                market,
                act.Price % 10 == 0 ? [] :
                [
                    new QuoteLevel(Side.Buy, quantity, new Price(
                        Math.Max(instrument.TickSize, price.Value - (instrument.TickSize * (1 + (act.Amount % 50)))))),
                    new QuoteLevel(Side.Sell, quantity, new Price(price.Value + (instrument.TickSize * (1 + (act.Price % 50))))),
                ],
                marks)),
            < 55 => Ask(id => new CancelAllOrders(id, market)),
            < 58 => Ask(id => new CancelOrder(id, exchange.State.Account(account).Orders.Keys.FirstOrDefault())),
            < 61 => Ask(id => new Deposit(id, new Money(act.Amount - 20))),
            < 65 => Ask(id => new Withdraw(id, new Money(act.Amount * 3m), marks)),
            < 87 => Move(exchange, market, mark, act),
            < 90 => exchange.Send(EntityRef.Market(market), id => new UpdateFunding(id, (act.Price - 500) / 50_000m)),
            < 91 => exchange.Send(EntityRef.Market(market), id => new HaltMarket(id, "maintenance")),
            < 93 => exchange.Send(EntityRef.Market(market), id => new ResumeMarket(id)),
            < 94 => exchange.Send(EntityRef.Liquidation(exchange.Rules.Pool), id => new SeedInsuranceFund(id, new Money(act.Amount))),
            _ => exchange.Send(EntityRef.Liquidation(exchange.Rules.Pool), id => new Tick(id, new Moment(id.Number))),
        };
    }

    private static Message Move(DisorderlyExchange exchange, MarketId market, decimal mark, Act act)
    {
        // Mostly small steps, now and then a crash or a squeeze.
        var reach = act.Amount % 5 == 0 ? 0.3m : 0.05m;
        var price = new Price(Math.Max(0.01m, decimal.Round(mark * (1m + (reach * (act.Price - 500) / 500m)), 2)));
        var last = act.Amount % 3 == 0 ? new Price(decimal.Round(price.Value * 1.01m, 2) + 0.01m) : (Price?)null;
        return exchange.Send(EntityRef.Market(market), id => new UpdatePrice(id, price, last, new Moment(1_000L + id.Number)));
    }

    private static void Open(DisorderlyExchange exchange, string account, decimal deposit,
        params (string Market, decimal Size, decimal Entry, decimal? Margin)[] positions) =>
        Assert.IsType<CommandAccepted>(exchange.Send(EntityRef.Account(new AccountId(account)), id => new OpenAccount(
            id,
            new AccountId(account),
            AccountKind.Trader,
            new Money(deposit),
            [.. positions.Select(position => new OpeningPosition(
                new MarketId(position.Market), new Quantity(position.Size), new Price(position.Entry),
                    position.Margin is { } margin ? new Money(margin) : null))])));
}
