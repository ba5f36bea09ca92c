using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.Picks;

/// <summary>
/// How far an account was from being spared: the smallest change of its margin with which the recorded ranking would have asked nothing of
/// it.
/// </summary>
/// <param name="Deleveraging">The deleveraging.</param>
/// <param name="Account">The account.</param>
/// <param name="Round">The first round that asked something of it.</param>
/// <param name="Planned">What was asked of it, unsigned.</param>
/// <param name="Rank">Its place.</param>
/// <param name="Margin">What backed the position: the wallet, or its isolated margin; quote.</param>
/// <param name="Change">The smallest change that would have spared it, quote, a multiple of the quote tick; null when none that was tried
/// would have.</param>
/// <param name="RankThen">Its place with it; null when it would not have been queued at all.</param>
/// <param name="Instead">Who would have been asked for more instead.</param>
/// <param name="Remark">What the figure does not say; without a figure, what was tried.</param>
public sealed record HowFar(
    DeleveragingId Deleveraging, AccountId Account, int Round, decimal Planned, int Rank, decimal Margin, decimal? Change, int? RankThen,
        IReadOnlyList<string> Instead, string Remark)
{
    private Trial? _trial;

    // Further than this nobody's margin goes: a thousand times all that the account is exposed with.
    private const decimal Furthest = 1_000m;

    /// <summary>True when this change of its margin (quote) would have spared the account.</summary>
    public bool Spares(decimal change) => _trial!.Spares(change);

    /// <summary>Looks for the change by ranking and allocating again, with the production index and coordinator.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="id">The deleveraging.</param>
    /// <param name="account">The account.</param>
    /// <param name="stateAt">An account at a version.</param>
    /// <exception cref="ReviewException">The deleveraging did not ask anything of the account, or its queue is not recorded
    /// whole.</exception>
    public static HowFar Of(ReviewedJournal journal, DeleveragingId id, AccountId account, Func<AccountId, long, Account?> stateAt)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(stateAt);
        var recorded = RecordedDeleveraging.Read(journal, id);
        var round = recorded.Rounds.FirstOrDefault(round => round.Steps.Any(step => step.Account == account))
            ?? throw new ReviewException($"{id} did not ask anything of {account}; see why-not");
        if (round.Ranked.Total > round.Ranked.Candidates.Length)
        {
            throw new ReviewException(
                $"not recorded: {round.Ranked.Total} qualified for round {round.Ranked.Round} of {id}, of whom the first "
                    + $"{round.Ranked.Candidates.Length} are in the journal (the venue's limit queueLength), so that it is not known who "
                    + $"could have stepped in; see why-picked for what is recorded");
        }

        var step = round.Steps.First(planned => planned.Account == account);
        var candidate = round.Ranked.Candidates[step.Rank - 1];
        var state = stateAt(account, candidate.Version) ?? throw new ReviewException(
            $"not recorded: {account} at version {candidate.Version}");
        var trial = new Trial(journal.Rules, round, state);
        if (trial.With(0m) is not { } same || same.Candidate != candidate)
        {
            throw new ReviewException($"the recorded inputs of {account} in {id} do not give its recorded score; verify the journal");
        }

        var tick = journal.Rules[id.Market].QuoteTick;
        var far = Math.Max(1m, Math.Abs(candidate.Balance.Value) + candidate.Notional.Value) * Furthest;
        var (more, less) = (Smallest(trial, tick, far, out var most), Smallest(trial, -tick, far, out var least));
        var change = more is null ? less : less is null ? more : Math.Abs(less.Value) < more.Value ? less : more;
        var then = change is { } found ? trial.With(found) : null;
        return new HowFar(
            id,
            account,
            round.Ranked.Round,
            step.Quantity.Value,
            step.Rank,
            candidate.Balance.Value,
            change,
            then?.Rank,
            then is null ? [] : TakenInstead(round, then),
            change is null
                ? Unspared(round, account, most, trial.With(most), least, trial.With(least))
                : "others as they were; with another margin the account might also have been liquidated, or been closed in a later round")
        {
            _trial = trial,
        };
    }

    /// <summary>
    /// What is true of an account that nothing spared: that all of the queue was needed, or what the furthest changes that were tried would
    /// have led to.
    /// </summary>
    private static string Unspared(RecordedRound round, AccountId account, decimal most, Outcome withMost, decimal least, Outcome withLeast)
    {
        var asked = round.Steps.GroupBy(step => step.Account)
            .ToDictionary(steps => steps.Key, steps => steps.Sum(step => step.Quantity.Value));
        if (round.Ranked.Candidates.All(candidate => asked.GetValueOrDefault(candidate.Account) == candidate.Size.Absolute.Value))
        {
            return "no change of its margin would have spared it: everybody in the queue was needed, with all of the position";
        }

        string With(decimal change, Outcome outcome) =>
            $"with {Canonical.Text(Math.Abs(change))} {(change > 0m ? "more" : "less")} it would have been asked for "
                + $"{Canonical.Text(outcome.Steps.Where(step => step.Account == account).Sum(step => step.Quantity.Value))} at rank "
                + $"{outcome.Rank}";
        return $"none of the changes of its margin that were tried, doubling from one tick, would have spared it: under the ranking "
            + $"{round.Ranked.Policy} with the allocation {round.Ranked.Allocation}, {With(most, withMost)}, {With(least, withLeast)}";
    }

    /// <summary>
    /// The smallest multiple of the tick that spares the account, by doubling and halving; null when none up to the limit does.
    /// </summary>
    private static decimal? Smallest(Trial trial, decimal tick, decimal far, out decimal tried)
    {
        var (asked, spared) = (0m, 1m);
        while (!trial.Spares(tried = spared * tick))
        {
            if (Math.Abs(tried) > far)
            {
                return null;
            }

            (asked, spared) = (spared, spared * 2m);
        }

        while (spared - asked > 1m)
        {
            var middle = decimal.Floor((asked + spared) / 2m);
            if (trial.Spares(middle * tick))
            {
                spared = middle;
            }
            else
            {
                asked = middle;
            }
        }

        return spared * tick;
    }

    private static List<string> TakenInstead(RecordedRound round, Outcome then)
    {
        var before = round.Steps.GroupBy(step => step.Account)
            .ToDictionary(steps => steps.Key, steps => steps.Sum(step => step.Quantity.Value));
        return
        [
            .. then.Steps.Where(step => step.Quantity.Value > before.GetValueOrDefault(step.Account))
                .Select(step =>
                    $"{step.Account} {Canonical.Text(step.Quantity.Value)} instead of "
                        + $"{Canonical.Text(before.GetValueOrDefault(step.Account))}"),
        ];
    }

    /// <summary>What a changed margin would have led to.</summary>
    private sealed record Outcome(Candidate? Candidate, int? Rank, IReadOnlyList<PlannedStep> Steps);

    private sealed class Trial(ExchangeRules rules, RecordedRound round, Account state)
    {
        public bool Spares(decimal change) => With(change) is { } outcome && outcome.Steps.All(step => step.Account != state.Id);

        public Outcome With(decimal change)
        {
            var bench = new QueueBench(rules, round.Ranked.Id.Market, round.Ranked.Marks);
            bench.Add(state, change);
            var candidate = bench.Queue(round.Query.CounterpartySign, round.Query.Excluded).FirstOrDefault();
            var queue = round.Ranked.Candidates.RemoveAll(other => other.Account == state.Id);
            if (candidate is not null)
            {
                queue = queue.Add(candidate).Sort(QueueOrder.BestFirst);
            }

            var decision = round.Before.Decide(round.Ranked.Answer with { Candidates = queue }, rules);
            var rank = candidate is null ? (int?)null : queue.IndexOf(candidate) + 1;
            return new Outcome(candidate, rank, [.. decision.Events.OfType<ForceClosesPlanned>().SelectMany(planned => planned.Steps)]);
        }
    }
}
