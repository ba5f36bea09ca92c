using System.Collections.Immutable;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Vectors.Kinds;

/// <summary>A forced close.</summary>
/// <param name="Account">Who was closed.</param>
/// <param name="Market">Null when the vector has only one.</param>
/// <param name="Size">Unsigned.</param>
/// <param name="Price">At this price.</param>
internal sealed record VectorFill(string Account, string? Market, decimal Size, decimal Price)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Account} {Comparison.Text(Size)}{(Market is null ? string.Empty : $" {Market}")} at {Comparison.Text(Price)}";
}

/// <summary>Reads lists of forced closes.</summary>
internal static class FillList
{
    /// <summary><c>fills</c>; null when the vector does not mention them.</summary>
    public static ImmutableArray<VectorFill>? Read(ObjectReader expect)
    {
        if (!expect.Has("fills"))
        {
            return null;
        }

        var fills = ImmutableArray.CreateBuilder<VectorFill>();
        foreach (var fill in expect.Objects("fills", true))
        {
            fills.Add(new VectorFill(fill.Text("account"), fill.OptionalText("market"), fill.Positive("size"), fill.Amount("price")));
            fill.Done();
        }

        return fills.ToImmutable();
    }
}
