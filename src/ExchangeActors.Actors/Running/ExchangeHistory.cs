using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;

namespace ExchangeActors.Actors.Running;

/// <summary>What the journal held at the start.</summary>
/// <param name="State">Its events, folded.</param>
/// <param name="Events">How many.</param>
/// <param name="Last">Exchange time of the latest; 0 for none.</param>
internal sealed record ExchangeHistory(ExchangeState State, long Events, Moment Last)
{
    /// <summary>Folds a history.</summary>
    /// <param name="history">The events.</param>
    /// <param name="onHistory">Told each of them.</param>
    /// <param name="known">What comes before them; null for nothing.</param>
    /// <exception cref="JournalException">An event does not belong where it stands.</exception>
    public static ExchangeHistory Fold(IEnumerable<RecordedEvent> history, Action<RecordedEvent>? onHistory, KnownHistory? known = null)
    {
        var state = known?.State ?? new ExchangeState();
        var events = known?.Events ?? 0;
        var last = known?.At ?? new Moment(0);
        foreach (var recorded in history)
        {
            Apply(state, recorded);
            onHistory?.Invoke(recorded);
            events++;
            last = recorded.At > last ? recorded.At : last;
        }

        return new ExchangeHistory(state, events, last);
    }

    /// <summary>Counts a history that is not folded: the states are empty.</summary>
    public static ExchangeHistory Count(IEnumerable<RecordedEvent> history) => new(new ExchangeState(), history.LongCount(), new Moment(0));

    /// <summary>Counts a history that is not folded, which comes after other events.</summary>
    /// <param name="history">The events.</param>
    /// <param name="state">The states before them.</param>
    /// <param name="before">Events before them.</param>
    public static ExchangeHistory Count(IEnumerable<RecordedEvent> history, ExchangeState state, long before) =>
        new(state, before + history.LongCount(), new Moment(0));

    private static void Apply(ExchangeState state, RecordedEvent recorded)
    {
        try
        {
            state.Apply(recorded.Id.Stream, recorded.Event);
        }
        catch (UnknownEventException unknown)
        {
            throw new JournalException(JournalFault.WrongVersion, unknown.Message.TrimEnd('.'), recorded.Id.ToString(),
                "open the journal with the version that wrote it", unknown);
        }
    }
}
