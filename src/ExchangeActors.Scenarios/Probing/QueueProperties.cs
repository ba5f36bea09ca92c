using System.Collections.Immutable;
using System.Globalization;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Scenarios.Comparing;

namespace ExchangeActors.Scenarios.Probing;

/// <summary>Properties of a venue's ranking, measured on recorded queues that are ranked again with changed inputs.</summary>
public static class QueueProperties
{
    /// <summary>
    /// Scale invariance: with all money and all sizes so many times as large, candidates keep their order. Violation: the share of pairs
    /// whose order changes. It also says whether a part of a split account scores as the whole does.
    /// </summary>
    public static ProbedProperty ScaleInvariance(VenueProfile profile, ImmutableArray<RecordedQueue> queues, decimal factor)
    {
        var (worst, score) = (0m, 0m);
        foreach (var queue in queues)
        {
            var before = queue.Scores(profile);
            var after = queue.Scores(profile, input => Scaled(input, factor));
            worst = Math.Max(worst, (1m - RankCorrelation.Kendall(queue.Places(before), queue.Places(after))) / 2m);
            score = before.Zip(after, (a, b) => Distance(a.Score, b.Score)).Append(score).Max();
        }

        return new ProbedProperty(
            "scale invariance",
            "queue",
            queues.IsEmpty ? null : worst == 0m,
            decimal.Round(worst, 6),
            queues.IsEmpty ? "no queue was recorded" : string.Create(
                CultureInfo.InvariantCulture,
                    $"all money and sizes × {factor}: largest share of pairs in another order; largest relative change of a score "
                        + $"{score:0.######}"));
    }

    /// <summary>
    /// Monotonicity: with half of its equity withdrawn, so more leverage, no candidate in profit scores lower. Violation: the share of
    /// those that do. The candidate's own bankruptcy price moves half-way to the mark, as it does under every rule that shares equity out.
    /// </summary>
    public static ProbedProperty Monotonicity(VenueProfile profile, ImmutableArray<RecordedQueue> queues)
    {
        var (winners, lower) = (0, 0);
        foreach (var queue in queues)
        {
            var before = queue.Scores(profile);
            var after = queue.Scores(profile, MoreLeveraged);
            for (var i = 0; i < before.Length; i++)
            {
                var input = queue.InputOf(queue.Candidates[i]);
                if (input.UnrealisedPnl > 0m && input.Equity > 0m)
                {
                    winners++;
                    lower += after[i].Score < before[i].Score ? 1 : 0;
                }
            }
        }

        return new ProbedProperty(
            "more leverage, no lower place",
            "queue",
            winners == 0 ? null : lower == 0,
            winners == 0 ? 0m : decimal.Round((decimal)lower / winners, 6),
            winners == 0 ? "no queue with winners was recorded"
                : string.Create(CultureInfo.InvariantCulture,
                    $"half of the equity withdrawn: share of {winners:N0} candidates in profit whose score falls"));
    }

    /// <summary>The candidate with all money and sizes scaled; prices stay.</summary>
    public static RankingInput Scaled(RankingInput input, decimal factor) => input with
    {
        Size = input.Size * factor,
        Balance = input.Balance * factor,
        Equity = input.Equity * factor,
        MaintenanceMargin = input.MaintenanceMargin * factor,
        Notional = input.Notional * factor,
        NetExposure = input.NetExposure * factor,
    };

    /// <summary>The candidate with half of its equity withdrawn.</summary>
    public static RankingInput MoreLeveraged(RankingInput input)
    {
        var half = Math.Max(0m, input.Equity) / 2m;
        var distance = input.BankruptcyPrice is { } bankruptcy ? input.Side * (input.Mark - bankruptcy)
            : input.Equity / Math.Abs(input.Size);
        var own = input.Mark - (input.Side * distance / 2m);
        return input with { Balance = input.Balance - half, Equity = input.Equity - half, BankruptcyPrice = own > 0m ? own : null };
    }

    private static decimal Distance(decimal before, decimal after) =>
        before == after ? 0m : Math.Abs(after - before) / Math.Max(Math.Abs(before), Math.Abs(after));
}
