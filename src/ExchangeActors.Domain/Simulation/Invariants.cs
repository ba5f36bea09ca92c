using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Simulation;

/// <summary>An invariant and whether it holds.</summary>
/// <param name="Name">Its name, as in ARCHITECTURE.md.</param>
/// <param name="Holds">True when it does.</param>
/// <param name="Error">The exact distance from it; 0 when it holds.</param>
/// <param name="Detail">Where it broke first; empty when it holds.</param>
public sealed record InvariantResult(string Name, bool Holds, decimal Error, string Detail);

/// <summary>
/// Watches events as they happen and, when nothing is under way, compares with the states. It folds positions itself, apart from the entities' own folds, so that a wrong fold
/// shows as a difference.
/// </summary>
public sealed class Invariants(ExchangeRules rules)
{
    private readonly Dictionary<(AccountId Account, MarketId Market), decimal> _sizes = [];
    private readonly Dictionary<(EntityRef Stream, string Source), long> _commands = [];
    private readonly Dictionary<DeleveragingId, DeleveragingWatch> _deleveragings = [];
    private readonly List<string> _deleveragingBreaks = [];
    private readonly List<string> _commandBreaks = [];
    private readonly List<string> _marginBreaks = [];
    private decimal _lowestFund;

    /// <summary>Takes notice of an event.</summary>
    public void Observe(RecordedEvent recorded)
    {
        switch (recorded.Event)
        {
            case AccountOpened e:
                Once(recorded, e.Command);
                foreach (var position in e.Positions)
                {
                    _sizes[(e.Account, position.Market)] = position.Size.Value;
                }

                break;
            case Deposited e: Once(recorded, e.Command); break;
            case Withdrawn e: Once(recorded, e.Command); break;
            case WithdrawalRequested e: Once(recorded, e.Command); break;
            case OrderPlaced e: Once(recorded, e.Command); break;
            case QuotesPlaced e: Once(recorded, e.Command); break;
            case InsuranceFundSeeded e: Once(recorded, e.Command); break;
            case MarkPriceUpdated e: Once(recorded, e.Command); break;
            case FundingRateUpdated e: Once(recorded, e.Command); break;
            case InsuranceFundDebited e when !rules.Profile.Backstop.MayOverdraw: _lowestFund = Math.Min(_lowestFund, e.Balance.Value - rules.FundFloor.Value); break;
            case FillApplied e: Move(recorded, e.Market, e.Fill.Side.Delta(e.Fill.Quantity).Value); break;
            case PositionTransferred e: Move(recorded, e.Market, e.Delta.Value); break;
            case TimePassed e: Once(recorded, e.Command); break;
            case LiquidationStarted e when e.Equity >= e.MaintenanceMargin:
                _marginBreaks.Add($"{recorded.Id}: liquidated with equity {e.Equity} ≥ maintenance margin {e.MaintenanceMargin}");
                break;
            case PositionForceClosed e: ForceClosed(recorded, e); break;
            case DeleveragingOpened e: _deleveragings[e.Id] = new DeleveragingWatch(e.Quantity.Value); break;
            case QueueRanked e: _deleveragings[e.Id].Begin(e); break;
            case ForceClosesPlanned e: Planned(recorded, e); break;
            case ForceCloseConfirmed e: _deleveragings[e.Step.Deleveraging].Confirmed += e.Closed.Value; break;
            case DeleveragingCompleted e: Completed(recorded, e); break;
            default: break;
        }
    }

    /// <summary>Compares with the states of a quiescent exchange.</summary>
    public ImmutableArray<InvariantResult> Check(ExchangeState state) =>
    [
        Money(state),
        Fees(state),
        Sizes(state),
        Positions(state),
        Result("the fund never goes below its floor", -_lowestFund, $"lowest is {_lowestFund} below the floor {rules.FundFloor}"),
        Listed("ADL closes what was left, in the recorded order, and never flips a position", _deleveragingBreaks),
        Listed("a command takes effect at most once", _commandBreaks),
        Listed("nobody is liquidated whose margin was fine at the recorded marks", _marginBreaks),
        Unfinished(state),
    ];

    private static InvariantResult Money(ExchangeState state)
    {
        var held = 0m;
        var brought = 0m;
        var funding = 0m;
        var fees = 0m;
        foreach (var account in state.Accounts.Values)
        {
            held += account.Wallet.Value + (account.Withdrawing?.Amount.Value ?? 0m);
            foreach (var position in account.Positions.Values)
            {
                held += (position.IsolatedMargin?.Value ?? 0m) - position.Cost.Value;
            }

            brought += account.NetDeposits.Value;
            funding += account.FundingPaid.Value;
            fees += account.FeesPaid.Value;
        }

        foreach (var pool in state.Pools.Values)
        {
            held += pool.Balance.Value - pool.Deficit.Value;
            brought += pool.Seeded.Value;
        }

        return Result("Σ(wallet − cost basis) + fund + fees + funding clearing − booked deficit = deposits − withdrawals", held + funding + fees - brought, "money was made or lost");
    }

    private static InvariantResult Fees(ExchangeState state) => Result(
        "fees paid by accounts = fees of all trades",
        state.Accounts.Values.Sum(account => account.FeesPaid.Value) - state.Markets.Values.Sum(market => market.FeesCollected.Value),
        "a fill was lost or applied twice");

    private static InvariantResult Sizes(ExchangeState state)
    {
        var sums = new Dictionary<MarketId, decimal>();
        foreach (var account in state.Accounts.Values)
        {
            foreach (var (market, position) in account.Positions)
            {
                sums[market] = sums.GetValueOrDefault(market) + position.Size.Value;
            }
        }

        var worst = sums.OrderBy(pair => pair.Key).FirstOrDefault(pair => pair.Value != 0m);
        return Result("Σ size per market = 0", worst.Value, $"{worst.Key}");
    }

    /// <summary>Postponed liquidations wait for time to pass, and so do those that wait for their turn behind them, with the accounts that asked for them.</summary>
    private static InvariantResult Unfinished(ExchangeState state)
    {
        var parked = new HashSet<EntityRef>();
        var busy = 0;
        foreach (var pool in state.Pools.Values)
        {
            var waits = pool.Cases.Values.Any(liquidation => liquidation.Phase == CasePhase.Postponed);
            foreach (var liquidation in pool.Cases.Values)
            {
                if (liquidation.Phase == CasePhase.Postponed || (waits && liquidation.Phase == CasePhase.Waiting))
                {
                    parked.Add(EntityRef.Account(liquidation.Account));
                }
                else
                {
                    busy++;
                }
            }
        }

        var owing = state.Outstanding()
            .Where(owed => !parked.Contains(owed.Entity) || owed.Outbox.Messages.Values.Any(message => message.Body is not OpenLiquidation))
            .Select(owed => owed.Entity)
            .ToList();
        var count = owing.Count + busy;
        return new InvariantResult("nothing is left under way", count == 0, count, owing.Count == 0 ? string.Empty : $"first: {owing[0]}");
    }

    private static InvariantResult Result(string name, decimal error, string detail) => new(name, error == 0m, error, error == 0m ? string.Empty : detail);

    private static InvariantResult Listed(string name, List<string> breaks) => new(name, breaks.Count == 0, breaks.Count, breaks.Count == 0 ? string.Empty : breaks[0]);

    private InvariantResult Positions(ExchangeState state)
    {
        var different = 0;
        var first = string.Empty;
        var seen = 0;
        foreach (var account in state.Accounts.Values)
        {
            foreach (var (market, position) in account.Positions)
            {
                seen += position.Size.IsZero ? 0 : 1;
                if (_sizes.GetValueOrDefault((account.Id, market)) != position.Size.Value)
                {
                    different++;
                    first = $"{account.Id} in {market}";
                }
            }
        }

        different += Math.Abs(seen - _sizes.Values.Count(size => size != 0m));
        return new InvariantResult("positions equal the sum of their fills, forced closes and transfers", different == 0, different, first);
    }

    private void Move(RecordedEvent recorded, MarketId market, decimal delta)
    {
        var key = (new AccountId(recorded.Id.Stream.Id), market);
        _sizes[key] = _sizes.GetValueOrDefault(key) + delta;
    }

    private void ForceClosed(RecordedEvent recorded, PositionForceClosed e)
    {
        var key = (new AccountId(recorded.Id.Stream.Id), e.Step.Deleveraging.Market);
        var before = _sizes.GetValueOrDefault(key);
        var after = before + e.Side.Delta(e.Quantity).Value;
        if (before == 0m || e.Quantity.Value <= 0m || e.Quantity > e.Requested || Math.Sign(after) == -Math.Sign(before) || Math.Abs(after) >= Math.Abs(before))
        {
            _deleveragingBreaks.Add($"{recorded.Id}: {e.Step} took {e.Quantity} of {before}");
        }

        _sizes[key] = after;
    }

    private void Planned(RecordedEvent recorded, ForceClosesPlanned e)
    {
        var watch = _deleveragings[e.Id];
        if (watch.Allocation != "queue")
        {
            // Who got nothing at first may get the rest of those who declined.
            watch.LastRank = 0;
        }

        foreach (var step in e.Steps)
        {
            if (step.Step != watch.Steps + 1 || step.Rank <= watch.LastRank || watch.Queue[step.Rank - 1].Account != step.Account)
            {
                _deleveragingBreaks.Add($"{recorded.Id}: step {step.Step} (rank {step.Rank}, {step.Account}) is out of the recorded order");
            }

            watch.Steps = step.Step;
            watch.LastRank = step.Rank;
        }

        if (e.Steps.Sum(step => step.Quantity.Value) > watch.Requested - watch.Confirmed)
        {
            _deleveragingBreaks.Add($"{recorded.Id}: more is planned than is needed");
        }
    }

    private void Completed(RecordedEvent recorded, DeleveragingCompleted e)
    {
        var watch = _deleveragings[e.Id];
        if (watch.Confirmed != e.Closed.Value || e.Closed.Value + e.Unfilled.Value != watch.Requested)
        {
            _deleveragingBreaks.Add($"{recorded.Id}: confirmed {watch.Confirmed}, reported {e.Closed} closed and {e.Unfilled} unfilled of {watch.Requested}");
        }

        _deleveragings.Remove(e.Id);
    }

    private void Once(RecordedEvent recorded, CommandId id)
    {
        var key = (recorded.Id.Stream, id.Source);
        if (_commands.TryGetValue(key, out var last) && id.Number <= last)
        {
            _commandBreaks.Add($"{recorded.Id}: {id} took effect after {last}");
        }

        _commands[key] = id.Number;
    }

    private sealed class DeleveragingWatch(decimal requested)
    {
        public decimal Requested { get; } = requested;

        public decimal Confirmed { get; set; }

        public int Steps { get; set; }

        public int LastRank { get; set; }

        public string Allocation { get; private set; } = string.Empty;

        public ImmutableArray<Candidate> Queue { get; private set; } = [];

        public void Begin(QueueRanked e)
        {
            Queue = e.Candidates;
            Allocation = e.Allocation;
            LastRank = 0;
        }
    }
}
