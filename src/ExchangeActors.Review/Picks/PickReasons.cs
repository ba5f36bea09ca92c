using System.Collections.Immutable;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Review.Picks;

/// <summary>Why a round did with a place of its queue what it did, in a sentence: from the round's own events.</summary>
public static class PickReasons
{
    /// <summary>What became of a place, and why.</summary>
    /// <param name="ranked">The queue.</param>
    /// <param name="steps">All that was planned from it.</param>
    /// <param name="step">What was planned for this place; null for nothing.</param>
    /// <param name="rank">The place, from 0.</param>
    /// <param name="confirmed">The answer that closed something; null for none.</param>
    /// <param name="refused">The answer that closed nothing; null for none.</param>
    public static (PickVerdict Verdict, string Reason) Of(
        QueueRanked ranked, ImmutableArray<PlannedStep> steps, PlannedStep? step, int rank, ForceCloseConfirmed? confirmed,
            ForceCloseRefused? refused) =>
        step is null ? (PickVerdict.Spared, Spared(ranked, steps, rank))
        : confirmed is not null
            ? (PickVerdict.Closed,
                $"rank {rank + 1}; the round needed {ranked.Needed}, and {confirmed.Closed} of it fell to this account by the allocation "
                    + $"{ranked.Allocation}")
        : refused is not null ? (PickVerdict.Declined, $"it was asked for {step.Quantity} and declined: {refused.Code}")
        : (PickVerdict.Unanswered, $"it was asked for {step.Quantity}; the answer is not recorded");

    /// <summary>What put a place before or behind a neighbour of the same score; null where there was none.</summary>
    public static string? TieBreak(QueueRanked ranked, int rank)
    {
        string? Between(int above, int below)
        {
            if (above < 0 || below >= ranked.Candidates.Length || ranked.Candidates[above].Score != ranked.Candidates[below].Score)
            {
                return null;
            }

            var (a, b) = (ranked.Candidates[above], ranked.Candidates[below]);
            var by = a.Second != b.Second ? $"the second figure ({Canonical.Text(a.Second)} before {Canonical.Text(b.Second)})"
                : a.Third != b.Third ? $"the third figure ({Canonical.Text(a.Third)} before {Canonical.Text(b.Third)})"
                : "the account id";
            return $"{a.Account} stands before {b.Account} with the same score by {by}";
        }

        return (Between(rank - 1, rank), Between(rank, rank + 1)) switch
        {
            (null, null) => null,
            (var first, null) => first,
            (null, var second) => second,
            (var first, var second) => $"{first}; {second}",
        };
    }

    private static string Spared(QueueRanked ranked, ImmutableArray<PlannedStep> steps, int rank)
    {
        var last = steps.IsEmpty ? 0 : steps.Max(step => step.Rank);
        return steps.IsEmpty ? "nobody was asked for anything in this round"
            : rank + 1 > last ? $"rank {rank + 1}; what was needed ({ranked.Needed}) was found at ranks 1 to {last}"
            : $"rank {rank + 1}; the allocation {ranked.Allocation} gave it nothing (less than a lot)";
    }
}
