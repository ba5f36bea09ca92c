using System.Collections.Immutable;

namespace ExchangeActors.Scenarios.Vectors.Suites;

/// <summary>The vectors of a file.</summary>
/// <param name="Name">The suite's name.</param>
/// <param name="Source">Where its figures are from.</param>
/// <param name="Vectors">In the order of the file.</param>
public sealed record VectorSuite(string Name, string Source, ImmutableArray<ConformanceVector> Vectors);
