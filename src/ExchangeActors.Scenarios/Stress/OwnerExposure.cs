using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Populations;

namespace ExchangeActors.Scenarios.Stress;

/// <summary>What owners hold at the opening, and what the scenario's path does to it.</summary>
internal static class OwnerExposure
{
    /// <summary>Gross notional at the opening marks by owner, quote.</summary>
    public static Dictionary<OwnerId, decimal> Gross(Scenario scenario)
    {
        var marks = Marks(scenario);
        var gross = new Dictionary<OwnerId, decimal>();
        foreach (var account in Population.Generate(scenario))
        {
            var owner = OwnerOf(account);
            gross[owner] = gross.GetValueOrDefault(owner)
                + account.Positions.Sum(position => Math.Abs(position.Size.Value) * marks[position.Market]);
        }

        return gross;
    }

    /// <summary>
    /// The owners with the largest loss along the given path of the index: the largest, over all ticks, of what their positions lose
    /// between the opening and then (the default of the participants with the largest exposure under the scenario, as CCPs' Cover-1 and
    /// Cover-2 have it: CPMI-IOSCO, Principles for financial market infrastructures, principle 4). Ties by id; who loses nothing is not
    /// one.
    /// </summary>
    public static ImmutableSortedSet<OwnerId> Largest(Scenario scenario, int count)
    {
        var places = scenario.Markets.Select((instrument, i) => (instrument.Id, i)).ToDictionary(pair => pair.Id, pair => pair.i);
        var sizes = new Dictionary<OwnerId, decimal[]>();
        foreach (var account in Population.Generate(scenario))
        {
            var owner = OwnerOf(account);
            if (!sizes.TryGetValue(owner, out var own))
            {
                sizes[owner] = own = new decimal[places.Count];
            }

            foreach (var position in account.Positions)
            {
                own[places[position.Market]] += position.Size.Value;
            }
        }

        return
        [
            .. sizes.Select(pair => (Owner: pair.Key, Loss: WorstLoss(scenario, pair.Value)))
                .Where(pair => pair.Loss > 0m)
                .OrderByDescending(pair => pair.Loss).ThenBy(pair => pair.Owner.Value, StringComparer.Ordinal)
                .Take(count)
                .Select(pair => pair.Owner),
        ];
    }

    /// <summary>
    /// The accounts of these owners as they are when their owner has traded up to the limit and brings nothing more: margin beyond
    /// maintenance at the opening marks is gone, cross and isolated alike. What has less keeps it. They are liquidated by the first
    /// adverse move, whole positions at once, as a defaulter's portfolio is.
    /// </summary>
    public static IEnumerable<OpeningAccount> Defaulted(
        Scenario scenario, IEnumerable<OpeningAccount> accounts, ImmutableSortedSet<OwnerId> owners)
    {
        var marks = Marks(scenario);
        var instruments = scenario.Markets.ToDictionary(instrument => instrument.Id);
        return accounts.Select(account => owners.Contains(OwnerOf(account)) ? Defaulted(account, marks, instruments) : account);
    }

    private static OpeningAccount Defaulted(
        OpeningAccount account, Dictionary<MarketId, decimal> marks, Dictionary<MarketId, Instrument> instruments)
    {
        var (isolated, needed, gain) = (0m, 0m, 0m);
        var tick = instruments.Values.Max(instrument => instrument.QuoteTick);
        var positions = ImmutableArray.CreateBuilder<OpeningPosition>(account.Positions.Length);
        foreach (var position in account.Positions)
        {
            var mark = marks[position.Market];
            var profit = position.Size.Value * (mark - position.EntryPrice.Value);
            var maintenance = MarginSchedule.Maintenance(
                instruments[position.Market], new Money(Math.Abs(position.Size.Value) * mark)).Value;
            if (position.IsolatedMargin is not { } margin)
            {
                positions.Add(position);
                needed += maintenance;
                gain += profit;
                continue;
            }

            var least = Math.Min(margin.Value, Math.Max(tick, Rounding.Up(maintenance - profit, tick)));
            positions.Add(position with { IsolatedMargin = new Money(least) });
            isolated += least;
        }

        var cross = Math.Max(0m, Rounding.Up(needed - gain, tick));
        var deposit = Math.Min(account.Deposit.Value, isolated + cross);
        return account with { Deposit = new Money(deposit), Positions = positions.DrainToImmutable() };
    }

    private static decimal WorstLoss(Scenario scenario, decimal[] sizes)
    {
        var worst = 0m;
        foreach (var tick in scenario.Ticks)
        {
            var loss = 0m;
            for (var market = 0; market < sizes.Length; market++)
            {
                if (sizes[market] != 0m)
                {
                    loss -= sizes[market] * (tick.Points[market].Index.Value - scenario.Ticks[0].Points[market].Index.Value);
                }
            }

            worst = Math.Max(worst, loss);
        }

        return worst;
    }

    private static Dictionary<MarketId, decimal> Marks(Scenario scenario) =>
        scenario.Markets.Select((instrument, i) => (instrument.Id, Mark: scenario.OpeningMark(i).Value))
            .ToDictionary(pair => pair.Id, pair => pair.Mark);

    private static OwnerId OwnerOf(OpeningAccount account) => account.Owner ?? new OwnerId(account.Id.Value);
}
