using System.Collections.Immutable;
using System.Globalization;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Populations;

/// <summary>Makes the accounts of a scenario.</summary>
public static class Population
{
    /// <summary>Generated accounts are <c>trader-0000001</c> and so on.</summary>
    public const string IdPrefix = "trader-";

    private const decimal LargestEntryGain = 0.5m; // of the position's equity, so that the deposit stays above zero
    private const double FreeCashOfIsolated = 0.1; // of the wallet, outside of isolated margins

    /// <summary>The id of the generated account of this number, from 1.</summary>
    public static AccountId IdOf(int number) => new(IdPrefix + number.ToString("D7", CultureInfo.InvariantCulture));

    /// <summary>
    /// The listed accounts, then the generated ones, one at a time (constant memory). A function of the scenario alone. In each market the
    /// sizes add up to exactly zero; sizes are whole lots, entries whole ticks; equity at the opening mark is at least initial margin
    /// (times the buffer).
    /// </summary>
    public static IEnumerable<OpeningAccount> Generate(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return scenario.Accounts.Concat(scenario.Population is { } settings ? Traders(scenario, settings) : []);
    }

    private static IEnumerable<OpeningAccount> Traders(Scenario scenario, PopulationSettings settings)
    {
        var plan = OpenInterestPlan.Make(scenario, settings);
        var draft = new AccountDraft(settings, scenario.Seed);
        var marks = scenario.Markets.Select((_, market) => scenario.OpeningMark(market).Value).ToImmutableArray();
        var quoteTick = scenario.Markets.Max(instrument => instrument.QuoteTick);
        for (var number = 1; number <= settings.Accounts; number++)
        {
            draft.Draw(number);
            yield return Open(scenario, settings, plan, draft, IdOf(number), marks, quoteTick);
        }
    }

    private static OpeningAccount Open(
        Scenario scenario, PopulationSettings settings, OpenInterestPlan plan, AccountDraft draft, AccountId id,
            ImmutableArray<decimal> marks, decimal quoteTick)
    {
        var positions = ImmutableArray.CreateBuilder<OpeningPosition>(draft.LegCount);
        var wantedEquity = 0m;
        var initialMargin = 0m;
        var crossGain = 0m;
        var isolated = 0m;
        for (var leg = 0; leg < draft.LegCount; leg++)
        {
            var lots = plan.Deal(draft, leg);
            if (lots == 0)
            {
                continue;
            }

            var market = draft.Markets[leg];
            var instrument = scenario.Markets[market];
            var mark = marks[market];
            var size = lots * instrument.LotSize;
            var notional = Math.Abs(size) * mark;
            var margin = MarginSchedule.Initial(instrument, new Money(notional)).Value * settings.MarginBuffer;
            var equity = Math.Max(notional / (decimal)draft.Leverage, margin);
            var entry = Entry(draft, settings, mark, instrument.TickSize, equity / notional);
            var gain = size * (mark - entry);
            Money? own = null;
            if (draft.IsIsolated)
            {
                own = new Money(Math.Max(quoteTick, Rounding.Up(equity - gain, quoteTick)));
                isolated += own.Value.Value;
            }
            else
            {
                wantedEquity += equity;
                initialMargin += margin;
                crossGain += gain;
            }

            positions.Add(new OpeningPosition(instrument.Id, new Quantity(size), new Price(entry), own));
        }

        // An account that got no position, or isolated ones only, keeps free cash.
        var free = positions.Count == 0 ? (decimal)draft.Wallet : draft.IsIsolated ? (decimal)(draft.Wallet * FreeCashOfIsolated) : 0m;
        var cross = Math.Max(wantedEquity, initialMargin) - crossGain + free;
        return new OpeningAccount(id, new Money(isolated + Math.Max(0m, Rounding.Up(cross, quoteTick))), positions.DrainToImmutable(),
            settings.Owner);
    }

    private static decimal Entry(AccountDraft draft, PopulationSettings settings, decimal mark, decimal tick, decimal equityShare)
    {
        var scatter = Math.Min(settings.EntryScatter, LargestEntryGain * equityShare);
        var around = (decimal)draft.Random.Between(-1.0, 1.0) * scatter;
        return Math.Max(tick, Rounding.Down(mark * (1m + around), tick));
    }
}
