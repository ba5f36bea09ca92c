namespace ExchangeActors.Domain.Conservation;

/// <summary>An invariant and whether it holds.</summary>
/// <param name="Name">Its name, as in ARCHITECTURE.md.</param>
/// <param name="Holds">True when it does.</param>
/// <param name="Error">The exact distance from it; 0 when it holds.</param>
/// <param name="Detail">Where it broke first; empty when it holds.</param>
public sealed record InvariantResult(string Name, bool Holds, decimal Error, string Detail)
{
    /// <summary>True when it need not hold while messages are under way.</summary>
    public bool OnlyAtRest { get; init; }

    /// <summary>Of an invariant that holds when an amount is 0.</summary>
    internal static InvariantResult Of(string name, decimal error, string detail) =>
        new(name, error == 0m, error, error == 0m ? string.Empty : detail);

    /// <summary>Of an invariant that holds when nothing was found that breaks it.</summary>
    internal static InvariantResult Of(string name, List<string> breaks) =>
        new(name, breaks.Count == 0, breaks.Count, breaks.Count == 0 ? string.Empty : breaks[0]);

    /// <summary>Itself when it does not hold.</summary>
    internal InvariantResult? IfBroken() => Holds ? null : this;
}
