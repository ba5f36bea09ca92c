using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Waterfall;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Review.Folding;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.States;

namespace ExchangeActors.Review.Summaries;

/// <summary>Forced closes without a longer pause between them.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Start">Exchange time of the first.</param>
/// <param name="End">Exchange time of the last.</param>
/// <param name="ForcedCloses">How many.</param>
/// <param name="Accounts">Distinct accounts closed.</param>
/// <param name="Markets">Distinct markets.</param>
/// <param name="Notional">At the ADL prices, quote.</param>
public sealed record SummaryWave(int Number, Moment Start, Moment End, int ForcedCloses, int Accounts, int Markets, decimal Notional);

/// <summary>A liquidated account.</summary>
/// <param name="Account">The account.</param>
/// <param name="Liquidations">How often.</param>
/// <param name="Notional">Of its positions at the marks at which margin broke.</param>
/// <param name="Shortfall">What others had to pay for it.</param>
public sealed record SummaryAccount(AccountId Account, int Liquidations, decimal Notional, decimal Shortfall);

/// <summary>
/// The first look at an incident. Amounts are quote currency; notionals are valued at the marks at which margin broke, so that the layers
/// add up.
/// </summary>
public sealed record Summary
{
    /// <summary>The scenario or the source.</summary>
    public required string Scenario { get; init; }

    /// <summary>
    /// What the journal was cut out of, and by what; null when it is whole. Of a cut all totals are those of the events in it.
    /// </summary>
    public required JournalCut? Cut { get; init; }

    /// <summary>
    /// When the run was to end, where the journal ends before: it was interrupted, or is under way. Null otherwise.
    /// </summary>
    public required Moment? UnfinishedUntil { get; init; }

    /// <summary>The venue profile.</summary>
    public required string Venue { get; init; }

    /// <summary>Its version; null when the journal does not hold the profile.</summary>
    public required int? VenueVersion { get; init; }

    /// <summary>The program's version that created the journal.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>Events.</summary>
    public required long Events { get; init; }

    /// <summary>Streams.</summary>
    public required int Streams { get; init; }

    /// <summary>Accounts opened.</summary>
    public int Accounts => AccountTotals.All;

    /// <summary>Of them, traders'.</summary>
    public int Traders => AccountTotals.Traders;

    /// <summary>Of them, those that quote the scenario's depth.</summary>
    public int LiquidityAccounts => AccountTotals.Liquidity;

    /// <summary>Whose they are.</summary>
    [JsonIgnore]
    public AccountTotals AccountTotals { get; init; }

    /// <summary>Exchange time of the first event; null for an empty journal.</summary>
    public required Moment? From { get; init; }

    /// <summary>Exchange time of the last event.</summary>
    public required Moment? To { get; init; }

    /// <summary>Margin calls issued.</summary>
    public required long MarginCalls { get; init; }

    /// <summary>Liquidations.</summary>
    public required LiquidationTotals Liquidations { get; init; }

    /// <summary>What became of the liquidated notional, layer by layer.</summary>
    public required WaterfallTotals Waterfall { get; init; }

    /// <summary>The insurance fund's ledger.</summary>
    public required FundTotals Fund { get; init; }

    /// <summary>Auto-deleveraging.</summary>
    public required DeleveragingTotals Adl { get; init; }

    /// <summary>Waves of forced closes.</summary>
    public required ImmutableArray<SummaryWave> Waves { get; init; }

    /// <summary>By market.</summary>
    public required ImmutableArray<MarketTotals> Markets { get; init; }

    /// <summary>The counterparties that ADL took most from.</summary>
    public required ImmutableArray<Counterparty> MostAffected { get; init; }

    /// <summary>Owners that were named, all accounts of each together, at the last marks.</summary>
    public ImmutableArray<OwnerTotals> Owners { get; init; } = [];

    /// <summary>The liquidated accounts with the largest shortfalls, then notionals.</summary>
    public required ImmutableArray<SummaryAccount> LargestLiquidations { get; init; }

    /// <summary>Where all money is after the last event.</summary>
    public required MoneyLedger Money { get; init; }

    /// <summary>True when nothing was under way after the last event.</summary>
    public required bool AtRest { get; init; }

    /// <summary>Accounts whose equity at the last marks is below zero.</summary>
    public required UnderWaterTotals UnderWater { get; init; }

    /// <summary>Markets whose newest price the guard holds back at the end.</summary>
    public required ImmutableArray<HeldMarket> HeldPrices { get; init; }

    /// <summary>Markets without a row of prices for longer than <see cref="Leftovers.StaleAfterSeconds"/> at the end.</summary>
    public required ImmutableArray<StaleMarket> StalePrices { get; init; }

    /// <summary>What it came to in three lines. A journal tells of no invariant but by verify.</summary>
    public Verdict Verdict() => new(
        MarginCalls, Liquidations, Adl, Waterfall, Fund, Waterfall.PaidByNobody, UnderWater, HeldPrices, StalePrices, [])
    {
        Unfinished = UnfinishedUntil is { } end && To is { } last ? (last, end) : null,
    };

    /// <summary>A longer time than this without a forced close began a new wave, milliseconds.</summary>
    public long WaveGapMs { get; init; } = AdlWaves.LongestGapMs;

    /// <summary>SHA-256 over the states after the last event.</summary>
    public required string StateHash { get; init; }

    /// <summary>The root over all streams' heads, as a checkpoint has it.</summary>
    public required string Root { get; init; }
}

/// <summary>Reads a journal once and adds it up; every hash chain is checked on the way.</summary>
public sealed class SummaryReader
{
    private const int AccountsShown = 10;
    private const int EventsPerReport = 5_000;

    private readonly WaterfallObserver _waterfall = new();
    private readonly Clearing _clearing = new();
    private readonly ExchangeState _state = new();
    private readonly Dictionary<EntityRef, HashChain> _heads = [];
    private readonly List<(Moment At, AccountId Account, MarketId Market, decimal Notional)> _closes = [];
    private readonly Dictionary<AccountId, (int Count, decimal Notional, decimal Shortfall)> _liquidated = [];
    private long _events;
    private Moment? _from;
    private Moment? _to;

    private SummaryReader(long waveGapMs) => WaveGapMs = waveGapMs;

    private long WaveGapMs { get; }

    /// <summary>Reads it.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="progress">Told the place of the row now and then; null for nobody.</param>
    /// <param name="cancellation">Stops between two rows.</param>
    /// <param name="alongside">Shown every row as well, so that the journal is read once; null for nobody.</param>
    /// <exception cref="JournalException">The journal is damaged, at the row where it shows.</exception>
    public static Summary Read(ReviewedJournal journal, IProgress<long>? progress, CancellationToken cancellation,
        Action<JournalRow>? alongside = null)
    {
        ArgumentNullException.ThrowIfNull(journal);
        var reader = new SummaryReader(WaveGap.Of(journal));
        foreach (var row in journal.ReadAll(cancellation))
        {
            reader.Take(row, journal.Path);
            alongside?.Invoke(row);
            if (++reader._events % EventsPerReport == 0)
            {
                progress?.Report(row.Ordering);
            }
        }

        return reader.Result(journal);
    }

    private void Take(JournalRow row, string journal)
    {
        var recorded = row.Recorded;
        _state.Apply(row, journal);
        _waterfall.Observe(recorded);
        _clearing.Observe(recorded);
        _heads[recorded.Id.Stream] = new HashChain(recorded.Id.Stream, recorded.Id.Sequence, row.Hash);
        _from = _from is { } from && from < recorded.At ? from : recorded.At;
        _to = _to is { } to && to > recorded.At ? to : recorded.At;
        switch (recorded.Event)
        {
            case PositionForceClosed e:
                _closes.Add((recorded.At, new AccountId(recorded.Id.Stream.Id), e.Step.Deleveraging.Market, (e.Price * e.Quantity).Value));
                break;
            case SideSettled { Closed.IsZero: false } e:
                _closes.Add((recorded.At, new AccountId(recorded.Id.Stream.Id), e.Market, e.Notional.Value));
                break;
            case LiquidationOpened e:
                var known = _liquidated.GetValueOrDefault(e.Account);
                _liquidated[e.Account] = (known.Count + 1, known.Notional
                    + e.Positions.Sum(position => (position.Mark * position.Size.Absolute).Value), known.Shortfall);
                break;
            case LiquidationClosed e:
                var opened = _liquidated.GetValueOrDefault(e.Account);
                _liquidated[e.Account] = opened with { Shortfall = opened.Shortfall + e.Shortfall.Value };
                break;
            default:
                break;
        }
    }

    private Summary Result(ReviewedJournal journal)
    {
        var pool = _state.Pools.Values.OrderBy(pool => pool.Pool, StringComparer.Ordinal).FirstOrDefault() ?? LiquidationPool.New("main");
        return new Summary
        {
            Scenario = journal.Header.Scenario,
            Cut = journal.Cut,
            UnfinishedUntil = PlannedEnd.Read(journal.Header) is { } end && _to < end ? end : null,
            Venue = journal.Header.Rules?.Venue.Name ?? journal.Header.Venue,
            VenueVersion = journal.Header.Rules?.Venue.Version,
            CreatedBy = journal.Header.CreatedBy,
            Events = _events,
            Streams = _heads.Count,
            AccountTotals = AccountTotals.Of(_state),
            From = _from,
            To = _to,
            MarginCalls = _waterfall.MarginCalls,
            Liquidations = _waterfall.LiquidationTotals(),
            Waterfall = _waterfall.WaterfallTotals(pool),
            Fund = _waterfall.FundTotals(pool, journal.Header.Rules?.FundFloor.Value ?? 0m),
            Adl = _waterfall.DeleveragingTotals(),
            UnderWater = Leftovers.UnderWater(_state),
            HeldPrices = Leftovers.Held(_state.Markets.OrderBy(market => market.Key).Select(market => market.Value)),
            StalePrices = Leftovers.Stale(
                _state.Markets.OrderBy(market => market.Key).Select(market => market.Value), Leftovers.StaleAfterSeconds),
            WaveGapMs = WaveGapMs,
            Waves =
            [
                .. AdlWaves.Split(_closes, close => close.At, WaveGapMs).Select((wave, place) => new SummaryWave(
                    place + 1,
                    wave[0].At,
                    wave[^1].At,
                    wave.Length,
                    wave.Select(close => close.Account).Distinct().Count(),
                    wave.Select(close => close.Market).Distinct().Count(),
                    WaterfallObserver.Plain(wave.Sum(close => close.Notional)))),
            ],
            Markets = _waterfall.MarketTotals(),
            MostAffected = _waterfall.MostAffected(),
            Owners = [.. _waterfall.Owners.Named(_state)],
            LargestLiquidations =
            [
                .. _liquidated.OrderByDescending(pair => pair.Value.Shortfall).ThenByDescending(pair => pair.Value.Notional)
                    .ThenBy(pair => pair.Key).Take(AccountsShown)
                    .Select(pair =>
                        new SummaryAccount(pair.Key, pair.Value.Count, WaterfallObserver.Plain(pair.Value.Notional),
                            WaterfallObserver.Plain(pair.Value.Shortfall))),
            ],
            Money = MoneyLedger.Of(_state, _clearing),
            AtRest = Invariants.Rest(_state).Holds,
            StateHash = _state.Hash(),
            Root = Checkpoint.Of(journal.Header, _heads.Values).Root,
        };
    }
}
