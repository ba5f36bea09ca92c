using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Deleveraging;

/// <summary>What a round asks of whom: the recorded queue, less those who were asked already, divided as the venue divides it.</summary>
internal static class RoundAllocation
{
    /// <summary>The steps that the venue's allocation and guard give; none when they give nothing.</summary>
    public static ImmutableArray<PlannedStep> Of(DeleveragingRun run, MarketId market, ExchangeRules rules)
    {
        var ranks = new List<int>();
        var claims = new List<Claim>();
        var mark = run.Marks[market]!.Mark;
        var (inOrder, needed) = (rules.Profile.Allocation.TakesInOrder, run.NeededInRound.Value);
        for (var i = 0; i < run.Candidates.Length && !(inOrder && needed <= 0m); i++)
        {
            var candidate = run.Candidates[i];
            if (run.Used.IsEmpty || !run.Used.Contains(candidate.Account))
            {
                ranks.Add(i + 1);
                needed -= candidate.Size.Absolute.Value;
                claims.Add(new Claim(
                    candidate.Size.Absolute.Value,
                    Math.Max(0m, Pnl(candidate, mark).Value),
                    candidate.Size.Absolute.Value,
                    candidate.Equity > Money.Zero ? RankingScore.Ratio(candidate.Notional.Value, candidate.Equity.Value) : 1_000m,
                    candidate.Score));
            }
        }

        var lot = rules[market].LotSize;
        var quantities = rules.Profile.Allocation.Allocate(claims, run.NeededInRound.Value, lot);
        var input = new GuardInput(run.NeededInRound, lot, run.Request.BankruptcyPrice, mark, run.Request.PositionSide, run.Request.Fund,
            run.QueuePnl);
        var taken = run.PnlInRound;
        var steps = ImmutableArray.CreateBuilder<PlannedStep>();
        for (var i = 0; i < quantities.Length && run.Steps + steps.Count < rules.Profile.Eligibility.MostTried; i++)
        {
            if (quantities[i] == 0m)
            {
                continue;
            }

            var candidate = run.Candidates[ranks[i] - 1];
            var pnl = Pnl(candidate, mark) * (quantities[i] / candidate.Size.Absolute.Value);
            var allowed = rules.Profile.Guard.AllowsStep(input, taken, new Quantity(quantities[i]), pnl);
            if (!allowed.IsZero)
            {
                taken += pnl * (allowed.Value / quantities[i]);
                steps.Add(new PlannedStep(run.Steps + steps.Count + 1, ranks[i], candidate.Account, allowed, candidate.Score));
            }
        }

        return steps.ToImmutable();
    }

    /// <summary>PnL, at the marks of the ranking, of so much of the position at a place of the queue.</summary>
    public static Money PnlOf(DeleveragingRun run, MarketId market, int rank, Quantity closed)
    {
        var candidate = run.Candidates[rank - 1];
        return Pnl(candidate, run.Marks[market]!.Mark) * (closed.Value / candidate.Size.Absolute.Value);
    }

    private static Money Pnl(Candidate candidate, Price mark) => new((candidate.Size.Value * mark.Value) - candidate.Cost.Value);
}
