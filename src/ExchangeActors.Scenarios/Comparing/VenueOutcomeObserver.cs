using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Comparing;

/// <summary>
/// Keeps what the measures need of a run's events, and none of the events but the first queues. It is fed every event of an in-memory run,
/// in order. Not safe for concurrent use.
/// </summary>
public sealed class VenueOutcomeObserver
{
    /// <summary>Markets whose first queue is kept.</summary>
    public const int QueuesKept = 8;

    private readonly Dictionary<AccountId, Dictionary<MarketId, decimal>> _sizes = [];
    private readonly Dictionary<MarketId, QueueRanked> _newest = [];
    private readonly SortedDictionary<MarketId, RecordedQueue> _first = [];
    private readonly List<ForcedClosing> _closings = [];
    private readonly HashSet<AccountId> _ranked = [];
    private readonly HashSet<AccountId> _hedgeBreaks = [];
    private readonly Dictionary<AccountId, decimal> _deficits = [];
    private readonly Dictionary<AccountId, decimal> _vaults = [];
    private readonly Dictionary<AccountId, decimal> _shortfalls = [];
    private readonly Dictionary<(MarketId Market, int Side), decimal> _shrunk = [];
    private long _events;
    private long _closingsAtLastLook;

    /// <summary>The marks of the run.</summary>
    public MarkHistory Marks { get; } = new();

    /// <summary>Every forced close, in order.</summary>
    public IReadOnlyList<ForcedClosing> Closings => _closings;

    /// <summary>Everybody who was in a recorded queue: who could have been closed.</summary>
    public IReadOnlySet<AccountId> Ranked => _ranked;

    /// <summary>Accounts whose absolute net exposure over all markets grew by being closed, at the newest marks.</summary>
    public IReadOnlySet<AccountId> HedgeBreaks => _hedgeBreaks;

    /// <summary>Σ of that growth, quote.</summary>
    public decimal ExposureAdded { get; private set; }

    /// <summary>The first queue with at least two candidates of each of the first markets that had one.</summary>
    public ImmutableArray<RecordedQueue> FirstQueues => [.. _first.Values];

    /// <summary>The largest unrealised profit of an account after the newest forced closes, quote.</summary>
    public decimal LargestWinner { get; private set; }

    /// <summary>What the venue's vaults were given at the start, quote.</summary>
    public decimal VaultsStart { get; private set; }

    /// <summary>
    /// The most that one vault was below what it was given, over all vaults and the ends of all ticks, quote, at least 0.
    /// </summary>
    public decimal LargestVaultLoss { get; private set; }

    /// <summary>Accounts that were in liquidation.</summary>
    public HashSet<AccountId> Liquidated { get; } = [];

    /// <summary>
    /// The deficit of each account that had one, quote, above 0: its lowest negative equity when a liquidation began or when winners were
    /// asked for, or the sum of its shortfalls, whichever is larger.
    /// </summary>
    public IReadOnlyDictionary<AccountId, decimal> Deficits => _deficits;

    /// <summary>Takes notice of an event.</summary>
    public void Observe(RecordedEvent recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        _events++;
        switch (recorded.Event)
        {
            case AccountOpened e:
                if (e.Kind == AccountKind.Vault)
                {
                    _vaults[e.Account] = e.Deposit.Value;
                    VaultsStart += e.Deposit.Value;
                }

                foreach (var position in e.Positions)
                {
                    Move(e.Account, position.Market, position.Size.Value);
                }

                break;
            case FillApplied e: Move(AccountOf(recorded), e.Market, e.Fill.Side.Delta(e.Fill.Quantity).Value); break;
            case PositionTransferred e: Move(AccountOf(recorded), e.Market, e.Delta.Value); break;
            case MarkPriceUpdated e: Marks.Add(new MarketId(recorded.Id.Stream.Id), recorded.At, e.Mark.Value, _events); break;
            case LiquidationOpened e:
                Liquidated.Add(e.Account);
                Deficit(e.Account, -e.Equity.Value);
                break;
            case DeleveragingRequested e: Deficit(e.Account, -e.Equity.Value); break;
            case LiquidationClosed e when e.Shortfall > Money.Zero:
                _shortfalls[e.Account] = _shortfalls.GetValueOrDefault(e.Account) + e.Shortfall.Value;
                Deficit(e.Account, _shortfalls[e.Account]);
                break;
            case QueueRanked e: Recorded(e); break;
            case PositionForceClosed e: ForceClosed(recorded, e); break;
            case SideShrunk e: _shrunk[(e.Deleveraging.Market, e.Side)] = e.Mark.Value; break;
            case SideSettled e: Settled(recorded, e); break;
            default: break;
        }
    }

    /// <summary>
    /// Looks at the vaults, and for the largest winner if somebody was closed since the last look. Called when nothing is under way.
    /// </summary>
    public void Look(ExchangeState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach (var (vault, given) in _vaults)
        {
            LargestVaultLoss = Math.Max(LargestVaultLoss, given - Equity(state.Account(vault)));
        }

        if (_closings.Count == _closingsAtLastLook)
        {
            return;
        }

        _closingsAtLastLook = _closings.Count;
        LargestWinner = TailRatios.LargestWinner(state.Accounts.Values.Where(account => account.Kind == AccountKind.Trader)
            .Select(account => (Profit(account), 0m)));
    }

    /// <summary>Wallet, isolated margins and unrealised PnL at the newest marks.</summary>
    public decimal Equity(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return account.Wallet.Value + account.Positions.Values.Sum(position => position.IsolatedMargin?.Value ?? 0m) + Profit(account);
    }

    private decimal Profit(Account account)
    {
        var profit = 0m;
        foreach (var (market, position) in account.Positions)
        {
            // Only a market that had a mark can have been traded; a position brought along has none before the first tick.
            profit += Marks.Newest(market) is { } mark ? position.UnrealisedPnl(new Price(mark)).Value : 0m;
        }

        return profit;
    }

    private static AccountId AccountOf(RecordedEvent recorded) => new(recorded.Id.Stream.Id);

    private void Deficit(AccountId account, decimal deficit)
    {
        if (deficit > 0m)
        {
            _deficits[account] = Math.Max(_deficits.GetValueOrDefault(account), deficit);
        }
    }

    private void Recorded(QueueRanked e)
    {
        _newest[e.Id.Market] = e;
        foreach (var candidate in e.Candidates)
        {
            _ranked.Add(candidate.Account);
        }

        if (e.Candidates.Length > 1 && _first.Count < QueuesKept && !_first.ContainsKey(e.Id.Market))
        {
            _first[e.Id.Market] = new RecordedQueue(e);
        }
    }

    private void ForceClosed(RecordedEvent recorded, PositionForceClosed e)
    {
        var account = AccountOf(recorded);
        var market = e.Step.Deleveraging.Market;
        var delta = e.Side.Delta(e.Quantity).Value;

        // The market's queue is ranked again only after all steps of the one before are answered.
        var equity = _newest[market].Candidates[e.Rank - 1].Equity.Value;
        _closings.Add(new ForcedClosing(recorded.At, account, market, -delta, e.Price.Value, e.Mark.Value, equity, _events));
        Closed(account, market, delta);
    }

    /// <summary>A position's part of a shrunk side: what it closed at on average, against the mark of the side's newest shrink.</summary>
    private void Settled(RecordedEvent recorded, SideSettled e)
    {
        var account = AccountOf(recorded);
        _ranked.Add(account);
        if (e.Closed.IsZero)
        {
            return;
        }

        var price = Math.Abs(e.Proceeds.Value / e.Closed.Value);
        _closings.Add(new ForcedClosing(recorded.At, account, e.Market, -e.Delta.Value, price, _shrunk[(e.Market, e.Side)], 0m, _events));
        Closed(account, e.Market, e.Delta.Value);
    }

    private void Closed(AccountId account, MarketId market, decimal delta)
    {
        var before = Math.Abs(NetExposure(account));
        Move(account, market, delta);
        var growth = Math.Abs(NetExposure(account)) - before;
        if (growth > 0m)
        {
            _hedgeBreaks.Add(account);
            ExposureAdded += growth;
        }
    }

    /// <summary>Signed notional of all positions at the newest marks.</summary>
    private decimal NetExposure(AccountId account)
    {
        var exposure = 0m;
        foreach (var (market, size) in _sizes[account])
        {
            exposure += size * (Marks.Newest(market) ?? 0m);
        }

        return exposure;
    }

    private void Move(AccountId account, MarketId market, decimal delta)
    {
        if (!_sizes.TryGetValue(account, out var sizes))
        {
            _sizes[account] = sizes = [];
        }

        var size = sizes.GetValueOrDefault(market) + delta;
        if (size == 0m)
        {
            sizes.Remove(market);
        }
        else
        {
            sizes[market] = size;
        }
    }
}
