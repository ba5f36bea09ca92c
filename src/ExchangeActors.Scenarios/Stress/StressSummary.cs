using System.Collections.Immutable;

namespace ExchangeActors.Scenarios.Stress;

/// <summary>Sums the runs of a file up.</summary>
public static class StressSummary
{
    private const int WorstShown = 5;
    private static readonly double[] Levels = [0.5, 0.95, 0.99, 0.999];
    private static readonly double[] TailLevels = [0.95, 0.99, 0.999];

    private static readonly string[] LayerNames =
        ["liquidated", "book", "takenOver", "adl", "fund", "vaults", "others", "deficit", "inventory", "winners", "loss"];

    private static readonly string[] FurtherNames =
        ["fall", "topTenOpenInterest", "topTenDeficit", "slippageBps", "slippage95", "slippage95Tail"];

    private static readonly string[] Compared =
        [StressFigure.ForcedCloses, StressFigure.FundNeeded, "adl", "fund", "vaults", "deficit", "loss"];

    /// <summary>The report of the whole runs in a file.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static StressReport Of(StressStudy study, StressFile file)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(file);
        var runs = file.WholeRuns;
        if (runs == 0)
        {
            throw new InvalidOperationException("No run is done at every point.");
        }

        var figures = study.Points.Select((_, point) => Figures(study, file, point)).ToImmutableArray();
        var plain = figures.Where(point => point.Cover == 0).ToImmutableArray();
        var covered = figures.Where(point => point.Cover > 0).ToImmutableArray();
        return new StressReport
        {
            Scenario = study.Name,
            Identity = study.Identity,
            Runs = runs,
            Asked = study.Runs,
            Seeds = new SeedRange(study.FirstSeed, study.SeedOf(runs - 1), runs),
            Vary = [.. study.Variations.Select(variation => variation.Text)],
            Points = plain,
            Cover = covered.IsEmpty ? null : new CoverFigures(
                covered[0].Cover, covered, [.. covered.SelectMany((point, i) => Differences(file, plain[i].Point, point.Point))]),
            Differences =
            [
                .. plain.SelectMany(point => FirstVenuesOf(plain, point) is { } first ? Differences(file, first, point.Point) : []),
            ],
        };
    }

    /// <summary>The point of the first venue at the same cell; null for that one itself.</summary>
    private static int? FirstVenuesOf(ImmutableArray<PointFigures> points, PointFigures point)
    {
        var first = points.First(other => other.Cell.SequenceEqual(point.Cell));
        return first.Point == point.Point ? null : first.Point;
    }

    private static PointFigures Figures(StressStudy study, StressFile file, int point) => new()
    {
        Point = point,
        Venue = study.Points[point].Venue,
        Cell = study.Points[point].Cell,
        Cover = study.Points[point].Cover,
        PAdl = Share(file, point, StressFigure.ForcedCloses),
        PFundExhausted = Share(file, point, StressFigure.FundExhausted),
        PAdlWithAmpleFund = Share(file, point, StressFigure.ForcedClosesWithAmpleFund),
        Layers = [.. LayerNames.Select(name => Layer(file, point, name))],
        FundNeeded = [.. FundNeeded(file, point)],
        Figures = [.. FurtherNames.Select(name => Layer(file, point, name))],
        Curve = Curve(file, point),
        InvariantsBroken = file.Column(point, StressFigure.InvariantsHold).Count(holds => holds == 0.0),
        Worst = Worst(study, file, point),
    };

    /// <summary>Forty steps, and finer at the end, where the losses are.</summary>
    private static ImmutableArray<CurvePoint> Curve(StressFile file, int point)
    {
        var columns = ((string[])["loss", StressFigure.FundNeeded, "adl"]).Select(name => file.Column(point, name)).ToArray();
        foreach (var column in columns)
        {
            Array.Sort(column);
        }

        var levels = Enumerable.Range(1, 39).Select(step => step / 40.0).Concat([0.98, 0.985, 0.99, 0.995, 0.999, 1.0]);
        return
        [
            .. levels.Select(level =>
            {
                var place = Math.Clamp((int)Math.Ceiling((level * columns[0].Length) - 1e-9), 1, columns[0].Length) - 1;
                return new CurvePoint(level, columns[0][place], columns[1][place], columns[2][place]);
            }),
        ];
    }

    private static IEnumerable<LevelEstimate> FundNeeded(StressFile file, int point)
    {
        var needed = file.Column(point, StressFigure.FundNeeded);
        Array.Sort(needed);
        return TailLevels.Select(level => Estimates.Quantile(needed, level));
    }

    /// <summary>The probability that a figure is above zero.</summary>
    internal static Estimate Share(StressFile file, int point, string figure)
    {
        var values = file.Column(point, figure);
        return Estimates.Probability(values.Count(value => value > 0.0), values.Length);
    }

    private static LayerFigures Layer(StressFile file, int point, string name)
    {
        var values = file.Column(point, name);
        Array.Sort(values);
        var (mean, shortfalls) = Estimates.Means(values, TailLevels);
        return new LayerFigures(
            name,
            StressFigure.All[StressFigure.PlaceOf(name)].Definition,
            mean,
            [.. Levels.Select(level => Estimates.Quantile(values, level))],
            [.. shortfalls]);
    }

    private static IEnumerable<PairedDifference> Differences(StressFile file, int from, int to) => Compared.Select(name =>
    {
        var (first, second) = (file.Column(from, name), file.Column(to, name));
        for (var run = 0; run < first.Length; run++)
        {
            first[run] = second[run] - first[run];
        }

        Array.Sort(first);
        return new PairedDifference(from, to, name, Estimates.Means(first, []).Mean);
    });

    private static ImmutableArray<WorstRun> Worst(StressStudy study, StressFile file, int point)
    {
        var needed = file.Column(point, StressFigure.FundNeeded);
        var loss = file.Column(point, "loss");
        var closes = file.Column(point, StressFigure.ForcedCloses);
        return
        [
            .. Enumerable.Range(0, needed.Length)
                .OrderByDescending(run => needed[run])
                .ThenByDescending(run => loss[run])
                .ThenByDescending(run => closes[run])
                .ThenBy(run => run)
                .Take(WorstShown)
                .Select(run => new WorstRun(run, study.SeedOf(run), needed[run], loss[run], closes[run], Command(study, point, run))),
        ];
    }

    private static string? Command(StressStudy study, int point, int run) => study.Points[point].Cover > 0 ? null
        : $"exchange run {Quoted(study.Path)} "
            + string.Join(' ', study.Settings.Concat(study.ChangesOf(study.Points[point], run)).Select(change => $"--set {Quoted(change)}"))
            + $" --journal run-{run}.db";

    private static string Quoted(string text) =>
        text.All(letter => char.IsAsciiLetterOrDigit(letter) || "=./_-+".Contains(letter, StringComparison.Ordinal))
            ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
