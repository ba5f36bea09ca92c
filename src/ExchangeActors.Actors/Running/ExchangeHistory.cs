using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Simulation;

namespace ExchangeActors.Actors.Running;

/// <summary>What the journal held at the start.</summary>
/// <param name="State">Its events, folded.</param>
/// <param name="Events">How many.</param>
/// <param name="Last">Exchange time of the latest; 0 for none.</param>
internal sealed record ExchangeHistory(ExchangeState State, long Events, Moment Last)
{
    /// <summary>Folds a history.</summary>
    public static ExchangeHistory Fold(IEnumerable<RecordedEvent> history, Action<RecordedEvent>? onHistory)
    {
        var state = new ExchangeState();
        var events = 0L;
        var last = new Moment(0);
        foreach (var recorded in history)
        {
            state.Apply(recorded.Id.Stream, recorded.Event);
            onHistory?.Invoke(recorded);
            events++;
            last = recorded.At > last ? recorded.At : last;
        }

        return new ExchangeHistory(state, events, last);
    }
}
