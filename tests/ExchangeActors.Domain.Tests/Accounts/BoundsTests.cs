using CsCheck;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Fees;

namespace ExchangeActors.Domain.Tests.Accounts;

/// <summary>At the edges of what the exchange takes from outside nothing overflows, and money is conserved to the last digit.</summary>
public sealed class BoundsTests
{
    private static readonly string[] Traders = ["alice", "bob", "carol"];

    /// <summary>The finest and the coarsest ticks and lots that can be listed.</summary>
    private static readonly Instrument[] Instruments =
    [
        Edge(1e-12m, 1m, 1e-12m), Edge(1e-16m, 1e4m, 0.01m), Edge(1m, 1e-12m, 0.01m), Edge(1e12m, 1e-3m, 0.01m), Edge(0.1m, 0.001m,
            0.01m), Edge(1e-6m, 1e-6m, 1e-12m), Edge(1e-9m, 1e15m, 1e15m),
        Edge(0.25m, 4e-12m, 1e-6m),
    ];

    private static readonly decimal[] Odd =
    [
        0m, 1e-28m, 1e-16m, 1e-12m, 0.5e-12m, 0.01m, 1m, 3m, 1e12m, 1e12m + 1e-12m, 1e15m - 1e-12m, 1e15m, 1e15m + 1e-12m, 5e28m,
            decimal.MaxValue, -1e-28m, -1m, -1e15m, decimal.MinValue,
    ];

    // Without liquidation fees: a fee of one quote tick breaks the margin of who was closed only as far as restores it, and the greatest
    // position would be closed a tick at a time.
    private static readonly VenueProfile[] Profiles = [.. TestProfiles.All.Prepend(TestRules.Bitmex()).Select(profile =>
        profile with { Fee = new NoFee() })];

    private static readonly Gen<(int Kind, int Who, int Amount, int Price)> Act = Gen.Select(
        Gen.Int[0, 9], Gen.Int[0, 2], Gen.Int[0, 10_000], Gen.Int[0, 10_000], (kind, who, amount, price) => (kind, who, amount, price));

    private static readonly Gen<(int Instrument, int Profile, (int Kind, int Who, int Amount, int Price)[] Acts)> Histories =
        Gen.Select(Gen.Int[0, Instruments.Length - 1], Gen.Int[0, Profiles.Length - 1], Act.Array[1, 30], (instrument, profile, acts) =>
            (instrument, profile, acts));

    [Fact]
    public void The_instruments_at_the_edges_can_be_listed() => Assert.All(Instruments, instrument => Assert.Empty(instrument.Problems()));

    /// <summary>
    /// Positions of the greatest notional, marks that move up to twentyfold, fundings up to ±100 %, orders, deposits and withdrawals at
    /// the bounds.
    /// </summary>
    [Fact]
    public void Within_the_bounds_nothing_overflows_and_money_is_conserved_to_the_last_digit() => Histories.Sample(
        history =>
        {
            var instrument = Instruments[history.Instrument];
            using var exchange = Exchange(instrument, Profiles[history.Profile]);
            // A price at which the greatest position is worth a twentieth to all of the greatest amount, whatever the mark does.
            var low = Math.Max(instrument.TickSize, Rounding.Down(Proportion.Ratio(Largest.Amount / 20m, instrument.LotSize,
                Largest.Price / 20m), instrument.TickSize));
            low = history.Acts[0].Price % 2 == 0 ? instrument.TickSize : low;
            var size = Rounding.Down(Proportion.Ratio(Largest.Amount, low, Largest.Quantity), instrument.LotSize);
            if (size == 0m)
            {
                return;
            }

            exchange.Open("alice", Largest.Amount / 8m, ("X", size, low));
            exchange.Open("bob", Largest.Amount, ("X", -size, low));
            exchange.Open("carol", 1e-12m);
            exchange.Fund(Largest.Amount / 16m);
            exchange.Mark("X", low);
            foreach (var act in history.Acts)
            {
                Do(exchange, instrument, act, factor => Math.Clamp(Rounding.Down(low * factor, instrument.TickSize), instrument.TickSize,
                    Largest.Price));
            }
        },
        iter: 200);

    /// <summary>Whatever number a command brings, the answer is yes or no.</summary>
    [Fact]
    public void No_number_in_a_command_makes_anything_throw() => Gen.Select(Histories, Gen.Int[0, Odd.Length - 1].Array[40]).Sample(
        (history, odd) =>
        {
            var instrument = Instruments[history.Instrument];
            // Not disposed: a mark of 1e12 under the greatest position is beyond what sums keep exactly; here it is enough that nothing
            // throws.
            var exchange = Exchange(instrument, Profiles[history.Profile]);
            exchange.Open("alice", Largest.Amount, ("X", Rounding.Down(Proportion.Ratio(Largest.Amount, instrument.TickSize,
                Largest.Quantity), instrument.LotSize), instrument.TickSize));
            exchange.Open("bob", Largest.Amount);
            exchange.Open("carol", 0m);
            exchange.Mark("X", instrument.TickSize);
            for (var i = 0; i < history.Acts.Length; i++)
            {
                var (a, b) = (Odd[odd[i]], Odd[odd[(i * 7) % odd.Length]]);
                var id = new AccountId(Traders[history.Acts[i].Who]);
                _ = history.Acts[i].Kind switch
                {
                    0 => exchange.Send(EntityRef.Account(id), command => new Deposit(command, new Money(a))),
                    1 => exchange.Send(EntityRef.Account(id), command => new Withdraw(command, new Money(a), exchange.Marks)),
                    2 => exchange.Send(EntityRef.Market(instrument.Id), command => new UpdateFunding(command, a)),
                    3 => exchange.Send(EntityRef.Liquidation(exchange.Rules.Pool), command => new SeedInsuranceFund(command, new Money(a))),
                    4 => exchange.Send(EntityRef.Account(new AccountId($"new-{i}")), command => new OpenAccount(
                        command, new AccountId($"new-{i}"), AccountKind.Trader, new Money(a), [new OpeningPosition(instrument.Id,
                            new Quantity(b), new Price(a), new Money(b))])),
                    5 => exchange.Send(EntityRef.Account(id), command => new PlaceQuotes(command, instrument.Id, [new QuoteLevel(Side.Buy,
                        new Quantity(a), new Price(b))], exchange.Marks)),
                    6 => exchange.Order(id.Value, "X", Side.Buy, a, b),
                    7 => exchange.Order(id.Value, "X", Side.Sell, a, null),
                    _ => exchange.Mark("X", a, b),
                };
                exchange.Run();
            }
        },
        iter: 400);

    [Fact]
    public void A_position_cannot_grow_beyond_the_bounds_order_by_order()
    {
        using var exchange = Exchange(Edge(0.1m, 1m, 0.01m), TestRules.Bitmex());
        exchange.Open("alice", Largest.Amount);
        exchange.Mark("X", 0.1m);
        Assert.IsType<CommandAccepted>(exchange.Order("alice", "X", Side.Buy, Largest.Quantity, 0.1m));
        Assert.Equal("invalid-quantity", Assert.IsType<CommandRefused>(exchange.Order("alice", "X", Side.Buy, 1m, 0.1m)).Code);
        Assert.IsType<CommandAccepted>(exchange.Order("alice", "X", Side.Sell, 1m, 0.2m));
    }

    private static void Do(ExchangeFixture exchange, Instrument instrument, (int Kind, int Who, int Amount, int Price) act, Func<decimal,
        decimal> at)
    {
        var trader = Traders[act.Who];
        var price = at(0.05m + (act.Price / 1_000m * 2m));
        var quantity = Math.Max(instrument.LotSize, Rounding.Down(Proportion.Ratio(Largest.Amount, price,
            Largest.Quantity) * act.Amount / 10_000m, instrument.LotSize));
        _ = act.Kind switch
        {
            0 => exchange.Send(EntityRef.Account(new AccountId(trader)), id => new Deposit(id, new Money(1e-12m + act.Amount))),
            1 => exchange.Send(EntityRef.Account(new AccountId(trader)), id => new Withdraw(id, new Money(act.Amount + 1e-12m),
                exchange.Marks)),
            2 => exchange.Send(EntityRef.Market(instrument.Id), id => new UpdateFunding(id, ((act.Amount - 5_000) / 5_000m)
                + (act.Price * 1e-16m))),
            3 or 4 => exchange.Order(trader, "X", Side.Buy, quantity, price),
            5 or 6 => exchange.Order(trader, "X", Side.Sell, quantity, price),
            7 => exchange.Order(trader, "X", Side.Sell, instrument.LotSize, null),
            _ => exchange.Mark("X", price),
        };
        exchange.Run();
        exchange.Tick();
    }

    private static ExchangeFixture Exchange(Instrument instrument, VenueProfile profile)
    {
        var exchange = new ExchangeFixture(TestRules.Of(instrument) with { Profile = profile });
        foreach (var vault in exchange.Rules.Vaults)
        {
            exchange.Accepted(EntityRef.Account(vault), id => new OpenAccount(id, vault, AccountKind.Vault,
                new Money(Largest.Amount / 16m), []));
        }

        return exchange;
    }

    private static Instrument Edge(decimal tick, decimal lot, decimal quoteTick) => TestRules.Instrument("X", 0.005m, 0.01m) with
    {
        TickSize = tick,
        LotSize = lot,
        QuoteTick = quoteTick,
        Tiers = [new RiskTier(Money.Zero, 0.01m, 0.005m), new RiskTier(new Money(Largest.Amount / 2m), 1m, 1m)],
    };
}
