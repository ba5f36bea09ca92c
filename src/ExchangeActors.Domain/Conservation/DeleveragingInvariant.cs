using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues.Guards;

namespace ExchangeActors.Domain.Conservation;

/// <summary>ADL closes what was left, in the recorded order, and never flips a position.</summary>
internal sealed class DeleveragingInvariant(PositionsInvariant positions) : IInvariant
{
    private static readonly string Unguarded = new NoGuard().Name;

    private readonly Dictionary<DeleveragingId, Watch> _deleveragings = [];
    private readonly List<string> _breaks = [];

    /// <inheritdoc/>
    public void Observe(RecordedEvent recorded)
    {
        switch (recorded.Event)
        {
            case PositionForceClosed e: ForceClosed(recorded, e); break;
            case DeleveragingOpened e: _deleveragings[e.Id] = new Watch(e.Quantity.Value); break;
            case QueueRanked e: _deleveragings[e.Id].Begin(e); break;
            case ForceClosesPlanned e: Planned(recorded, e); break;
            case ForceCloseConfirmed e: _deleveragings[e.Step.Deleveraging].Confirmed += e.Closed.Value; break;
            case SideShrinkConfirmed e: _deleveragings[e.Id].Confirmed += e.Quantity.Value; break;
            case SideSettled e: Settled(recorded, e); break;
            case DeleveragingCompleted e: Completed(recorded, e); break;
            default: break;
        }
    }

    /// <inheritdoc/>
    public InvariantResult Check(ExchangeState state) => InvariantResult.Of(Invariants.QueueName, _breaks);

    /// <inheritdoc/>
    public InvariantResult? After(ExchangeState state, IReadOnlyCollection<EntityRef> changed) => Check(state).IfBroken();

    /// <summary>The positions are told first: they are those after the close.</summary>
    private void ForceClosed(RecordedEvent recorded, PositionForceClosed e)
    {
        var after = positions.SizeOf(new AccountId(recorded.Id.Stream.Id), e.Step.Deleveraging.Market);
        var before = after - e.Side.Delta(e.Quantity).Value;
        if (before == 0m || e.Quantity.Value <= 0m || e.Quantity > e.Requested
            || Math.Sign(after) == -Math.Sign(before) || Math.Abs(after) >= Math.Abs(before))
        {
            _breaks.Add($"{recorded.Id}: {e.Step} took {e.Quantity} of {before}");
        }
    }

    /// <summary>The positions are told first: they are those after it.</summary>
    private void Settled(RecordedEvent recorded, SideSettled e)
    {
        var after = positions.SizeOf(new AccountId(recorded.Id.Stream.Id), e.Market);
        if (e.Closed.Value < 0m || Math.Sign(after) == -e.Side)
        {
            _breaks.Add($"{recorded.Id}: settled {e.Closed} of {after - e.Delta.Value}");
        }
    }

    private void Planned(RecordedEvent recorded, ForceClosesPlanned e)
    {
        var watch = _deleveragings[e.Id];
        if (watch.MayReturn)
        {
            // Who got nothing at first, by the allocation or because the guard had no room for the close, may get the rest of those who
            // declined.
            watch.LastRank = 0;
        }

        foreach (var step in e.Steps)
        {
            if (step.Step != watch.Steps + 1 || step.Rank <= watch.LastRank || !watch.Planned.Add(step.Rank)
                || watch.Queue[step.Rank - 1].Account != step.Account)
            {
                _breaks.Add($"{recorded.Id}: step {step.Step} (rank {step.Rank}, {step.Account}) is out of the recorded order");
            }

            watch.Steps = step.Step;
            watch.LastRank = step.Rank;
        }

        if (e.Steps.Sum(step => step.Quantity.Value) > watch.Requested - watch.Confirmed)
        {
            _breaks.Add($"{recorded.Id}: more is planned than is needed");
        }
    }

    private void Completed(RecordedEvent recorded, DeleveragingCompleted e)
    {
        var watch = _deleveragings[e.Id];
        if (watch.Confirmed != e.Closed.Value || e.Closed.Value + e.Unfilled.Value != watch.Requested)
        {
            _breaks.Add(
                $"{recorded.Id}: confirmed {watch.Confirmed}, reported {e.Closed} closed and {e.Unfilled} unfilled of {watch.Requested}");
        }

        _deleveragings.Remove(e.Id);
    }

    private sealed class Watch(decimal requested)
    {
        public decimal Requested { get; } = requested;

        public decimal Confirmed { get; set; }

        public int Steps { get; set; }

        public int LastRank { get; set; }

        /// <summary>Ranks of the round that were planned: none is planned twice.</summary>
        public HashSet<int> Planned { get; } = [];

        /// <summary>True where a place of the queue can be passed over and come up again.</summary>
        public bool MayReturn { get; private set; }

        public ImmutableArray<Candidate> Queue { get; private set; } = [];

        public void Begin(QueueRanked e)
        {
            Queue = e.Candidates;
            MayReturn = e.Allocation != "queue" || e.Guard != Unguarded;
            Planned.Clear();
            LastRank = 0;
        }
    }
}
