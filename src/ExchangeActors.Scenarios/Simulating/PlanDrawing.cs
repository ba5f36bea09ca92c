using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Scenarios.Simulating;

/// <summary>Draws a world with its history from a seed. Every part has a stream of its own.</summary>
public static class PlanDrawing
{
    private static readonly ActKind[] Frequent =
    [
        .. Enumerable.Repeat(ActKind.Limit, 26), .. Enumerable.Repeat(ActKind.Market, 6), .. Enumerable.Repeat(ActKind.Reduce, 6),
            .. Enumerable.Repeat(ActKind.Quotes, 7),
        .. Enumerable.Repeat(ActKind.Cancel, 3), .. Enumerable.Repeat(ActKind.CancelAll, 2), .. Enumerable.Repeat(ActKind.Deposit, 2),
            .. Enumerable.Repeat(ActKind.Withdraw, 5),
        .. Enumerable.Repeat(ActKind.Move, 18), .. Enumerable.Repeat(ActKind.MoveAll, 7), .. Enumerable.Repeat(ActKind.Funding, 3),
            ActKind.Halt, ActKind.Resume, ActKind.Resume,
        ActKind.Seed, .. Enumerable.Repeat(ActKind.Tick, 6), ActKind.Odd, ActKind.Odd, ActKind.Odd, ActKind.Settle,
            .. Enumerable.Repeat(ActKind.Brink, 4),
    ];

    /// <summary>The world and history of a seed.</summary>
    public static SimulationPlan Draw(ulong seed)
    {
        var world = new Chance(seed, 1);
        var markets = MarketDrawing.Bounded(MarketDrawing.Draw(new Chance(seed, 2)), new Chance(seed, 7));
        var traders = Traders(markets, new Chance(seed, 4));
        var support = new Chance(seed, 9);
        var venue = VenueDrawing.WithSupport(VenueDrawing.WithLayers(VenueDrawing.Draw(new Chance(seed, 3)), new Chance(seed, 8)), support);
        return new SimulationPlan
        {
            Seed = seed,
            Venue = venue,
            Markets =
            [
                .. markets.Select(market => market with { Instrument = market.Instrument with { SupportGroup = support.Between(1, 2) } }),
            ],
            Traders = traders,
            Participants = [.. Participants(traders, support)],
            Fund = new Money(world.Of(1, 50, 400, 3_000)),
            FundFloor = new Money(world.Of(0, 0, 50)),
            VaultDeposit = new Money(world.Of(0, 200, 3_000)),
            CalmMove = world.Of(10, 50, 100),
            ShockMove = world.Of(100, 300, 600),
            ShockBias = world.Between(-1, 1),
            Faults = FaultMix.Draw(new Chance(seed, 5)),
            Acts = Acts(new Chance(seed, 6)),
        };
    }

    /// <summary>About half of the traders, whom some venues have as liquidity-support participants.</summary>
    private static IEnumerable<SupportParticipant> Participants(ImmutableArray<SimulatedTrader> traders, Chance chance)
    {
        foreach (var trader in traders)
        {
            var limits = ImmutableSortedDictionary<int, decimal>.Empty;
            if (chance.Below(4) == 0)
            {
                limits = limits.SetItem(chance.Between(1, 2), chance.Of(0, 1, 20));
            }

            if (chance.Below(2) == 0)
            {
                yield return new SupportParticipant(trader.Id, chance.Below(3) == 0, chance.Below(4) == 0, limits);
            }
        }
    }

    private static ImmutableArray<SimulatedAct> Acts(Chance chance)
    {
        var count = chance.Between(20, 140);
        var acts = ImmutableArray.CreateBuilder<SimulatedAct>(count);
        for (var number = 1; number <= count; number++)
        {
            acts.Add(new SimulatedAct(number, Frequent[chance.Below(Frequent.Length)], chance.Below(1000), chance.Below(1000),
                chance.Between(1, 400), chance.Between(0, 1000)));
        }

        return acts.MoveToImmutable();
    }

    /// <summary>
    /// Pairs of a long and a short; deposits that carry the positions at leverages from comfortable to close to liquidation.
    /// </summary>
    private static ImmutableArray<SimulatedTrader> Traders(ImmutableArray<SimulatedMarket> markets, Chance chance)
    {
        var names = Enumerable.Range(0, chance.Between(3, 9)).Select(number => $"trader-{number}").ToArray();
        var positions = new SortedDictionary<(int Trader, int Market), (decimal Size, decimal Entry, bool Isolated)>();
        for (var market = 0; market < markets.Length; market++)
        {
            var (instrument, price) = markets[market];
            for (var pair = chance.Between(1, names.Length); pair > 0; pair--)
            {
                var (buyer, seller) = (chance.Below(names.Length), chance.Below(names.Length));
                var size = Rounding.Up(chance.Between(100, 8_000) / price.Value, instrument.LotSize);
                if (buyer != seller)
                {
                    Add(positions, (buyer, market), size, price.Value, instrument.TickSize, chance);
                    Add(positions, (seller, market), -size, price.Value, instrument.TickSize, chance);
                }
            }
        }

        return [.. names.Select((name, trader) => Trader(name, trader, positions, markets, chance))];
    }

    private static void Add(
        SortedDictionary<(int Trader, int Market), (decimal Size, decimal Entry, bool Isolated)> positions, (int, int) key, decimal size,
            decimal price, decimal tick, Chance chance)
    {
        var entry = Rounding.Up(price * chance.Between(950, 1050) / 1000m, tick);
        var isolated = chance.Below(4) == 0;
        positions[key] = positions.TryGetValue(key, out var held) ? (held.Size + size, held.Entry, held.Isolated) : (size, entry, isolated);
    }

    private static SimulatedTrader Trader(
        string name, int trader, SortedDictionary<(int Trader, int Market), (decimal Size, decimal Entry, bool Isolated)> positions,
            ImmutableArray<SimulatedMarket> markets, Chance chance)
    {
        var deposit = (decimal)chance.Of(0, 100, 1_000, 10_000);
        var opening = ImmutableArray.CreateBuilder<OpeningPosition>();
        foreach (var ((owner, market), (size, entry, isolated)) in positions)
        {
            if (owner != trader || size == 0m)
            {
                continue;
            }

            var margin = decimal.Ceiling(Math.Abs(size) * entry * chance.Between(60, 400) / 1000m);
            deposit += margin;
            opening.Add(
                new OpeningPosition(markets[market].Instrument.Id, new Quantity(size), new Price(entry),
                    isolated ? new Money(margin) : null));
        }

        return new SimulatedTrader(new AccountId(name), new Money(deposit), opening.ToImmutable());
    }
}
