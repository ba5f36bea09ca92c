using System.Collections.Immutable;
using System.Globalization;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Stress;

/// <summary>
/// Finds the fund with which something is as rare as it is to be. Until a fund is short of money it decides nothing, so the drawdown of
/// one that is never short says in one pass how much each run needs: the fund is a quantile of that. It is then confirmed by runs with
/// it (the same seeds); where a rule asks for more than the drawdown (money reserved for others, say), it is raised until they do.
/// </summary>
public static class FundSolver
{
    private const double Raise = 1.25;
    private const double Precision = 0.01;
    private const int MostSteps = 40;

    /// <summary>The fund for one point of a study whose runs are done.</summary>
    /// <param name="study">The study.</param>
    /// <param name="file">Its runs.</param>
    /// <param name="place">The point.</param>
    /// <param name="target">What is to be rare.</param>
    /// <param name="parallel">Runs at once.</param>
    /// <param name="progress">Told after every run.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>Null when it was cancelled.</returns>
    /// <exception cref="Documents.InputException">No fund reaches the target.</exception>
    public static async Task<SolvedFund?> Solve(
        StressStudy study,
        StressFile file,
        int place,
        FundTarget target,
        int parallel,
        IProgress<StressProgress>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(target);
        var needed = file.Column(place, StressFigure.FundNeeded);
        Array.Sort(needed);
        Refuse(study, file, place, target);
        var allowed = (int)Math.Floor((target.Bound * needed.Length) + 1e-9);
        var interval = Estimates.Quantile(needed, 1.0 - target.Bound);
        var first = Whole(needed[Math.Max(0, needed.Length - allowed - 1)]);
        var steps = ImmutableArray.CreateBuilder<SolveStep>();
        var (least, fund) = (0.0, first);
        for (; await Does(fund) is var does && does != true; (least, fund) = (fund, Whole(fund * Raise)))
        {
            if (does is null)
            {
                return null;
            }

            if (steps.Count >= MostSteps)
            {
                throw FundTarget.Wrong(
                    $"solve:{target.Text}",
                    study.Points[place].Venue,
                    $"is not reached with a fund of {fund:0}",
                    "ask for less, or for P(fund)");
            }
        }

        // Raised further than need be: between what did not and what did.
        while (fund > first && fund - least > Math.Max(1.0, Precision * fund))
        {
            var middle = Whole((least + fund) / 2.0);
            switch (await Does(middle))
            {
                case null: return null;
                case true: fund = middle; break;
                default: least = middle; break;
            }
        }

        return new SolvedFund(
            target.Text,
            fund,
            Math.Min(fund, interval.Low is { } low ? Whole(low) : 0.0),
            interval.High is { } high ? Math.Max(fund, Whole(high * fund / first)) : null,
            steps.First(step => step.Fund == fund).Probability,
            steps.ToImmutable());

        async Task<bool?> Does(double amount)
        {
            if (await Probability(study, file, place, target, amount, parallel, progress, cancellation) is not { } probability)
            {
                return null;
            }

            steps.Add(new SolveStep(amount, probability));
            return probability.Value <= target.Bound + 1e-12;
        }
    }

    /// <summary>The probability with a fund, from runs with it; null when cancelled.</summary>
    public static async Task<Estimate?> Probability(
        StressStudy study,
        StressFile file,
        int place,
        FundTarget target,
        double fund,
        int parallel,
        IProgress<StressProgress>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(target);
        var amount = fund.ToString("0", CultureInfo.InvariantCulture);
        var point = study.Points[place];
        using var identity = new CanonicalWriter();
        identity.Write(study.Identity).Write(place).Write(amount);
        var confirming = study with
        {
            Points = [point with { Changes = [.. point.Changes, $"insuranceFund={amount}"], Ample = false }],
            Variations = [.. study.Variations.Where(variation => variation.Path != "insuranceFund")],
            Runs = file.WholeRuns,
            Identity = identity.Finish(),
        };
        var folder = file.IsKept ? System.IO.Path.Combine(file.Folder, $"fund-{place}-{amount}") : null;
        using var runs = StressFile.Open(confirming, folder, folder is not null && Directory.Exists(folder));
        return await StressRunner.Run(confirming, runs, parallel, progress, cancellation)
            ? StressSummary.Share(runs, 0, target.Figure)
            : null;
    }

    private static void Refuse(StressStudy study, StressFile file, int place, FundTarget target)
    {
        var ample = target.Figure == StressFigure.ForcedCloses
            ? StressSummary.Share(file, place, StressFigure.ForcedClosesWithAmpleFund).Value
            : 0.0;
        if (ample > target.Bound)
        {
            throw FundTarget.Wrong(
                $"solve:{target.Text}",
                study.Points[place].Venue,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"cannot be reached: winners are closed in {100.0 * ample:0.##} % of the runs however large the fund is"),
                "raise the bound, ask for P(fund), or take a profile whose trigger asks the fund");
        }

        if (Math.Floor((target.Bound * file.WholeRuns) + 1e-9) < 1.0)
        {
            throw FundTarget.Wrong(
                $"solve:{target.Text}",
                study.Points[place].Venue,
                string.Create(CultureInfo.InvariantCulture, $"cannot be told from {file.WholeRuns} runs"),
                string.Create(CultureInfo.InvariantCulture, $"make at least --runs {Math.Ceiling(1.0 / target.Bound):0}"));
        }
    }

    /// <summary>Rounded up to whole units, at least one: an empty fund is a case of its own to most rules.</summary>
    private static double Whole(double value) => Math.Max(1.0, Math.Ceiling(value - 1e-9));
}
