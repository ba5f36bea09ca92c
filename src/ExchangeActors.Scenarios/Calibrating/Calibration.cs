using System.Collections.Immutable;
using System.Text.Json;
using ExchangeActors.Scenarios.Comparing;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Stress;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace ExchangeActors.Scenarios.Calibrating;

/// <summary>Where a calibration is.</summary>
/// <param name="Done">Sets of parameters tried.</param>
/// <param name="Of">The budget.</param>
/// <param name="Loss">The best so far.</param>
public sealed record CalibrationProgress(int Done, int Of, double Loss);

/// <summary>
/// Fits parameters of a scenario to published figures: the sum of squares of the medians over common seeds, in tolerances. A third of the
/// budget looks over the whole range (Halton's sequence), the rest is the simplex of Nelder and Mead (MathNet.Numerics) from the best of
/// it, folded back at the bounds. The same input gives the same result.
/// </summary>
public sealed class Calibration
{
    private const double ScanShare = 1.0 / 3.0;
    private const double FirstStep = 0.15; // of a range
    private const double EffectStep = 0.1; // of a range
    private const double Converged = 1e-4;
    private const double Missing = 1e12; // squares for a figure that does not exist
    private const double TakesPart = 0.3;
    private static readonly int[] Primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];

    private readonly CalibrationTargets _asked;
    private readonly string _file;
    private readonly ScenarioVariants _variants;
    private readonly int _parallel;
    private readonly IProgress<CalibrationProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly Scenario _own;
    private (double[] Places, double?[] Medians, double Loss)? _best;
    private int _done;

    private Calibration(
        string path,
        ImmutableArray<string> settings,
        CalibrationTargets asked,
        string file,
        int parallel,
        IProgress<CalibrationProgress>? progress,
        CancellationToken cancellation)
    {
        (_asked, _file, _parallel, _progress, _cancellation) = (asked, file, parallel, progress, cancellation);
        _variants = new ScenarioVariants(path, settings);
        _own = _variants.Make([]);
    }

    /// <summary>Fits. The result does not depend on <paramref name="parallel"/>.</summary>
    /// <param name="path">The scenario's file.</param>
    /// <param name="settings"><c>path=value</c>.</param>
    /// <param name="targetsFile">The file of the targets.</param>
    /// <param name="parallel">Runs at once, ≥ 1.</param>
    /// <param name="progress">Told after every set of parameters.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InputException">The scenario, the targets, a bound or a figure is none.</exception>
    public static CalibrationReport Run(
        string path,
        ImmutableArray<string> settings,
        string targetsFile,
        int parallel,
        IProgress<CalibrationProgress>? progress,
        CancellationToken cancellation)
    {
        var asked = CalibrationTargets.Load(targetsFile);
        var calibration = new Calibration(path, settings, asked, targetsFile, parallel, progress, cancellation);
        calibration.CheckBounds();
        return calibration.Fit();
    }

    /// <summary>Both bounds of every parameter are values that the scenario takes: known before the first run.</summary>
    private void CheckBounds()
    {
        foreach (var parameter in _asked.Parameters)
        {
            foreach (var bound in new[] { parameter.Least, parameter.Greatest })
            {
                try
                {
                    _variants.Make([FormattableString.Invariant($"{parameter.Path}={bound}")]);
                }
                catch (InputException fault)
                {
                    throw new InputException(
                        [
                            .. fault.Problems.Select(problem => problem with
                            {
                                Source = FormattableString.Invariant(
                                    $"{parameter.Problem.Source}:{parameter.Problem.Line}: {parameter.Problem.Path} ")
                                    + FormattableString.Invariant($"({parameter.Path}={bound})"),
                                Line = 0,
                            }),
                        ]);
                }
            }
        }
    }

    private CalibrationReport Fit()
    {
        var count = _asked.Parameters.Length;
        try
        {
            var scan = Math.Max(1, (int)(_asked.Budget * ScanShare));
            for (var point = 0; point < scan; point++)
            {
                Loss([.. Enumerable.Range(0, count).Select(i => point == 0 ? 0.5 : Halton(point, Primes[i % Primes.Length]))]);
            }

            NelderMeadSimplex.Minimum(
                ObjectiveFunction.Value(places => Loss(places.ToArray())),
                Vector<double>.Build.DenseOfArray(_best!.Value.Places),
                Vector<double>.Build.Dense(count, FirstStep),
                Converged,
                _asked.Budget);
        }
        catch (BudgetSpentException)
        {
            // What was found is the result.
        }
        catch (MaximumIterationsException)
        {
            // Likewise.
        }

        var (best, medians, loss) = _best!.Value;
        var jacobian = Jacobian(best, medians);
        var effects = Enumerable.Range(0, count).Select(i => jacobian.Column(i).L2Norm()).ToArray();
        return new CalibrationReport
        {
            Scenario = _own.Name,
            Runs = _asked.Runs,
            FirstSeed = _own.Seed,
            Evaluations = _done,
            Loss = Math.Round(loss, 6),
            Parameters =
            [
                .. _asked.Parameters.Select((parameter, i) => new ParameterFit(
                    parameter.Path, parameter.Least, parameter.Greatest, parameter.At(best[i]), Math.Round(effects[i], 3),
                        effects[i] >= 1.0)),
            ],
            Targets =
            [
                .. _asked.Targets.Select((target, i) => new TargetFit(
                    target.Name,
                    target.Figure.Text,
                    target.Low,
                    target.High,
                    medians[i] is { } median ? Math.Round(median, 6) : null,
                    target.IsFitted,
                    medians[i] is { } value && target.Holds(value),
                    target.Source)),
            ],
            NotIdentified = Open(jacobian),
            Settings = [.. Changes(best)],
        };
    }

    /// <summary>The loss at these places; outside of 0 to 1 they are folded back.</summary>
    private double Loss(double[] places)
    {
        if (_done == _asked.Budget)
        {
            throw new BudgetSpentException();
        }

        double[] folded = [.. places.Select(Folded)];
        var medians = Medians(folded);
        var loss = _asked.Targets.Select((target, i) =>
            !target.IsFitted ? 0.0 : medians[i] is { } median ? Math.Pow(target.Miss(median), 2.0) : Missing).Sum();
        if (_best is not { } best || loss < best.Loss)
        {
            _best = (folded, medians, loss);
        }

        _done++;
        _progress?.Report(new CalibrationProgress(_done, _asked.Budget, _best!.Value.Loss));
        return loss;
    }

    private double?[] Medians(double[] places)
    {
        var changes = Changes(places).ToArray();
        var figures = new double?[_asked.Runs][];
        Parallel.ForEachAsync(
            Enumerable.Range(0, _asked.Runs),
            new ParallelOptions { MaxDegreeOfParallelism = _parallel, CancellationToken = _cancellation },
            async (run, stop) =>
            {
                var scenario = _variants.Make([$"seed={unchecked(_own.Seed + (ulong)run)}", .. changes]);
                var report = ReportFigure.Document((await ObservedRun.Of(scenario, null, null, stop)).Report);
                CheckFigures(report);
                figures[run] = [.. _asked.Targets.Select(target => target.Figure.In(report))];
            }).GetAwaiter().GetResult(); // the optimiser asks for a number, not for a task
        return [.. Enumerable.Range(0, _asked.Targets.Length).Select(i => Median([.. figures.Select(run => run[i]).OfType<double>()]))];
    }

    private void CheckFigures(JsonElement report)
    {
        foreach (var target in _asked.Targets)
        {
            if (target.Figure.Unknown(report) is { } unknown)
            {
                throw new InputException(new InputProblem(
                    _file, 0, $"targets ({target.Name})", $"the report of a run has no \"{unknown}\"",
                        "see exchange run --json for what it has"));
            }
        }
    }

    /// <summary>The middle value, of two the mean; null when fewer than half of the runs have one.</summary>
    private double? Median(double[] values)
    {
        Array.Sort(values);
        return values.Length * 2 < _asked.Runs || values.Length == 0 ? null
            : (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2.0;
    }

    private IEnumerable<string> Changes(double[] places) =>
        _asked.Parameters.Select((parameter, i) => FormattableString.Invariant($"{parameter.Path}={parameter.At(places[i])}"));

    /// <summary>Change of each fitted figure in tolerances per whole range of each parameter, by a step at the fit.</summary>
    private Matrix<double> Jacobian(double[] best, double?[] medians)
    {
        var fitted = Enumerable.Range(0, _asked.Targets.Length).Where(i => _asked.Targets[i].IsFitted).ToArray();
        var jacobian = Matrix<double>.Build.Dense(fitted.Length, best.Length);
        for (var parameter = 0; parameter < best.Length; parameter++)
        {
            var moved = best.ToArray();
            var step = moved[parameter] + EffectStep <= 1.0 ? EffectStep : -EffectStep;
            moved[parameter] += step;
            var there = Medians(moved);
            for (var row = 0; row < fitted.Length; row++)
            {
                var target = fitted[row];
                if (there[target] is { } to && medians[target] is { } from)
                {
                    jacobian[row, parameter] = (to - from) / _asked.Targets[target].Unit / step;
                }
            }
        }

        return jacobian;
    }

    /// <summary>
    /// Directions of the singular values below one tolerance over the range, those beyond the number of targets included.
    /// </summary>
    private ImmutableArray<OpenDirection> Open(Matrix<double> jacobian)
    {
        var svd = jacobian.Svd();
        return
        [
            .. Enumerable.Range(0, jacobian.ColumnCount)
                .Select(i => (Effect: i < svd.S.Count ? svd.S[i] : 0.0, Weights: svd.VT.Row(i)))
                .Where(direction => direction.Effect < 1.0)
                .Select(direction => new OpenDirection(
                    Math.Round(direction.Effect, 3),
                    [
                        .. direction.Weights.Select((weight, i) => (Weight: Math.Abs(weight), _asked.Parameters[i].Path))
                            .Where(part => part.Weight >= TakesPart).OrderByDescending(part => part.Weight).Select(part => part.Path),
                    ])),
        ];
    }

    private static double Folded(double place)
    {
        var left = Math.Abs(place) % 2.0;
        return left <= 1.0 ? left : 2.0 - left;
    }

    /// <summary>J. H. Halton, "On the efficiency of certain quasi-random sequences of points" (1960).</summary>
    private static double Halton(int index, int prime)
    {
        var (result, share) = (0.0, 1.0);
        for (var left = index; left > 0; left /= prime)
        {
            share /= prime;
            result += share * (left % prime);
        }

        return result;
    }

    /// <summary>Leaves the optimiser, which knows no budget.</summary>
    private sealed class BudgetSpentException : Exception;
}
