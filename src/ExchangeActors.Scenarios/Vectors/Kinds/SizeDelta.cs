using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Vectors.Kinds;

/// <summary>Checks what a vector asks to be closed, before anybody is asked to close it.</summary>
internal static class SizeDelta
{
    /// <summary>The code of a change that does not reduce a position, or reduces it beyond nothing.</summary>
    public const string Invalid = "invalid-size-delta";

    /// <summary>The code, or null when a change of this size closes the position in whole or in part.</summary>
    public static string? Problem(Quantity size, Quantity delta) =>
        delta.Sign * size.Sign == -1 && delta.Absolute <= size.Absolute ? null : Invalid;
}
