using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Review.Folding;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.States;

namespace ExchangeActors.Web.Figures;

/// <summary>
/// States in memory around the places that were asked for lately, so that the next step, in either direction, folds a few hundred events
/// instead of reading all accounts again. Not safe for concurrent use.
/// </summary>
internal sealed class RecentStates
{
    private const int Kept = 24;
    private const long Stride = 500;
    private const long Reach = 4_000;

    private readonly SortedList<long, (ExchangeState State, ClearingState Clearing)> _copies = [];
    private readonly Queue<long> _order = [];

    /// <summary>The states after an event, from a copy near before it; null when there is none.</summary>
    public StateView? Near(ReviewedJournal journal, long place)
    {
        var at = _copies.Keys.Where(known => known <= place).DefaultIfEmpty(-1).Max();
        return at >= 0 && place - at <= Reach
            ? Fold(journal, new StateView(at, _copies[at].State.Copy(), new Clearing(_copies[at].Clearing), journal.Rules), place)
            : null;
    }

    /// <summary>Goes on from states that nobody else has; copies are kept on the way.</summary>
    public StateView Fold(ReviewedJournal journal, StateView view, long place)
    {
        Keep(view.Ordering, view);
        foreach (var row in journal.ReadRange(view.Ordering + 1, place))
        {
            view.State.Apply(row, journal.Path);
            view.Clearing.Observe(row.Recorded);
            if (row.Ordering % Stride == 0)
            {
                Keep(row.Ordering, view);
            }
        }

        return view with { Ordering = place };
    }

    private void Keep(long place, StateView view)
    {
        if (_copies.ContainsKey(place))
        {
            return;
        }

        _copies[place] = (view.State.Copy(), view.Clearing.State);
        _order.Enqueue(place);
        if (_order.Count > Kept)
        {
            _copies.Remove(_order.Dequeue());
        }
    }

    /// <summary>From where to fold to a place, so that steps back from it are short.</summary>
    public static long Before(long place) => Math.Max(0, place - Reach / 2);
}
