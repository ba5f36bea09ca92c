using ExchangeActors.Domain.Entities;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Reading;

namespace ExchangeActors.Review.Folding;

/// <summary>Folding rows that need not be what an exchange wrote.</summary>
public static class Folded
{
    /// <summary>Folds a row's event into the states.</summary>
    /// <exception cref="JournalException">Corrupt: the states before it have no such event.</exception>
    public static void Apply(this ExchangeState state, JournalRow row, string journal) =>
        Fold(row, journal, () => state.Apply(row.Recorded.Id.Stream, row.Recorded.Event));

    /// <summary>Folds a row in any way.</summary>
    /// <param name="row">The row.</param>
    /// <param name="journal">Where it is, for the error.</param>
    /// <param name="fold">Takes its event.</param>
    /// <exception cref="JournalException">Corrupt: what was folded before it has no such event.</exception>
    public static void Fold(JournalRow row, string journal, Action fold)
    {
        ArgumentNullException.ThrowIfNull(fold);
        try
        {
            fold();
        }
        // The folds are total for what the rules give; whatever else an event does to them, it is the journal that is wrong.
#pragma warning disable CA1031
        catch (Exception fault)
#pragma warning restore CA1031
        {
            throw new JournalException(
                JournalFault.Corrupt,
                $"the event does not follow from those before it ({fault.Message.TrimEnd('.')})",
                $"{journal}: {row.Recorded.Id} (row {row.Ordering})",
                "verify the journal, or restore it from a copy",
                fault)
            {
                Event = row.Recorded.Id,
                Row = row.Ordering,
            };
        }
    }
}
