using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Waterfall;
using ExchangeActors.Scenarios.Comparing;
using ExchangeActors.Scenarios.Running;

namespace ExchangeActors.Scenarios.Probing.Attacks;

/// <summary>Runs attacks under venues' live rules, each beside a run that differs only by the attack.</summary>
public static class AttackRuns
{
    /// <summary>Attacks. The report does not depend on how many runs go on at once.</summary>
    /// <param name="stages">The same scenario under each venue.</param>
    /// <param name="attacks">What is tried.</param>
    /// <param name="settings">How large.</param>
    /// <param name="progress">Told after each attack.</param>
    /// <param name="cancellation">Stops between two inputs.</param>
    /// <exception cref="Documents.InputException">The scenario cannot be a stage.</exception>
    public static async Task<AttackReport> Run(
        ImmutableArray<Scenario> stages, ImmutableArray<IAttack> attacks, AttackSettings settings, IProgress<ProbeProgress>? progress,
            CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var pairs = stages.SelectMany(stage => attacks.Select(
            attack => (Stage: stage, Attack: attack, Plan: attack.Plan(new AttackStage(stage, settings))))).ToList();
        var results = new AttackResult[pairs.Count];
        var broken = new ImmutableArray<string>[pairs.Count];
        var done = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, pairs.Count),
            new ParallelOptions { MaxDegreeOfParallelism = settings.Parallel, CancellationToken = cancellation },
            async (place, stop) =>
            {
                var (stage, attack, plan) = pairs[place];
                var without = await ObservedRun.Of(plan.Baseline, null, null, stop);
                var trace = new AttackTrace();
                var with = await ObservedRun.Of(plan.Attacked, null, null, stop, trace.Observe);
                results[place] = Judge(stage.Venue.Name, attack.Name, plan, trace, with, without);
                broken[place] = [.. without.BrokenInvariants.Concat(with.BrokenInvariants)
                    .Select(invariant => $"{attack.Name} under {stage.Venue.Name}: {invariant}")];
                progress?.Report(new ProbeProgress(
                    $"{attack.Name} under {stage.Venue.Name}", Interlocked.Increment(ref done), pairs.Count,
                        without.Report.ElapsedMs + with.Report.ElapsedMs));
            });

        return new AttackReport
        {
            Scenario = stages[0].Name,
            Market = stages[0].Markets[0].Id.Value,
            Stake = settings.Stake,
            Move = settings.Move,
            Results = [.. results],
            Runs = 2 * pairs.Count,
            BrokenInvariants = [.. broken.SelectMany(found => found)],
        };
    }

    private static AttackResult Judge(string venue, string attack, AttackPlan plan, AttackTrace trace, ObservedRun with,
        ObservedRun without)
    {
        var attackers = with.Owners.Of(AttackStage.Attackers, with.State)!;
        var profit = attackers.Profit - (without.Owners.Of(AttackStage.Attackers, without.State)?.Profit ?? 0m);
        var fund = Means(plan.Baseline, without) - Means(plan.Attacked, with);
        var others = Others(without)
            .Sum(account =>
                Math.Max(0m, OwnerLedger.Equity(account, without.State) - OwnerLedger.Equity(with.State.Account(account.Id), with.State)));
        var missing = plan.Missing(trace);
        var verdict = missing is null ? profit > 0m ? AttackVerdict.Pays : AttackVerdict.DoesNotPay
            : plan.Inapplicable(trace) is not null ? AttackVerdict.NotApplicable
            : trace.Refused.Count > 0 ? AttackVerdict.Refused
            : AttackVerdict.DidNotFire;
        return new AttackResult(
            venue,
            attack,
            verdict,
            attackers.PaidIn,
            WaterfallObserver.Plain(profit),
            WaterfallObserver.Plain(fund),
            WaterfallObserver.Plain(others),
            attackers.PaidIn > 0m ? decimal.Round((Math.Max(0m, fund) + others) / attackers.PaidIn, 2) : 0m,
            trace.AttackersLiquidated,
            with.Outcome.Liquidated.Except(without.Outcome.Liquidated).Count(account => !AttackStage.IsAttacker(account)),
            trace.AttackersForceClosed,
            trace.Refused.ToImmutableSortedDictionary(StringComparer.Ordinal),
            missing ?? string.Empty);
    }

    /// <summary>
    /// What stands between losses and traders: fund, vaults and the exchange's own account at the last marks, less booked deficits.
    /// </summary>
    private static decimal Means(Scenario scenario, ObservedRun run)
    {
        var rules = ScenarioRules.Of(scenario);
        var pool = run.State.Pool(ScenarioRules.Pool);
        return pool.Balance.Value - pool.Deficit.Value + rules.Vaults.Append(rules.TakeOverAccount)
            .Sum(account => OwnerLedger.Equity(run.State.Account(account), run.State));
    }

    private static IEnumerable<Account> Others(ObservedRun run) =>
        run.State.Accounts.Values.Where(account => account.Kind == AccountKind.Trader && !AttackStage.IsAttacker(account.Id));
}
