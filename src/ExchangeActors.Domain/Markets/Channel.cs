using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Markets;

/// <summary>A market's side of its channel with one account.</summary>
/// <param name="LastSubmission">Submissions up to this one were taken.</param>
/// <param name="LastNotice">Notices up to this one were written.</param>
/// <param name="Unacknowledged">Notices that the account has not confirmed, each with its number in the outbox, oldest first.</param>
public sealed record Channel(long LastSubmission, long LastNotice, ImmutableQueue<(long Notice, long Number)> Unacknowledged)
{
    /// <summary>Nothing was exchanged yet.</summary>
    public static Channel New { get; } = new(0, 0, ImmutableQueue<(long, long)>.Empty);

    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer) => writer.Write(LastSubmission).Write(LastNotice)
        .Each(Unacknowledged, static (into, debt) => into.Write(debt.Notice).Write(debt.Number));
}
