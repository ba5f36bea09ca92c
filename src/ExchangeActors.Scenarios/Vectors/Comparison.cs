using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Vectors;

/// <summary>Collects what differs. What a vector does not mention is not compared.</summary>
internal sealed class Comparison
{
    private const string None = "none";

    private readonly ImmutableArray<VectorDifference>.Builder _differences = ImmutableArray.CreateBuilder<VectorDifference>();

    /// <summary>What differed so far.</summary>
    public ImmutableArray<VectorDifference> Differences => _differences.ToImmutable();

    /// <summary>Notes a difference.</summary>
    public void Add(string path, string expected, string actual) => _differences.Add(new VectorDifference(path, expected, actual));

    /// <summary>A number that must be met to the last digit.</summary>
    public void Exact(string path, decimal? expected, decimal actual)
    {
        if (expected is { } number && number != actual)
        {
            Add(path, Text(number), Text(actual));
        }
    }

    /// <summary>
    /// An amount that may differ by less than a tick: what is settled at a price on the tick has been rounded once more than what a venue
    /// settles as an amount.
    /// </summary>
    public void Within(string path, decimal? expected, decimal actual, decimal tick)
    {
        if (expected is { } number && Math.Abs(number - actual) >= tick)
        {
            Add(path, Text(number), Text(actual));
        }
    }

    /// <summary>A truth value.</summary>
    public void Truth(string path, bool expected, bool actual)
    {
        if (expected != actual)
        {
            Add(path, expected ? "true" : "false", actual ? "true" : "false");
        }
    }

    /// <summary>A refusal's code, null for none; true when both are none, so that there is a result to compare.</summary>
    public bool NotRejected(string? expected, string? actual)
    {
        if (expected != actual)
        {
            Add("rejected", expected ?? None, actual ?? None);
        }

        return expected is null && actual is null;
    }

    /// <summary>Two lists, entry by entry as text.</summary>
    public void List(string path, IReadOnlyList<string> expected, IReadOnlyList<string> actual)
    {
        if (!expected.SequenceEqual(actual))
        {
            Add(path, Joined(expected), Joined(actual));
        }
    }

    /// <summary>A number as vectors write it.</summary>
    public static string Text(decimal number) => new Money(number).ToString();

    private static string Joined(IReadOnlyList<string> entries) => entries.Count == 0 ? "[]" : $"[{string.Join("; ", entries)}]";
}
