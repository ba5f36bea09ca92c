using System.Collections.Immutable;

namespace ExchangeActors.Scenarios.Stress;

/// <summary>
/// One place of a study at which all its runs are made: a venue, a cell of the grid, and whether the largest owners default.
/// </summary>
/// <param name="Venue">The profile's name.</param>
/// <param name="Cell">The grid's axes with this cell's values; none without a grid.</param>
/// <param name="Changes">What <c>--set</c> would say to get here.</param>
/// <param name="Cover">So many of the largest owners default; 0 for none.</param>
/// <param name="Ample">True to run where the fund or the vaults were short once more with more than enough.</param>
public sealed record StressPoint(
    string Venue, ImmutableArray<AxisValue> Cell, ImmutableArray<string> Changes, int Cover = 0, bool Ample = true);

/// <summary>A value on an axis of the grid.</summary>
/// <param name="Axis">The axis' name, e.g. <c>shock</c>.</param>
/// <param name="Value">As it was written.</param>
public sealed record AxisValue(string Axis, string Value);

/// <summary>What is run: so many runs at each of the points. Run i has the seed <c>FirstSeed + i</c> at every point.</summary>
public sealed record StressStudy
{
    /// <summary>The most runs over all points.</summary>
    public const long MostRuns = 10_000_000;

    /// <summary>The most cells of a grid.</summary>
    public const int MostCells = 1_000;

    /// <summary>The scenario's file.</summary>
    public required string Path { get; init; }

    /// <summary>The scenario's name.</summary>
    public required string Name { get; init; }

    /// <summary>Changes that are common to all runs.</summary>
    public required ImmutableArray<string> Settings { get; init; }

    /// <summary>At least one.</summary>
    public required ImmutableArray<StressPoint> Points { get; init; }

    /// <summary>What is drawn in every run.</summary>
    public required ImmutableArray<Variation> Variations { get; init; }

    /// <summary>Runs at each point.</summary>
    public required int Runs { get; init; }

    /// <summary>The seed of run 0: the scenario's own.</summary>
    public required ulong FirstSeed { get; init; }

    /// <summary>Decides every figure but the number of runs: the hash of the scenario at each point, and what is drawn.</summary>
    public required string Identity { get; init; }

    /// <summary>False when no figure of a run follows from its seed, so that all runs at a point are the same.</summary>
    public required bool IsDrawn { get; init; }

    /// <summary>Runs over all points.</summary>
    public long Units => (long)Runs * Points.Length;

    /// <summary>The seed of a run.</summary>
    public ulong SeedOf(int run) => unchecked(FirstSeed + (ulong)run);

    /// <summary>Everything that <c>--set</c> would say to make the scenario of a run, the common settings left out.</summary>
    public ImmutableArray<string> ChangesOf(StressPoint point, int run)
    {
        ArgumentNullException.ThrowIfNull(point);
        var seed = SeedOf(run);
        return [$"seed={seed}", .. Variations.Select(variation => variation.Assignment(seed)), .. point.Changes];
    }
}
