using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Stories;

namespace ExchangeActors.Web.Figures;

/// <summary>A time that ADL closed a position of an account.</summary>
/// <param name="Place">The event.</param>
/// <param name="At">Exchange time.</param>
/// <param name="Market">The market.</param>
/// <param name="Number">The deleveraging's number there.</param>
/// <param name="Quantity">Contracts.</param>
/// <param name="Price">The ADL price.</param>
/// <param name="Mark">The mark of the ranking.</param>
/// <param name="Rank">Its place in the queue.</param>
/// <param name="Profit">Realised, quote.</param>
public sealed record ForcedClose(
    long Place, string At, string Market, int Number, decimal Quantity, decimal Price, decimal Mark, int Rank, decimal Profit);

/// <summary>What has happened to an account, and why.</summary>
/// <param name="Story">Its story.</param>
/// <param name="Told">The newest sentences of it, in order.</param>
/// <param name="Closes">The newest forced closes, the newest first.</param>
public sealed record AccountWhy(AccountStory Story, ImmutableArray<StorySentence> Told, ImmutableArray<ForcedClose> Closes)
{
    /// <summary>More sentences and closes than these are counted, not shown.</summary>
    public const int Most = 300;

    /// <summary>Reads an account's stream; for its owner, other accounts are not named.</summary>
    /// <exception cref="ReviewException">There is no such account.</exception>
    public static AccountWhy Of(ReviewedJournal journal, AccountId id, bool forOwner, CancellationToken cancellation)
    {
        var story = AccountStory.Of(journal, id, forOwner, cancellation);
        var closes = story.ForcedCloses == 0 ? [] : journal.ReadStream(EntityRef.Account(id))
            .Where(row => row.Recorded.Event is PositionForceClosed)
            .TakeLast(Most)
            .Select(row => Of(row.Ordering, row.Recorded.At, (PositionForceClosed)row.Recorded.Event))
            .Reverse().ToImmutableArray();
        return new AccountWhy(story, [.. story.Sentences.TakeLast(Most)], closes);
    }

    private static ForcedClose Of(long place, Moment at, PositionForceClosed closed) => new(
        place,
        at.ToString(),
        closed.Step.Deleveraging.Market.Value,
        closed.Step.Deleveraging.Number,
        closed.Quantity.Value,
        closed.Price.Value,
        closed.Mark.Value,
        closed.Rank,
        closed.RealisedPnl.Value);
}
