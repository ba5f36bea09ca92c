using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Waterfall;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Web.Figures;

/// <summary>
/// The waterfall after every event of a journal: no state holds what has happened, so it is added up once, from the first event on, and
/// each change is kept. Goes on where it was when the journal has grown. Not safe for concurrent use.
/// </summary>
public sealed class WaterfallTrail
{
    private readonly WaterfallObserver _observer = new();
    private readonly List<(long Place, LayerSums Sums)> _changes = [(0, LayerSums.None)];
    private long _place;

    /// <summary>Takes in what the journal has more.</summary>
    public void Extend(ReviewedJournal journal, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(journal);
        foreach (var row in journal.ReadRange(_place + 1, journal.Count))
        {
            cancellation.ThrowIfCancellationRequested();
            _observer.Observe(row.Recorded);
            _place = row.Ordering;
            if (IsOfTheWaterfall(row.Recorded.Event) && LayerSums.Of(_observer) is var sums && sums != _changes[^1].Sums)
            {
                _changes.Add((row.Ordering, sums));
            }
        }
    }

    /// <summary>The waterfall after an event.</summary>
    public LayerSums At(long place)
    {
        var (low, high) = (0, _changes.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _changes[middle].Place <= place ? (middle, high) : (low, middle - 1);
        }

        return _changes[low].Sums;
    }

    private static bool IsOfTheWaterfall(DomainEvent e) => e is MarginCallIssued or LiquidationOpened or LiquidationStepFilled
        or DeleveragingReturned or SupportReturned or PositionTakenOver or LiquidationClosed or PositionForceClosed or SideSettled;
}
