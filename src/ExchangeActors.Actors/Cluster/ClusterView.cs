using System.Collections.Immutable;

namespace ExchangeActors.Actors.Cluster;

/// <summary>A cluster as one of its nodes sees it.</summary>
/// <param name="Members">Nodes that take part, itself included; unreachable ones too until they are put out.</param>
/// <param name="Engines">Of them, those where entities live.</param>
/// <param name="Unreachable">Nodes that it does not hear of, <c>host:port</c>.</param>
public sealed record ClusterView(int Members, int Engines, ImmutableArray<string> Unreachable);
