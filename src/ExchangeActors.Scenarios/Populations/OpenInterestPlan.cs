using ExchangeActors.Domain.Markets;

namespace ExchangeActors.Scenarios.Populations;

/// <summary>
/// How much of each market every side gets. Long and short lots are made equal: the short side is scaled to the long side, up to four times
/// what it wanted, so the fewer shorts are the larger accounts. A side's lots are dealt out over its accounts by cumulative rounding, so
/// they add up exactly.
/// </summary>
internal sealed class OpenInterestPlan
{
    private const int LargestShortScale = 4;
    private readonly Side[] _longs;
    private readonly Side[] _shorts;
    private readonly bool[] _withMakers;
    private readonly decimal[] _centsPerLot;

    private OpenInterestPlan(int markets, decimal[] centsPerLot)
    {
        _longs = new Side[markets];
        _shorts = new Side[markets];
        _withMakers = new bool[markets];
        _centsPerLot = centsPerLot;
    }

    /// <summary>Adds up what all accounts want.</summary>
    public static OpenInterestPlan Make(Scenario scenario, PopulationSettings settings)
    {
        var centsPerLot = scenario.Markets.Select((instrument, i) => CentsPerLot(instrument, scenario.OpeningMark(i).Value)).ToArray();
        var plan = new OpenInterestPlan(scenario.Markets.Length, centsPerLot);
        var makerLots = new long[scenario.Markets.Length];
        var draft = new AccountDraft(settings, scenario.Seed);
        for (var number = 1; number <= settings.Accounts; number++)
        {
            draft.Draw(number);
            for (var i = 0; i < draft.LegCount; i++)
            {
                var market = draft.Markets[i];
                if (draft.IsMaker)
                {
                    makerLots[market] += draft.Signs[i] * plan.WholeLots(market, draft.Cents[i]);
                }
                else
                {
                    (draft.Signs[i] > 0 ? plan._longs : plan._shorts)[market].Wanted += draft.Cents[i];
                }
            }
        }

        for (var market = 0; market < makerLots.Length; market++)
        {
            plan.Balance(market, makerLots[market]);
        }

        return plan;
    }

    /// <summary>The signed lots of the draft's leg. To be asked once for every leg, in the order of the accounts.</summary>
    public long Deal(AccountDraft draft, int leg)
    {
        var market = draft.Markets[leg];
        if (draft.IsMaker)
        {
            return _withMakers[market] ? draft.Signs[leg] * WholeLots(market, draft.Cents[leg]) : 0;
        }

        return draft.Signs[leg] > 0 ? _longs[market].Deal(draft.Cents[leg]) : -_shorts[market].Deal(draft.Cents[leg]);
    }

    private static decimal CentsPerLot(Instrument instrument, decimal mark) => mark * instrument.LotSize * 100m;

    private long WholeLots(int market, decimal cents) => (long)decimal.Truncate(cents / _centsPerLot[market]);

    private void Balance(int market, long makers)
    {
        ref var longs = ref _longs[market];
        ref var shorts = ref _shorts[market];
        var wantedLong = WholeLots(market, longs.Wanted);
        var wantedShort = WholeLots(market, shorts.Wanted);

        // longs + makers = shorts must hold, with neither side below zero.
        shorts.Lots = Math.Clamp(wantedLong + makers, Math.Max(0, makers), Math.Max(Math.Max(0, makers), LargestShortScale * wantedShort));
        longs.Lots = shorts.Lots - makers;
        _withMakers[market] = !(longs.Lots > 0 && longs.Wanted == 0) && !(shorts.Lots > 0 && shorts.Wanted == 0);
        if (!_withMakers[market])
        {
            var lots = longs.Wanted == 0 || shorts.Wanted == 0 ? 0 : Math.Min(wantedLong, LargestShortScale * wantedShort);
            (longs.Lots, shorts.Lots) = (lots, lots);
        }
    }

    private struct Side
    {
        public long Wanted;
        public long Lots;
        private long _dealt;

        public long Deal(long wanted)
        {
            if (Wanted == 0)
            {
                return 0;
            }

            var before = (Int128)_dealt * Lots / Wanted;
            _dealt += wanted;
            return (long)(((Int128)_dealt * Lots / Wanted) - before);
        }
    }
}
