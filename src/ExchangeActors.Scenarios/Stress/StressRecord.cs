using System.Collections.Immutable;
using ExchangeActors.Scenarios.Comparing;

namespace ExchangeActors.Scenarios.Stress;

/// <summary>What is kept of a run.</summary>
/// <param name="Run">Its number, from 0.</param>
/// <param name="Point">The number of its point.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Drawn">The values that were varied, in the order of the variations.</param>
/// <param name="Figures">In the order of <see cref="StressFigure.All"/>.</param>
/// <param name="StateHash">Of the final states.</param>
internal sealed record StressRecord(
    int Run, int Point, ulong Seed, ImmutableArray<string> Drawn, ImmutableArray<decimal> Figures, string StateHash)
{
    /// <summary>What an ample fund is: more than any scenario may have of money, quote.</summary>
    private const decimal AmpleFund = 1_000_000_000_000m;

    /// <summary>A figure.</summary>
    public decimal this[string name] => Figures[StressFigure.PlaceOf(name)];

    /// <summary>Makes the run of this number at a point, in memory, on the calling thread.</summary>
    public static async Task<StressRecord> Make(
        StressStudy study, ScenarioVariants variants, int place, int number, CancellationToken cancellation)
    {
        var point = study.Points[place];
        var seed = study.SeedOf(number);
        var scenario = variants.Make(study.ChangesOf(point, number));
        Func<IEnumerable<OpeningAccount>, IEnumerable<OpeningAccount>>? reshape = null;
        if (point.Cover > 0)
        {
            var owners = OwnerExposure.Largest(scenario, point.Cover);
            reshape = accounts => OwnerExposure.Defaulted(scenario, accounts, owners);
        }

        var slippage = new LiquidationSlippage();
        var run = await ObservedRun.Of(scenario, reshape, null, cancellation, slippage.Observe);

        // Where nothing was short of money the fund decided nothing, so its drawdown is the same whatever its size.
        var isShort = FinishedRun.IsShort(scenario, run) || run.Report.Adl.ForcedCloses > 0;
        var ample = isShort && point.Ample
            ? await ObservedRun.Of(scenario with { InsuranceFund = new(AmpleFund) }, reshape, null, cancellation)
            : run;
        var finished = new FinishedRun(scenario, run, slippage, ample);
        return new StressRecord(
            number,
            place,
            seed,
            [.. study.Variations.Select(variation => variation.Draw(seed))],
            [.. StressFigure.All.Select(figure => figure.Of(finished))],
            run.Report.StateHash);
    }
}
