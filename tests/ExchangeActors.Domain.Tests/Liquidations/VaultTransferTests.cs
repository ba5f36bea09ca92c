using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues.Backstops;
using ExchangeActors.Domain.Venues.Triggers;

namespace ExchangeActors.Domain.Tests.Liquidations;

/// <summary>
/// A position that reaches a vault after its margin broke, and before the pool has heard of that: the pool's figures are not those of what
/// the vault holds, and it asks before it does anything.
/// </summary>
public sealed class VaultTransferTests
{
    private static readonly MarketId Eth = new("ETH-PERP");
    private static readonly MarketId Btc = new("BTC-PERP");
    private static readonly AccountId Vault = new("vault-main");

    [Theory]
    [InlineData(10)]
    [InlineData(-12)]
    [InlineData(-4)]
    [InlineData(-25)]
    public void Whatever_the_order_of_messages_a_vault_is_closed_by_what_it_holds(int second)
    {
        var asked = 0;
        for (var seed = 0; seed < 150; seed++)
        {
            var exchange = Run(seed, second);
            var held = new Dictionary<MarketId, Quantity> { [Eth] = new Quantity(10m), [Btc] = new Quantity(10m) };
            var priced = new Dictionary<MarketId, Quantity>();
            foreach (var @event in exchange.Events.Where(recorded => recorded.Id.Stream == EntityRef.Account(Vault))
                .Select(recorded => recorded.Event))
            {
                switch (@event)
                {
                    case PositionTransferred e: held[e.Market] += e.Delta; break;
                    case FillApplied e: held[e.Market] += e.Fill.Side.Delta(e.Fill.Quantity); break;
                    case LiquidationStarted e:
                        priced = e.Positions.ToDictionary(
                        position => position.Market, position => position.Size); break;
                    case LiquidationRechecked { Repriced: true } e:
                        priced = e.Positions.ToDictionary(
                        position => position.Market, position => position.Size); break;
                    case LiquidationOrderPlaced e:
                        Assert.Equal(priced[e.Market].Sign, held[e.Market].Sign);
                        Assert.Equal(held[e.Market].ClosingSide(), e.Order.Side);
                        Assert.InRange(e.Order.Quantity.Value, 0.01m, held[e.Market].Absolute.Value);
                        break;
                    default: break;
                }
            }

            exchange.AssertInvariants();
            Assert.DoesNotContain(exchange.State.Pool("main").Cases.Values, stuck => stuck.IsMoving);
            asked += exchange.Events.Count(recorded => recorded.Event is LiquidationCheckRequested);
        }

        Assert.True(
            asked > 0, "no order of messages had a position reach the vault between its margin's break and the pool's knowledge of it");
    }

    /// <summary>
    /// The vault is long 10 in both markets. One falls, so that its margin breaks, while the other moves against anna, whose position goes
    /// to the vault unless the pool has heard of its break.
    /// </summary>
    private static DisorderlyExchange Run(int seed, int second)
    {
        var rules = TestRules.Of(TestRules.Instrument("ETH-PERP"), TestRules.Instrument("BTC-PERP")) with
        {
            Profile = TestRules.Bitmex() with
            {
                Backstop = new TakeOverBackstop(2m / 3m, 1m, false),
                Trigger = new NegativeEquityTrigger(2)
            },
        };
        var exchange = new DisorderlyExchange(rules, seed, Arrival.InOrderPerPair);
        void Open(AccountId id, AccountKind kind, decimal deposit, params (MarketId Market, decimal Size)[] positions) => exchange.Send(
            EntityRef.Account(id),
            command => new OpenAccount(
                command, id, kind, new Money(deposit),
                    [.. positions.Select(position => new OpeningPosition(
                        position.Market, new Quantity(position.Size), new Price(1_840m), null))]));
        void Mark(MarketId market, decimal price, int time) =>
            exchange.Send(EntityRef.Market(market), command => new UpdatePrice(command, new Price(price), null, new Moment(time)));

        exchange.Send(EntityRef.Market(Eth), command => new ListMarket(command, rules[Eth]));
        exchange.Send(EntityRef.Market(Btc), command => new ListMarket(command, rules[Btc]));
        Open(rules.TakeOverAccount, AccountKind.Exchange, 0m);
        Open(Vault, AccountKind.Vault, 2_000m, (Eth, 10m), (Btc, 10m));
        Open(new AccountId("anna"), AccountKind.Trader, 95m * Math.Abs(second), (Eth, second));
        Open(new AccountId("bob"), AccountKind.Trader, 1_000_000m, (Eth, -10m - second), (Btc, -10m));
        Mark(Eth, 1_840m, 1);
        Mark(Btc, 1_840m, 1);
        exchange.Run();
        Mark(Btc, 1_700m, 2);
        Mark(Eth, 1_840m - (Math.Sign(second) * 40m), 2);
        exchange.Run();
        for (var tick = 0; tick < 3; tick++)
        {
            exchange.Send(EntityRef.Liquidation("main"), command => new Tick(command, new Moment(command.Number)));
            exchange.Run();
        }

        return exchange;
    }
}
