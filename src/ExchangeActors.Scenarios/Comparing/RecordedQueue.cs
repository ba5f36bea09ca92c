using System.Collections.Immutable;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Scenarios.Comparing;

/// <summary>
/// An ADL queue as a ranking recorded it, with every input of every score, so that other policies can rank the same accounts.
/// </summary>
public sealed class RecordedQueue(QueueRanked ranked)
{
    /// <summary>The market.</summary>
    public MarketId Market => ranked.Id.Market;

    /// <summary>The candidates, in the recorded order.</summary>
    public ImmutableArray<Candidate> Candidates => ranked.Candidates;

    /// <summary>What a ranking policy knew of a candidate.</summary>
    public RankingInput InputOf(Candidate candidate)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        var quote = ranked.Marks[Market]!;
        return new RankingInput(
            candidate.Account.Value,
            candidate.Size.Value,
            candidate.Cost.Value / candidate.Size.Value,
            quote.Mark.Value,
            quote.Previous?.Value ?? quote.Mark.Value,
            candidate.Balance.Value,
            candidate.Equity.Value,
            candidate.MaintenanceMargin.Value,
            candidate.Notional.Value,
            candidate.NetExposure.Value,
            candidate.BankruptcyPrice);
    }

    /// <summary>The candidates' scores under a profile's ranking and hedging, in the recorded order.</summary>
    public ImmutableArray<RankingScore> Scores(VenueProfile profile) => Scores(profile, input => input);

    /// <summary>The same with changed inputs.</summary>
    public ImmutableArray<RankingScore> Scores(VenueProfile profile, Func<RankingInput, RankingInput> change)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(change);
        var scores = ImmutableArray.CreateBuilder<RankingScore>(Candidates.Length);
        foreach (var candidate in Candidates)
        {
            var input = change(InputOf(candidate));
            scores.Add(profile.Hedging.Adjust(profile.Ranking.Score(input), input));
        }

        return scores.MoveToImmutable();
    }

    /// <summary>
    /// Each candidate's place, from 0, when these scores order the queue: best first, ties by account id, as the risk monitors order them.
    /// </summary>
    public int[] Places(ImmutableArray<RankingScore> scores)
    {
        var order = Enumerable.Range(0, scores.Length).ToArray();
        Array.Sort(order, (a, b) =>
            scores[a].Score != scores[b].Score ? scores[b].Score.CompareTo(scores[a].Score)
            : scores[a].Second != scores[b].Second ? scores[b].Second.CompareTo(scores[a].Second)
            : scores[a].Third != scores[b].Third ? scores[b].Third.CompareTo(scores[a].Third)
            : Candidates[a].Account.CompareTo(Candidates[b].Account));
        var places = new int[order.Length];
        for (var place = 0; place < order.Length; place++)
        {
            places[order[place]] = place;
        }

        return places;
    }
}
