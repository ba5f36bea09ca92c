using ExchangeActors.Domain.Entities;
using ExchangeActors.Journal;

namespace ExchangeActors.Review.Folding;

/// <summary>Folding rows that need not be what an exchange wrote.</summary>
internal static class Folded
{
    /// <summary>Folds a row's event into the states.</summary>
    /// <exception cref="JournalException">Corrupt: the states before it have no such event.</exception>
    public static void Apply(this ExchangeState state, JournalRow row, string journal)
    {
        try
        {
            state.Apply(row.Recorded.Id.Stream, row.Recorded.Event);
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
