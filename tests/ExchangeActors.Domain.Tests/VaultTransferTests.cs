using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Simulation;
using ExchangeActors.Domain.Venues.Backstops;
using ExchangeActors.Domain.Venues.Triggers;

namespace ExchangeActors.Domain.Tests;

/// <summary>
/// A position that reaches a vault after its margin broke, and before the pool has heard of that: the pool's figures are not those of what the vault holds, and it asks before it does anything.
/// </summary>
public sealed class VaultTransferTests
{
    private static readonly MarketId Eth = new("ETH-PERP");
    private static readonly AccountId Vault = new("vault-main");

    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    [InlineData(-4)]
    [InlineData(-25)]
    public void Whatever_the_order_of_messages_a_vault_is_closed_by_what_it_holds(int second)
    {
        var asked = 0;
        for (var seed = 0; seed < 400; seed++)
        {
            var exchange = Run(seed, second);
            var held = Quantity.Zero;
            var priced = Quantity.Zero;
            foreach (var @event in exchange.Events.Where(recorded => recorded.Id.Stream == EntityRef.Account(Vault)).Select(recorded => recorded.Event))
            {
                switch (@event)
                {
                    case PositionTransferred e: held += e.Delta; break;
                    case FillApplied e: held += e.Fill.Side.Delta(e.Fill.Quantity); break;
                    case LiquidationStarted e: priced = e.Positions.IsEmpty ? Quantity.Zero : e.Positions[0].Size; break;
                    case LiquidationRechecked e when e.Repriced: priced = e.Positions.IsEmpty ? Quantity.Zero : e.Positions[0].Size; break;
                    case LiquidationOrderPlaced e:
                        Assert.Equal(priced.Sign, held.Sign);
                        Assert.Equal((held.ClosingSide(), true), (e.Order.Side, e.Order.Quantity <= held.Absolute && e.Order.Quantity > Quantity.Zero));
                        break;
                    default: break;
                }
            }

            exchange.AssertInvariants();
            Assert.DoesNotContain(exchange.State.Pool("main").Cases.Values, stuck => stuck.IsMoving);
            asked += exchange.Events.Count(recorded => recorded.Event is LiquidationCheckRequested);
        }

        Assert.True(asked > 0, "no order of messages had a position reach the vault between its margin's break and the pool's knowledge of it");
    }

    private static DisorderlyExchange Run(int seed, int second)
    {
        var rules = TestRules.Of(TestRules.Instrument("ETH-PERP")) with
        {
            Profile = TestRules.Bitmex() with { Backstop = new TakeOverBackstop(2m / 3m, 1m, false), Trigger = new NegativeEquityTrigger(2) },
        };
        var exchange = new DisorderlyExchange(rules, seed, Arrival.InOrderPerPair);
        void Open(AccountId id, AccountKind kind, decimal deposit, decimal size, decimal entry) => exchange.Send(
            EntityRef.Account(id), command => new OpenAccount(command, id, kind, new Money(deposit), size == 0m ? [] : [new OpeningPosition(Eth, new Quantity(size), new Price(entry), null)]));
        void Mark(decimal price, int time)
        {
            exchange.Send(EntityRef.Market(Eth), command => new UpdatePrice(command, new Price(price), null, new Moment(time)));
            exchange.Run();
        }

        exchange.Send(EntityRef.Market(Eth), command => new ListMarket(command, rules[Eth]));
        Open(rules.TakeOverAccount, AccountKind.Exchange, 0m, 0m, 0m);
        Open(Vault, AccountKind.Vault, 500m, 0m, 0m);
        Open(new AccountId("alice"), AccountKind.Trader, 2_180m, 10m, 2_000m);
        Mark(2_000m, 1);
        // Alice goes to the vault at 1782, which then has 500 + 580 for a margin of 920.
        Mark(1_840m, 2);

        // At 1810 the vault has 780 for 905, and anna 100 for hers: both break at once, and anna's position goes to the vault unless the pool has heard of it.
        var side = Math.Sign(second);
        Open(new AccountId("anna"), AccountKind.Trader, 100m + (Math.Abs(second) * 30m), second, 1_810m + (side * 30m));
        Open(new AccountId("bob"), AccountKind.Trader, 1_000_000m, -10m - second, 1_840m);
        exchange.Run();
        Mark(1_810m, 3);
        for (var tick = 0; tick < 3; tick++)
        {
            exchange.Send(EntityRef.Liquidation("main"), command => new Tick(command, new Moment(command.Number)));
            exchange.Run();
        }

        return exchange;
    }
}
