using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.Folding;

/// <summary>An account as it was, folded from its own events.</summary>
public static class AccountHistory
{
    /// <summary>The account before the first event of which the condition does not hold; null when it has none before that.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="id">The account.</param>
    /// <param name="until">Holds for the events that count.</param>
    public static Account? At(ReviewedJournal journal, AccountId id, Func<JournalRow, bool> until)
    {
        ArgumentNullException.ThrowIfNull(journal);
        var account = journal.ReadStream(EntityRef.Account(id)).TakeWhile(until)
            .Aggregate(Account.New(id), (state, row) => state.Evolve(row.Recorded.Event));
        return account.Version == 0 ? null : account;
    }
}
