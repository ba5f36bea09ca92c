using System.CommandLine;
using System.Globalization;

namespace ExchangeActors.Node.Shell;

/// <summary><c>--seed N</c>: another population, as <c>--set seed=N</c> gives it.</summary>
internal static class SeedOption
{
    /// <summary>The option.</summary>
    public static Option<ulong?> Create() =>
        new("--seed") { Description = "Another seed, which decides the population: the same as --set seed=N." };

    /// <summary>What was set on the command line, the seed last.</summary>
    public static IReadOnlyList<string> With(this string[]? settings, ulong? seed) =>
        seed is { } number ? [.. settings ?? [], $"seed={number.ToString(CultureInfo.InvariantCulture)}"] : settings ?? [];
}
