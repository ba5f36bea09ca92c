using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Waterfall;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Web.Figures;

/// <summary>What is next of a kind of event, in both directions.</summary>
/// <param name="Name">The kind.</param>
/// <param name="Before">The event before; null when there is none.</param>
/// <param name="After">The event after; null when there is none.</param>
public sealed record MomentJump(string Name, long? Before, long? After);

/// <summary>
/// The waterfall after every event of a journal: no state holds what has happened, so it is added up once, from the first event on, and
/// each change is kept, with the places to jump to and what charts show. Goes on where it was when the journal has grown. Not safe for
/// concurrent use.
/// </summary>
/// <param name="maxMarkAgeSeconds">A mark is stale when it is older.</param>
public sealed class WaterfallTrail(decimal maxMarkAgeSeconds)
{
    private readonly WaterfallObserver _observer = new();
    private readonly List<long> _marks = [];
    private readonly List<long> _liquidations = [];
    private readonly List<long> _deleveragings = [];
    private readonly List<(long Place, LayerSums Sums)> _changes = [(0, LayerSums.None)];
    private long _place;

    /// <summary>What charts show.</summary>
    public ExchangeSeries Series { get; } = new(maxMarkAgeSeconds);

    /// <summary>Takes in what the journal has more.</summary>
    public void Extend(ReviewedJournal journal, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(journal);
        foreach (var row in journal.ReadRange(_place + 1, journal.Count))
        {
            cancellation.ThrowIfCancellationRequested();
            _observer.Observe(row.Recorded);
            Series.Observe(row.Ordering, row.Recorded);
            _place = row.Ordering;
            (row.Recorded.Event switch
            {
                MarkPriceUpdated => _marks,
                LiquidationOpened => _liquidations,
                DeleveragingOpened => _deleveragings,
                _ => null,
            })?.Add(row.Ordering);
            if (IsOfTheWaterfall(row.Recorded.Event) && LayerSums.Of(_observer) is var sums && sums != _changes[^1].Sums)
            {
                _changes.Add((row.Ordering, sums));
            }
        }
    }

    /// <summary>Where to jump to from a place.</summary>
    public ImmutableArray<MomentJump> Jumps(long place) =>
        [Jump("mark", _marks, place), Jump("liquidation", _liquidations, place), Jump("ADL", _deleveragings, place)];

    private static MomentJump Jump(string name, List<long> places, long place)
    {
        var found = places.BinarySearch(place);
        var (before, after) = found >= 0 ? (found - 1, found + 1) : (~found - 1, ~found);
        return new MomentJump(name, before >= 0 ? places[before] : null, after < places.Count ? places[after] : null);
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
