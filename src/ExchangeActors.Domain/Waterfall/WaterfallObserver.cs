using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Waterfall;

/// <summary>
/// Adds events up into the waterfall's totals. It is fed every event of the journal once, in the order of each stream. Not safe for
/// concurrent use.
/// </summary>
public sealed class WaterfallObserver
{
    private const int MostAffectedShown = 10;

    private readonly SortedDictionary<MarketId, MarketSums> _markets = [];
    private readonly Dictionary<LiquidationId, Dictionary<MarketId, (decimal Mark, decimal Left)>> _open = [];
    private readonly Dictionary<LiquidationId, MarketId> _stepMarkets = [];
    private readonly HashSet<AccountId> _liquidated = [];
    private readonly Dictionary<AccountId, CounterpartySums> _counterparties = [];
    private readonly Dictionary<(AccountId, MarketId), decimal> _sizes = [];
    private readonly Dictionary<MarketId, (QueueRanked Queue, Dictionary<int, int> Lights)> _shown = [];
    private readonly Dictionary<AccountId, int> _lights = [];
    private readonly SortedSet<Moment> _closedAt = [];
    private readonly SortedDictionary<string, long> _reasons = new(StringComparer.Ordinal);
    private decimal _bookExecuted;
    private decimal _supported;
    private decimal _forgone;
    private decimal _unfilled;
    private decimal? _lowest;
    private long _roundLimits;
    private string? _firstLiquidation;
    private string? _firstAdl;
    private string? _firstUnableAt;

    /// <summary>A longer time without a forced close begins a new wave, milliseconds.</summary>
    public long WaveGapMs { get; set; } = AdlWaves.LongestGapMs;

    /// <summary>Events seen.</summary>
    public long Events { get; private set; }

    /// <summary>Accounts opened.</summary>
    public int Accounts { get; private set; }

    /// <summary>Who stands behind the accounts, and what each paid in and took out.</summary>
    public OwnerLedger Owners { get; } = new();

    /// <summary>Margin calls.</summary>
    public long MarginCalls { get; private set; }

    /// <summary>Liquidations opened.</summary>
    public long Liquidations { get; private set; }

    /// <summary>Forced closes.</summary>
    public long ForcedCloses { get; private set; }

    /// <summary>The fund's balance.</summary>
    public decimal Fund { get; private set; }

    private long Rounds { get; set; }

    private long Deleveragings { get; set; }

    private long WholePositions { get; set; }

    private long InProfit { get; set; }

    private long ShownNext { get; set; }

    private long Declined { get; set; }

    /// <summary>Takes notice of an event.</summary>
    public void Observe(RecordedEvent recorded)
    {
        Events++;
        Owners.Observe(recorded);
        switch (recorded.Event)
        {
            case AccountOpened e:
                Accounts++;
                foreach (var position in e.Positions)
                {
                    _sizes[(e.Account, position.Market)] = position.Size.Value;
                }

                break;
            case FillApplied e: Move(recorded, e.Market, e.Fill.Side.Delta(e.Fill.Quantity).Value); break;
            case PositionTransferred e: Move(recorded, e.Market, e.Delta.Value); break;
            case MarginCallIssued: MarginCalls++; break;
            case MarketListed e: Sums(e.Instrument.Id); break;
            case MarkPriceUpdated e: Sums(MarketOf(recorded)).Mark(e.Mark.Value, e.PriceTime, e.Held); break;
            case PriceHeld e: Sums(MarketOf(recorded)).Hold(e.PriceTime); break;
            case TradeExecuted: Sums(MarketOf(recorded)).Trades++; break;
            case InsuranceFundSeeded e: Fund = e.Balance.Value; break;
            case InsuranceFundCredited e: Fund = e.Balance.Value; break;
            case InsuranceFundDebited e:
                Fund = e.Balance.Value;
                _lowest = Math.Min(_lowest ?? Fund, Fund);
                break;
            case LiquidationOpened e:
                // The fund as it stood before the first liquidation is where its low begins.
                _lowest ??= Fund;
                Opened(recorded, e);
                break;
            case LiquidationStepBegun e: _stepMarkets[e.Liquidation] = e.Market; break;
            case LiquidationStepRequested e: _stepMarkets[e.Liquidation] = e.Market; break;
            case LiquidationStepRefused e: _stepMarkets[e.Liquidation] = e.Market; break;
            case LiquidationStepFilled e:
                _bookExecuted += e.Notional.Value;
                Closed(e.Liquidation, e.Filled.Value, (sums, value) => sums.Book += value);
                break;
            case DeleveragingReturned e:
                Closed(e.Liquidation, e.Closed.Value, (sums, value) => sums.Adl += value);
                break;
            case SupportReturned e:
                Closed(e.Liquidation, e.Taken.Value, (sums, value) => sums.TakenOver += value);
                _supported += _open[e.Liquidation][_stepMarkets[e.Liquidation]].Mark * e.Taken.Value;
                break;
            case PositionTakenOver e: Closed(e.Liquidation, e.Quantity.Value, (sums, value) => sums.TakenOver += value); break;
            case LiquidationClosed e: Returned(e.Liquidation); break;
            case DeleveragingRequested e:
                _stepMarkets[e.Liquidation] = e.Market;
                _reasons[e.Reason] = _reasons.GetValueOrDefault(e.Reason) + 1;
                _firstUnableAt ??= FundReason.IsUnable(e.Reason) ? recorded.At.ToString() : null;
                break;
            case DeleveragingOpened: Deleveragings++; break;
            case QueueRanked e:
                Rounds++;
                _shown[e.Id.Market] = (e, []);
                break;
            case ForceClosesPlanned e: Planned(e); break;
            case ForceCloseConfirmed e: Shown(e); break;
            case PositionForceClosed e: ForceClosed(recorded, e); break;
            case SideShrunk e:
                _firstAdl ??= recorded.At.ToString();
                _forgone += e.Side * e.Quantity.Value * (e.Mark.Value - e.Price.Value);
                break;
            case SideSettled e: Settled(recorded, e); break;
            case ForceCloseDeclined: Declined++; break;
            case DeleveragingCompleted e:
                _unfilled += e.Unfilled.Value * e.Price.Value;
                _roundLimits += e.Reason == DeleveragingEnd.RoundLimit ? 1 : 0;
                break;
            default: break;
        }
    }

    /// <summary>The liquidations' part of the report.</summary>
    public LiquidationTotals LiquidationTotals() => new(
        Liquidations, _liquidated.Count, Plain(_markets.Values.Sum(sums => sums.Notional)),
            Plain(_markets.Values.Sum(sums => sums.Book)), Plain(_bookExecuted), _firstLiquidation);

    /// <summary>
    /// What became of what was liquidated, as <see cref="WaterfallTotals(LiquidationPool)"/> has it; its cost does not grow with
    /// what is open.
    /// </summary>
    public (decimal Notional, decimal Book, decimal Adl, decimal TakenOver, decimal Returned) Layers => (
        Plain(_markets.Values.Sum(sums => sums.Notional)),
        Plain(_markets.Values.Sum(sums => sums.Book)),
        Plain(_markets.Values.Sum(sums => sums.Adl)),
        Plain(_markets.Values.Sum(sums => sums.TakenOver)),
        Plain(_markets.Values.Sum(sums => sums.Returned)));

    /// <summary>The waterfall's part; the pool gives what was paid.</summary>
    public WaterfallTotals WaterfallTotals(LiquidationPool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        var (notional, book, adl, takenOver, returned) = Layers;
        return new(
            notional,
            book,
            adl,
            takenOver,
            returned,
            Plain(_open.Values.Sum(positions => positions.Values.Sum(position => position.Mark * position.Left))),
            Plain(pool.Debited.Value + pool.Shared.Value + pool.Haircuts.Value + pool.Deficit.Value),
            Plain(pool.Debited.Value),
            Plain(pool.Shared.Value + pool.Haircuts.Value),
            Plain(pool.Deficit.Value))
        {
            Supported = Plain(_supported),
        };
    }

    /// <summary>The fund's part.</summary>
    public FundTotals FundTotals(LiquidationPool pool, decimal floor)
    {
        ArgumentNullException.ThrowIfNull(pool);
        return new(
            Plain(pool.Seeded.Value), Plain(pool.Credited.Value), Plain(pool.Debited.Value), Plain(pool.Balance.Value), Plain(floor),
                Plain(_lowest ?? pool.Balance.Value), _firstUnableAt);
    }

    /// <summary>ADL's part.</summary>
    public DeleveragingTotals DeleveragingTotals() => new(
        Rounds,
        Deleveragings,
        ForcedCloses,
        _counterparties.Count,
        Plain(_counterparties.Values.Sum(sums => sums.Notional)),
        Plain(_counterparties.Values.Sum(sums => sums.RealisedPnl)),
        Plain(_forgone),
        WholePositions,
        ShownNext,
        Declined,
        _roundLimits,
        Plain(_unfilled),
        _firstAdl)
    {
        Waves = AdlWaves.Split(_closedAt, at => at, WaveGapMs).Length,
        TopTenShare = Share(
            _counterparties.Values.Select(sums => sums.Notional).OrderDescending().Take(MostAffectedShown).Sum(),
            _counterparties.Values.Sum(sums => sums.Notional)),
        InProfitShare = Share(InProfit, ForcedCloses),
        Reasons = _reasons.ToImmutableSortedDictionary(StringComparer.Ordinal),
    };

    /// <summary>By market, in order of id.</summary>
    public ImmutableArray<MarketTotals> MarketTotals() =>
    [
        .. _markets.Select(pair => pair.Value.Totals(
            pair.Key.Value,
            _sizes.Where(size => size.Key.Item2 == pair.Key && size.Value > 0m).Sum(size => size.Value),
            _open.Values.Sum(positions => positions.TryGetValue(pair.Key, out var position) ? position.Mark * position.Left : 0m))),
    ];

    /// <summary>The accounts that ADL took most from, by notional, ties by id.</summary>
    public ImmutableArray<Counterparty> MostAffected() =>
    [
        .. _counterparties.OrderByDescending(pair => pair.Value.Notional).ThenBy(pair => pair.Key).Take(MostAffectedShown)
            .Select(pair => new Counterparty(
            pair.Key.Value, pair.Value.ForcedCloses, pair.Value.Markets.Count, Plain(pair.Value.Notional), Plain(pair.Value.RealisedPnl),
                pair.Value.BestRank, _lights.GetValueOrDefault(pair.Key), Plain(pair.Value.HighestScore))),
    ];

    /// <summary>Without trailing zeros.</summary>
    public static decimal Plain(decimal value) => value / 1.000000000000000000000000000000000m;

    private static decimal? Share(decimal part, decimal whole) => whole > 0m ? Plain(Primitives.Shown.Rounded(part / whole, 6, 6)) : null;

    private static MarketId MarketOf(RecordedEvent recorded) => new(recorded.Id.Stream.Id);

    private MarketSums Sums(MarketId market)
    {
        if (!_markets.TryGetValue(market, out var sums))
        {
            _markets[market] = sums = new MarketSums();
        }

        return sums;
    }

    private void Move(RecordedEvent recorded, MarketId market, decimal delta)
    {
        var key = (new AccountId(recorded.Id.Stream.Id), market);
        _sizes[key] = _sizes.GetValueOrDefault(key) + delta;
    }

    private void Opened(RecordedEvent recorded, LiquidationOpened e)
    {
        Liquidations++;
        _firstLiquidation ??= recorded.At.ToString();
        _liquidated.Add(e.Account);
        _open[e.Liquidation] = e.Positions.ToDictionary(position => position.Market, position =>
            (position.Mark.Value, position.Size.Absolute.Value));
        foreach (var position in e.Positions)
        {
            var sums = Sums(position.Market);
            sums.Liquidations++;
            sums.Notional += (position.Mark * position.Size.Absolute).Value;
        }
    }

    private void Closed(LiquidationId liquidation, decimal quantity, Action<MarketSums, decimal> add)
    {
        var market = _stepMarkets[liquidation];
        var (mark, left) = _open[liquidation][market];
        _open[liquidation][market] = (mark, left - quantity);
        add(Sums(market), mark * quantity);
    }

    private void Returned(LiquidationId liquidation)
    {
        foreach (var (market, (mark, left)) in _open[liquidation])
        {
            Sums(market).Returned += mark * left;
        }

        _open.Remove(liquidation);
        _stepMarkets.Remove(liquidation);
    }

    /// <summary>
    /// The five-step indicator that the queue's ranking showed to those who are to be closed. Plan and confirmations follow the queue in
    /// the same stream, before the market's next queue.
    /// </summary>
    private void Planned(ForceClosesPlanned e)
    {
        var (queue, lights) = _shown[e.Id.Market];
        var cumulative = 0m;
        var place = 0;
        foreach (var step in e.Steps)
        {
            while (place < step.Rank)
            {
                cumulative += queue.Indicator == IndicatorKind.ByQuantity ? Math.Abs(queue.Candidates[place].Size.Value) : 1m;
                place++;
            }

            lights[step.Step] = QueueIndicator.Lights(cumulative,
                queue.Indicator == IndicatorKind.ByQuantity ? queue.TotalQuantity.Value : queue.Total);
        }
    }

    private void Shown(ForceCloseConfirmed e)
    {
        var lights = _shown[e.Step.Deleveraging.Market].Lights[e.Step.Step];
        _lights[e.Account] = Math.Max(_lights.GetValueOrDefault(e.Account), lights);
        ShownNext += lights == QueueIndicator.Next ? 1 : 0;
    }

    private void ForceClosed(RecordedEvent recorded, PositionForceClosed e)
    {
        var account = new AccountId(recorded.Id.Stream.Id);
        var market = e.Step.Deleveraging.Market;
        _firstAdl ??= recorded.At.ToString();
        ForcedCloses++;
        // A long that sells below the mark forgoes the difference, a short that buys above it; on the other side of the mark it is a gain.
        _forgone -= e.Side.Delta(e.Quantity).Value * (e.Mark.Value - e.Price.Value);
        var notional = (e.Price * e.Quantity).Value;
        var sums = Sums(market);
        sums.ForcedCloses++;
        sums.AdlExecuted += notional;
        Move(recorded, market, e.Side.Delta(e.Quantity).Value);
        WholePositions += _sizes[(account, market)] == 0m ? 1 : 0;
        InProfit += e.RealisedPnl > Money.Zero ? 1 : 0;
        _closedAt.Add(recorded.At);
        if (!_counterparties.TryGetValue(account, out var counterparty))
        {
            _counterparties[account] = counterparty = new CounterpartySums();
        }

        counterparty.Add(market, notional, e.RealisedPnl.Value, e.Rank, e.Score);
    }

    /// <summary>A position's part of a shrunk side is a forced close like another, only without a rank.</summary>
    private void Settled(RecordedEvent recorded, SideSettled e)
    {
        if (e.Closed.IsZero)
        {
            return;
        }

        var account = new AccountId(recorded.Id.Stream.Id);
        ForcedCloses++;
        Sums(e.Market).ForcedCloses++;
        Sums(e.Market).AdlExecuted += e.Notional.Value;
        Move(recorded, e.Market, e.Delta.Value);
        WholePositions += _sizes[(account, e.Market)] == 0m ? 1 : 0;
        InProfit += e.RealisedPnl > Money.Zero ? 1 : 0;
        _closedAt.Add(recorded.At);
        if (!_counterparties.TryGetValue(account, out var counterparty))
        {
            _counterparties[account] = counterparty = new CounterpartySums();
        }

        counterparty.Add(e.Market, e.Notional.Value, e.RealisedPnl.Value, 0, 0m);
    }

    private sealed class MarketSums
    {
        private decimal? _first;
        private decimal? _lowest;
        private decimal? _last;

        public long Trades { get; set; }

        public long Liquidations { get; set; }

        public decimal Notional { get; set; }

        public decimal Book { get; set; }

        public decimal Adl { get; set; }

        public decimal TakenOver { get; set; }

        public decimal Returned { get; set; }

        public long ForcedCloses { get; set; }

        public decimal AdlExecuted { get; set; }

        public long HeldPrices { get; private set; }

        private decimal HeldSeconds { get; set; }

        private Moment? HeldAt { get; set; }

        /// <summary>The newest price is held back: the time since the one before counts if that was too.</summary>
        public void Hold(Moment at)
        {
            HeldPrices++;
            HeldSeconds += HeldAt is { } before ? at.SecondsSince(before) : 0m;
            HeldAt = at;
        }

        public void Mark(decimal mark, Moment at, HeldPrice? held)
        {
            HeldSeconds += HeldAt is { } before ? at.SecondsSince(before) : 0m;
            HeldAt = held is null ? null : at;
            _first ??= mark;
            _lowest = Math.Min(_lowest ?? mark, mark);
            _last = mark;
        }

        public MarketTotals Totals(string market, decimal openInterest, decimal open) => new(
            market, _first, _lowest, _last, Plain(openInterest), Trades, Liquidations, Plain(Notional), Plain(Book), Plain(Adl),
                Plain(TakenOver), Plain(Returned), Plain(open),
            ForcedCloses, Plain(AdlExecuted), HeldPrices, Plain(HeldSeconds));
    }

    private sealed class CounterpartySums
    {
        public long ForcedCloses { get; private set; }

        public HashSet<MarketId> Markets { get; } = [];

        public decimal Notional { get; private set; }

        public decimal RealisedPnl { get; private set; }

        public int BestRank { get; private set; } = int.MaxValue;

        public decimal HighestScore { get; private set; } = decimal.MinValue;

        public void Add(MarketId market, decimal notional, decimal realised, int rank, decimal score)
        {
            ForcedCloses++;
            Markets.Add(market);
            Notional += notional;
            RealisedPnl += realised;
            BestRank = Math.Min(BestRank, rank);
            HighestScore = Math.Max(HighestScore, score);
        }
    }
}
