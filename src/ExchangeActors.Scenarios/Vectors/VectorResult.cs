using System.Collections.Immutable;

namespace ExchangeActors.Scenarios.Vectors;

/// <summary>Where a result differs from what the vector expects.</summary>
/// <param name="Path">In the vector, e.g. <c>accounts.carl.wallet</c>.</param>
/// <param name="Expected">As the vector has it; <c>none</c> for nothing.</param>
/// <param name="Actual">What came out.</param>
public sealed record VectorDifference(string Path, string Expected, string Actual)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path}: expected {Expected}, is {Actual}";
}

/// <summary>How a vector ended.</summary>
/// <param name="Suite">Its suite.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="File">Where it is written.</param>
/// <param name="Line">Where in the file it begins, from 1.</param>
/// <param name="Differences">Empty when it passed.</param>
public sealed record VectorResult(string Suite, string Name, string Kind, string File, long Line,
    ImmutableArray<VectorDifference> Differences)
{
    /// <summary>True when everything is as expected.</summary>
    public bool Passed => Differences.IsEmpty;
}
