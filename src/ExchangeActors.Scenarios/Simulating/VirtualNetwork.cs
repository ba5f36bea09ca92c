using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Simulating;

/// <summary>Messages under way, by when they are due in deliveries. Without faults they arrive as they were sent.</summary>
internal sealed class VirtualNetwork(Coverage coverage)
{
    private readonly PriorityQueue<Envelope, (long Due, long Number)> _underWay = new();
    private readonly Dictionary<(EntityRef From, EntityRef To), long> _lastDue = [];
    private long _number;

    /// <summary>Messages under way.</summary>
    public int Count => _underWay.Count;

    /// <summary>Sends a message at a time; the faults decide when it arrives, how often, and whether.</summary>
    /// <param name="envelope">The message.</param>
    /// <param name="at">Not before this delivery.</param>
    /// <param name="faults">What may befall it; null for nothing.</param>
    /// <param name="chance">Draws the faults.</param>
    public void Send(Envelope envelope, long at, FaultMix? faults, Chance chance)
    {
        if (faults is null)
        {
            InOrder(envelope, at);
            return;
        }

        var (lost, twice, late, overtakes) = (chance.Permille(faults.Lose), chance.Permille(faults.Duplicate),
            chance.Permille(faults.Delay), chance.Permille(faults.Reorder));
        if (lost)
        {
            coverage.Point(envelope.To.Kind, "message lost");
            return;
        }

        if (late)
        {
            coverage.Point(envelope.To.Kind, "message delayed");
            at += chance.Between(1, faults.LongestDelay);
        }

        if (overtakes)
        {
            coverage.Point(envelope.To.Kind, "message reordered");
            _underWay.Enqueue(envelope, (at + chance.Below(30), ++_number));
        }
        else
        {
            InOrder(envelope, at);
        }

        if (twice)
        {
            coverage.Point(envelope.To.Kind, "message duplicated");
            _underWay.Enqueue(envelope, (at + chance.Below(80), ++_number));
        }
    }

    /// <summary>Sends a message at a later time, whatever befalls others.</summary>
    public void Postpone(Envelope envelope, long until) => _underWay.Enqueue(envelope, (until, ++_number));

    /// <summary>The next message and when it is due; null when none is under way.</summary>
    public (Envelope Envelope, long Due)? Next() => _underWay.TryDequeue(out var envelope, out var priority) ? (envelope, priority.Due)
        : null;

    /// <summary>Loses everything under way.</summary>
    public void Clear() => _underWay.Clear();

    /// <summary>Loses what is under way to an entity; the risk monitors are one.</summary>
    public void LoseTo(EntityRef entity)
    {
        var kept = _underWay.UnorderedItems
            .Where(item => entity.Kind == EntityKind.RiskMonitor ? item.Element.To.Kind != entity.Kind : item.Element.To != entity)
            .ToList();
        _underWay.Clear();
        _underWay.EnqueueRange(kept.Select(item => (item.Element, item.Priority)));
    }

    private void InOrder(Envelope envelope, long at)
    {
        var pair = (envelope.From, envelope.To);
        var due = Math.Max(at, _lastDue.GetValueOrDefault(pair));
        _lastDue[pair] = due;
        _underWay.Enqueue(envelope, (due, ++_number));
    }
}
