using System.Collections.Immutable;

namespace ExchangeActors.Scenarios.Calibrating;

/// <summary>A parameter after the fit.</summary>
/// <param name="Path">As <c>--set</c> has it.</param>
/// <param name="Min">Lower bound.</param>
/// <param name="Max">Upper bound.</param>
/// <param name="Value">The fitted value.</param>
/// <param name="Effect">
/// By how many tolerances the fitted figures together would move over its whole range, from a step of a tenth at the fit.
/// </param>
/// <param name="Identified">False when that is less than one: the targets do not say what it is.</param>
public sealed record ParameterFit(string Path, decimal Min, decimal Max, decimal Value, double Effect, bool Identified);

/// <summary>A target after the fit.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Figure">Of the report.</param>
/// <param name="Low">The least that is within tolerance; null for no bound.</param>
/// <param name="High">The greatest; null for no bound.</param>
/// <param name="Median">Over the seeds; null where more than half of the runs have no such figure.</param>
/// <param name="Fitted">True when the parameters were fitted to it; false when it came out.</param>
/// <param name="Within">True when it is within tolerance.</param>
/// <param name="Source">Who published it.</param>
public sealed record TargetFit(
    string Name, string Figure, double? Low, double? High, double? Median, bool Fitted, bool Within, string Source);

/// <summary>A combination of parameters that the targets do not determine.</summary>
/// <param name="Effect">Tolerances over the whole range in this direction, below one.</param>
/// <param name="Parameters">The paths that take part, the largest part first.</param>
public sealed record OpenDirection(double Effect, ImmutableArray<string> Parameters);

/// <summary>What a calibration came to.</summary>
public sealed record CalibrationReport
{
    /// <summary>The scenario.</summary>
    public required string Scenario { get; init; }

    /// <summary>Seeds of each try.</summary>
    public required int Runs { get; init; }

    /// <summary>The first of them.</summary>
    public required ulong FirstSeed { get; init; }

    /// <summary>Sets of parameters that were tried; those for the effects are not counted.</summary>
    public required int Evaluations { get; init; }

    /// <summary>The sum of squares over the fitted targets, in tolerances.</summary>
    public required double Loss { get; init; }

    /// <summary>The parameters.</summary>
    public required ImmutableArray<ParameterFit> Parameters { get; init; }

    /// <summary>The targets.</summary>
    public required ImmutableArray<TargetFit> Targets { get; init; }

    /// <summary>Combinations that are not identified.</summary>
    public required ImmutableArray<OpenDirection> NotIdentified { get; init; }

    /// <summary>What <c>--set</c> says to have the fit.</summary>
    public required ImmutableArray<string> Settings { get; init; }

    /// <summary>True when every target is within tolerance.</summary>
    public bool Holds => Targets.All(target => target.Within);
}
