using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Accounts;

/// <summary>An account's side of its channel with one market.</summary>
/// <param name="LastSubmission">Submissions up to this one were sent.</param>
/// <param name="LastNotice">Notices up to this one were applied.</param>
/// <param name="LastQuoteSet">Mass quotes so far.</param>
/// <param name="Unconfirmed">Submissions that the market has not confirmed, each with its number in the outbox, oldest first.</param>
public sealed record AccountChannel(long LastSubmission, long LastNotice, long LastQuoteSet,
    ImmutableQueue<(long Submission, long Number)> Unconfirmed)
{
    /// <summary>Nothing was exchanged yet.</summary>
    public static AccountChannel New { get; } = new(0, 0, 0, ImmutableQueue<(long, long)>.Empty);

    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer) => writer
        .Write(LastSubmission).Write(LastNotice).Write(LastQuoteSet)
            .Each(Unconfirmed, static (into, debt) => into.Write(debt.Submission).Write(debt.Number));
}
