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
public sealed record InvariantResult(string Name, bool Holds, decimal Error, string Detail)
{
    /// <summary>True when it need not hold while messages are under way.</summary>
    public bool OnlyAtRest { get; init; }
}

/// <summary>
/// Watches events as they happen and compares with the states: all of them when nothing is under way, or after every decision the one that it changed. It folds positions itself, apart from the entities' own
/// folds, so that a wrong fold shows as a difference. While messages are under way money and fees are balanced with what is between the entities, and contracts by matching the two sides of every trade and
/// of every liquidation; that everything has arrived, and that nothing is left to do, holds at rest only.
/// </summary>
public sealed class Invariants(ExchangeRules rules)
{
    /// <summary>Conservation of money.</summary>
    public const string MoneyName = "Σ(wallet − cost basis) + fund + fees + funding clearing − booked deficit = deposits − withdrawals";

    /// <summary>Trading fees, paid and collected.</summary>
    public const string FeesName = "fees paid by accounts = fees of all trades";

    /// <summary>Every contract has two sides.</summary>
    public const string SizesName = "Σ size per market = 0";

    /// <summary>The entities' folds of positions against this one's.</summary>
    public const string PositionsName = "positions equal the sum of their fills, forced closes and transfers";

    /// <summary>Fills are what was traded; liquidations, shared losses and withdrawals come out even.</summary>
    public const string ClearingName = "what changes hands reaches the other side";

    /// <summary>Nothing is owed, no liquidation is open.</summary>
    public const string UnfinishedName = "nothing is left under way";

    /// <summary>The floor of the insurance fund.</summary>
    public const string FundName = "the fund never goes below its floor";

    /// <summary>Steps of a deleveraging follow its recorded queue.</summary>
    public const string QueueName = "ADL closes what was left, in the recorded order, and never flips a position";

    /// <summary>Commands are not applied twice.</summary>
    public const string OnceName = "a command takes effect at most once";

    /// <summary>Who is liquidated has less equity than maintenance margin.</summary>
    public const string MarginName = "nobody is liquidated whose margin was fine at the recorded marks";

    private readonly Clearing _clearing = new();
    private readonly Dictionary<EntityRef, Share> _shares = [];
    private Share _sum;
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
        _clearing.Observe(recorded);
        switch (recorded.Event)
        {
            case AccountOpened e:
                Once(recorded, e.Command);
                foreach (var position in e.Positions)
                {
                    Move(recorded, position.Market, position.Size.Value);
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

    /// <summary>Compares with the states of all entities. While messages are under way, those results count that are not <see cref="InvariantResult.OnlyAtRest"/>.</summary>
    public ImmutableArray<InvariantResult> Check(ExchangeState state) =>
    [
        Money(state),
        Fees(state),
        Sizes(state),
        Positions(state),
        .. Seen(),
        Cleared(),
        Unfinished(state),
    ];

    /// <summary>
    /// After a decision: what must hold although messages are under way, as far as the one entity that it changed can have broken it. The first that does not hold, or null. All decisions must be shown, in the order of cause and
    /// effect. It costs as much as the entity has positions, however many entities there are.
    /// </summary>
    /// <param name="state">The states after the decision.</param>
    /// <param name="changed">The entity that decided.</param>
    public InvariantResult? CheckAfter(ExchangeState state, EntityRef changed)
    {
        Count(state, changed);
        return CheckMoney() ?? CheckPositions(state, changed) ?? CheckSeen();
    }

    /// <summary>After several decisions that were stored at the same time, their events between each other: as after one, once the events of all of them were shown.</summary>
    /// <param name="state">The states after the decisions.</param>
    /// <param name="changed">The entities that decided.</param>
    public InvariantResult? CheckAfter(ExchangeState state, IReadOnlyCollection<EntityRef> changed)
    {
        ArgumentNullException.ThrowIfNull(changed);
        foreach (var entity in changed)
        {
            Count(state, entity);
        }

        return CheckMoney() ?? changed.Select(entity => CheckPositions(state, entity)).FirstOrDefault(result => result is not null) ?? CheckSeen();
    }

    /// <summary>Takes what an entity holds into the sums.</summary>
    private void Count(ExchangeState state, EntityRef changed)
    {
        var share = changed.Kind switch
        {
            EntityKind.Account => ShareOf(state.Account(new AccountId(changed.Id))),
            EntityKind.Market => new Share(0m, 0m, -state.Market(new MarketId(changed.Id)).FeesCollected.Value),
            EntityKind.Liquidation => ShareOf(state.Pool(changed.Id)),
            _ => default,
        };
        var before = _shares.GetValueOrDefault(changed);
        _shares[changed] = share;
        _sum = new Share(_sum.Held + share.Held - before.Held, _sum.Brought + share.Brought - before.Brought, _sum.Fees + share.Fees - before.Fees);
    }

    private InvariantResult? CheckMoney() =>
        First(Result(MoneyName, _sum.Held - _sum.Brought + _clearing.Cash, "money was made or lost between two entities"))
        ?? First(Result(FeesName, _sum.Fees + _clearing.Fees, "a fill was lost or applied twice"))
        ?? First(Result(ClearingName, _clearing.AppliedBeforeTraded, "a fill was applied that was not traded"))
        ?? (_clearing.Breaks.Count > 0 ? Listed(ClearingName, _clearing.Breaks) : null);

    private InvariantResult? CheckPositions(ExchangeState state, EntityRef changed) =>
        changed.Kind == EntityKind.Account ? First(PositionsOf(state.Account(new AccountId(changed.Id)))) : null;

    private InvariantResult? CheckSeen() =>
        _lowestFund < 0m || _deleveragingBreaks.Count + _commandBreaks.Count + _marginBreaks.Count > 0 ? Seen().First(result => !result.Holds) : null;

    /// <summary>Whether anything is left to do: messages owed, liquidations that are not over. Time has to pass for those that are postponed; they count as resting.</summary>
    public static InvariantResult Rest(ExchangeState state) => Unfinished(state);

    /// <summary>Quote that one entity holds less what it brought; over all entities and with <see cref="Clearing.Cash"/> it is 0 at any time.</summary>
    /// <param name="state">An account or an insurance pool; others hold nothing.</param>
    public static decimal BalanceOf(object state) => state switch
    {
        Account account when ShareOf(account) is var share => share.Held - share.Brought,
        LiquidationPool pool when ShareOf(pool) is var share => share.Held - share.Brought,
        _ => 0m,
    };

    private static InvariantResult? First(InvariantResult result) => result.Holds ? null : result;

    private static Share ShareOf(Account account)
    {
        var held = account.Wallet.Value + (account.Withdrawing?.Amount.Value ?? 0m);
        foreach (var position in account.Positions.Values)
        {
            held += (position.IsolatedMargin?.Value ?? 0m) - position.Cost.Value;
        }

        return new Share(held + account.FundingPaid.Value + account.FeesPaid.Value, account.NetDeposits.Value, account.FeesPaid.Value);
    }

    private static Share ShareOf(LiquidationPool pool) => new(pool.Balance.Value - pool.Deficit.Value, pool.Seeded.Value, 0m);

    private static InvariantResult Money(ExchangeState state)
    {
        var (held, brought) = (0m, 0m);
        foreach (var share in state.Accounts.Values.Select(ShareOf).Concat(state.Pools.Values.Select(ShareOf)))
        {
            held += share.Held;
            brought += share.Brought;
        }

        return Result(MoneyName, held - brought, "money was made or lost") with { OnlyAtRest = true };
    }

    private static InvariantResult Fees(ExchangeState state) => Result(
        FeesName,
        state.Accounts.Values.Sum(account => account.FeesPaid.Value) - state.Markets.Values.Sum(market => market.FeesCollected.Value),
        "a fill was lost or applied twice") with
    { OnlyAtRest = true };

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
        return Result(SizesName, worst.Value, $"{worst.Key}") with { OnlyAtRest = true };
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
        return new InvariantResult(UnfinishedName, count == 0, count, owing.Count == 0 ? string.Empty : $"first: {owing[0]}") { OnlyAtRest = true };
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
        return new InvariantResult(PositionsName, different == 0, different, first);
    }

    private InvariantResult PositionsOf(Account account)
    {
        foreach (var market in rules.Instruments.Keys)
        {
            var size = account.Positions.TryGetValue(market, out var position) ? position.Size.Value : 0m;
            var error = size - _sizes.GetValueOrDefault((account.Id, market));
            if (error != 0m)
            {
                return Result(PositionsName, error, $"{account.Id} in {market}");
            }
        }

        return Result(PositionsName, 0m, string.Empty);
    }

    /// <summary>What the events alone tell, in whatever state the exchange is.</summary>
    private InvariantResult[] Seen() =>
    [
        Result(FundName, -_lowestFund, $"lowest is {_lowestFund} below the floor {rules.FundFloor}"),
        Listed(QueueName, _deleveragingBreaks),
        Listed(OnceName, _commandBreaks),
        Listed(MarginName, _marginBreaks),
    ];

    private InvariantResult Cleared() => _clearing.Breaks.Count > 0
        ? Listed(ClearingName, _clearing.Breaks)
        : new InvariantResult(ClearingName, _clearing.Left is null, _clearing.Left is null ? 0m : 1m, _clearing.Left ?? string.Empty) { OnlyAtRest = true };

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

    /// <summary>What one entity has part in: quote that it holds (with funding and fees paid), quote that it brought, fees paid less fees collected.</summary>
    private readonly record struct Share(decimal Held, decimal Brought, decimal Fees);

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
