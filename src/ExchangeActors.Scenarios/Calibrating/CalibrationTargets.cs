using System.Collections.Immutable;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Calibrating;

/// <summary>A value of the scenario that is fitted.</summary>
/// <param name="Path">As <c>--set</c> has it.</param>
/// <param name="Least">Lower bound.</param>
/// <param name="Greatest">Upper bound.</param>
/// <param name="IsLogarithmic">True to search by ratios rather than by differences.</param>
/// <param name="Problem">Where it stands, for problems with it.</param>
public sealed record FittedParameter(string Path, decimal Least, decimal Greatest, bool IsLogarithmic, InputProblem Problem)
{
    private const int Digits = 6;

    /// <summary>The value at this place between the bounds, with six significant digits.</summary>
    /// <param name="place">0 the lower bound, 1 the upper.</param>
    public decimal At(double place)
    {
        var (low, high) = ((double)Least, (double)Greatest);
        var value = IsLogarithmic ? low * Math.Pow(high / low, place) : low + ((high - low) * place);
        var rounded = (decimal)value;
        if (rounded != 0m)
        {
            var unit = (decimal)Math.Pow(10.0, Math.Floor(Math.Log10(Math.Abs(value))) - Digits + 1);
            rounded = Math.Round(rounded / unit) * unit;
        }

        return Math.Clamp(rounded, Least, Greatest) / 1.0000000000000000000000000000m;
    }
}

/// <summary>A figure that the median of the runs is to have.</summary>
/// <param name="Name">How it is called in the report.</param>
/// <param name="Figure">Of the report of a run.</param>
/// <param name="Low">The least that is within tolerance; null for no bound.</param>
/// <param name="High">The greatest; null for no bound.</param>
/// <param name="Unit">What counts as one in the sum of squares: the tolerance.</param>
/// <param name="IsFitted">False for a figure that is only compared.</param>
/// <param name="Source">Who published it.</param>
public sealed record CalibrationTarget(
    string Name, ReportFigure Figure, double? Low, double? High, double Unit, bool IsFitted, string Source)
{
    /// <summary>How far a value is from what is wanted, in tolerances; 0 within open bounds.</summary>
    public double Miss(double value) =>
        Low is { } low && High is { } high ? (value - ((low + high) / 2.0)) / Unit
        : Low is { } least && value < least ? (value - least) / Unit
        : High is { } greatest && value > greatest ? (value - greatest) / Unit
        : 0.0;

    /// <summary>True when it is within tolerance.</summary>
    public bool Holds(double value) => !(value < Low) && !(value > High);
}

/// <summary>What is asked of a calibration: a JSON file.</summary>
/// <param name="Runs">Seeds over which medians are taken.</param>
/// <param name="Budget">Sets of parameters that may be tried.</param>
/// <param name="Parameters">What is fitted.</param>
/// <param name="Targets">What it is fitted to, and what is compared.</param>
public sealed record CalibrationTargets(
    int Runs, int Budget, ImmutableArray<FittedParameter> Parameters, ImmutableArray<CalibrationTarget> Targets)
{
    /// <summary>Runs without <c>runs</c>.</summary>
    public const int RunsByDefault = 20;

    /// <summary>Tries without <c>budget</c>.</summary>
    public const int BudgetByDefault = 60;

    private const decimal Most = 1_000_000_000_000_000m;
    private const double OpenUnitShare = 0.1; // of a bound without a counterpart

    /// <summary>Reads the file.</summary>
    /// <exception cref="InputException">With every problem that was found.</exception>
    public static CalibrationTargets Load(string path)
    {
        var problems = ImmutableArray.CreateBuilder<InputProblem>();
        var document = DocumentParser.ParseFile(path, path);
        if (document.Kind != NodeKind.Object)
        {
            throw new InputException(document.Origin.Problem(
                string.Empty, "is no object", "write {\"parameters\": […], \"targets\": […]}"));
        }

        var root = new ObjectReader(document, string.Empty, problems);
        root.Any("$schema");
        root.Any("description");
        var runs = (int)root.Whole("runs", RunsByDefault, 1, 10_000);
        var budget = (int)root.Whole("budget", BudgetByDefault, 1, 100_000);
        var parameters = root.Objects("parameters", true).Select(Parameter).ToImmutableArray();
        var targets = root.Objects("targets", true).Select(Target).OfType<CalibrationTarget>().ToImmutableArray();
        root.Done();
        if (problems.Count == 0 && parameters.IsEmpty)
        {
            root.Note("parameters", "has no entry", "name at least one value to fit, with \"min\" and \"max\"");
        }

        if (problems.Count == 0 && !targets.Any(target => target.IsFitted))
        {
            root.Note("targets", "has no entry that is fitted", "write at least one target without \"fit\": false");
        }

        if (problems.Count == 0 && parameters.Select(parameter => parameter.Path).Distinct().Count() < parameters.Length)
        {
            root.Note("parameters", "names a path twice", "name each once");
        }

        if (problems.Count == 0 && budget < parameters.Length + 2)
        {
            root.Note(
                "budget",
                $"of {budget} is too small for {parameters.Length} parameters",
                $"write at least {parameters.Length + 2}, better ten for each");
        }

        return problems.Count == 0 ? new CalibrationTargets(runs, budget, parameters, targets)
            : throw new InputException(problems.DrainToImmutable());
    }

    private static FittedParameter Parameter(ObjectReader reader)
    {
        var path = reader.Text("path");
        var (least, greatest) = (reader.Number("min", null, -Most, Most), reader.Number("max", null, -Most, Most));
        var logarithmic = reader.Truth("log", false);
        if (greatest <= least)
        {
            reader.Note("max", $"{greatest} is not above \"min\", {least}", "write the larger bound here");
        }
        else if (logarithmic && least <= 0m)
        {
            reader.Note("min", $"{least} has no logarithm", "write a bound above 0, or take \"log\" out");
        }

        reader.Done();
        return new FittedParameter(path, least, greatest, logarithmic, reader.Node.Origin.Problem(reader.Path, string.Empty, string.Empty));
    }

    private static CalibrationTarget? Target(ObjectReader reader)
    {
        var text = reader.Text("figure");
        var figure = ReportFigure.Parse(text);
        if (figure is null)
        {
            reader.Note("figure", $"\"{text}\" is no figure",
                "write a path of the run's report, or two with \" / \" or \" - \" between them");
        }

        var name = reader.Text("name", text);
        var value = reader.OptionalNumber("value", -Most, Most);
        var tolerance = reader.OptionalNumber("tolerance", 0m, Most);
        var share = reader.OptionalNumber("toleranceShare", 0m, 1_000m);
        var (low, high) = (reader.OptionalNumber("min", -Most, Most), reader.OptionalNumber("max", -Most, Most));
        var fitted = reader.Truth("fit", true);
        var source = reader.Text("source", string.Empty);
        reader.Done();
        if (value is { } wanted)
        {
            var unit = tolerance ?? (Math.Abs(wanted) * share) ?? 0m;
            if (unit <= 0m || (tolerance is null) == (share is null) || low is not null || high is not null)
            {
                reader.Note("value", "needs a tolerance above 0 and no bounds",
                    "write \"tolerance\" (in the figure's unit) or \"toleranceShare\" (of the value)");
                return null;
            }

            (low, high) = (wanted - unit, wanted + unit);
        }
        else if (low is null && high is null)
        {
            reader.Note(string.Empty, "says nothing of the figure", "write \"value\" with a tolerance, or \"min\" or \"max\"");
            return null;
        }
        else if (low > high)
        {
            reader.Note("max", $"{high} is below \"min\", {low}", "exchange them");
            return null;
        }

        var half = low is { } a && high is { } b ? (double)(b - a) / 2.0 : Math.Abs((double)(low ?? high)!.Value) * OpenUnitShare;
        return figure is null ? null : new CalibrationTarget(
            name, figure, (double?)low, (double?)high, half > 0.0 ? half : 1.0, fitted, source);
    }
}
