using System.Collections.Immutable;
using System.Text.Json;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Catalog;
using ExchangeActors.TestKit.Failures;

namespace ExchangeActors.TestKit.Language;

/// <summary>
/// The shipped venue profiles, which this package carries, and profiles in files. The command line checks a file with better errors:
/// <c>exchange venues show FILE</c>.
/// </summary>
public static class VenueProfiles
{
    private const string Folder = "venues/";
    private const string Extension = ".json";

    /// <summary>Names of the shipped profiles.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        .. typeof(VenueProfiles).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => name[Folder.Length..^Extension.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>A shipped profile by its name, or the profile's file when it ends in <c>.json</c>.</summary>
    /// <exception cref="ScenarioException">There is none, or it cannot be used.</exception>
    public static VenueProfile Load(string nameOrPath)
    {
        ArgumentNullException.ThrowIfNull(nameOrPath);
        try
        {
            using var content = nameOrPath.EndsWith(Extension, StringComparison.Ordinal)
                ? File.OpenRead(nameOrPath)
                : typeof(VenueProfiles).Assembly.GetManifestResourceStream(Folder + nameOrPath + Extension)
                    ?? throw new ScenarioException(
                        $"There is no venue \"{nameOrPath}\". There are: {string.Join(", ", Names)}; or name a file that ends in .json.");
            using var document = JsonDocument.Parse(content);
            return PolicyCatalog.Compose(Spec(document.RootElement), out var problems)
                ?? throw new ScenarioException(
                    $"{nameOrPath}: {string.Join("; ", problems.Select(problem => $"{problem.Path}: {problem.Problem}"))}");
        }
        catch (Exception problem) when (
            problem is JsonException or IOException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ScenarioException($"{nameOrPath}: {problem.Message}");
        }
    }

    private static VenueProfileSpec Spec(JsonElement profile) => new()
    {
        Name = profile.GetProperty("name").GetString()!,
        Version = profile.GetProperty("version").GetInt32(),
        MarginCallLevel = profile.GetProperty("marginCallLevel").GetDecimal(),
        ExhaustedBook = profile.TryGetProperty("exhaustedBook", out var exhausted) ? exhausted.GetString() : null,
        Layers = profile.TryGetProperty("layers", out var layers) ? [.. layers.EnumerateArray().Select(layer => layer.GetString()!)] : null,
        Policies = PolicyCatalog.Kinds.Where(kind => profile.TryGetProperty(kind, out _)).ToImmutableSortedDictionary(
            kind => kind, kind =>
                new PolicySpec(profile.GetProperty(kind).GetProperty("policy").GetString()!, Numbers(profile.GetProperty(kind))),
                    StringComparer.Ordinal),
        Limits = profile.TryGetProperty("limits", out var limits) ? Numbers(limits) : ImmutableSortedDictionary<string, decimal>.Empty,
    };

    private static ImmutableSortedDictionary<string, decimal> Numbers(JsonElement settings) => settings.EnumerateObject()
        .Where(setting => setting.Value.ValueKind == JsonValueKind.Number)
        .ToImmutableSortedDictionary(setting => setting.Name, setting => setting.Value.GetDecimal(), StringComparer.Ordinal);
}
