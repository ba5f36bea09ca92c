namespace ExchangeActors.Node.Tests.Architecture;

/// <summary>Which project may reference which.</summary>
internal static class ProjectOrder
{
    private const string Prefix = "ExchangeActors.";

    /// <summary>The projects under <c>src</c>, from the top down, and what each may reference: no project names one above it.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> References { get; } = new OrderedDictionary<string, IReadOnlyList<string>>
    {
        [Prefix + "Node"] = Of("Web", "Review", "Scenarios", "Actors", "Journal", "Domain"),
        [Prefix + "TestKit"] = Of("Scenarios", "Actors", "Journal", "Domain"),
        [Prefix + "Web"] = Of("Review", "Journal", "Domain"),
        [Prefix + "Review"] = Of("Journal", "Domain"),
        [Prefix + "Scenarios"] = Of("Actors", "Journal", "Domain"),
        [Prefix + "Actors"] = Of("Journal", "Domain"),
        [Prefix + "Journal"] = Of("Domain"),
        [Prefix + "Domain"] = Of(),
    };

    private static string[] Of(params string[] names) => [.. names.Select(name => Prefix + name)];
}
