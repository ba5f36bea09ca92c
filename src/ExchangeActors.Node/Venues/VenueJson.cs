using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Catalog;
using ExchangeActors.Scenarios.Loading;

namespace ExchangeActors.Node.Venues;

/// <summary>Profiles and policies as JSON: camel case, exact decimal numbers.</summary>
public static class VenueJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        // The text goes to a terminal or a file, not into a page: Σ stays Σ.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A list of profiles, each with the names of its policies by kind.</summary>
    public static string List(ImmutableArray<VenueProfileFile> profiles) => JsonSerializer.Serialize(
        profiles.Select(file => new ListedVenue(
            file.Name,
            file.Profile.Version,
            file.Path,
            file.Profile.Layers.Names,
            PolicyCatalog.Kinds.ToDictionary(kind => kind, kind => file.Spec.Policies[kind].Policy))),
        Options);

    /// <summary>A profile with every policy's formula, settings and source.</summary>
    public static string Show(VenueProfileFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return JsonSerializer.Serialize(
            new ShownVenue(
                file.Profile.Name,
                file.Profile.Version,
                file.Path,
                file.Profile.MarginCallLevel,
                file.Profile.Layers.Names,
                file.Profile.ExhaustedBook == ExhaustedBook.Deleverage ? "deleverage" : "take-over",
                [.. PolicyCatalog.Kinds.Select(kind => Policy(kind, file.Spec.Policies[kind]))],
                file.Spec.Limits,
                file.Profile.Notes,
                file.Profile.Sources),
            Options);
    }

    /// <summary>Every policy with the settings that it takes.</summary>
    public static string Policies(ImmutableArray<PolicyEntry> policies) => JsonSerializer.Serialize(
        policies.Select(
            entry => new ListedPolicy(entry.Kind, entry.Name, entry.Formula,
                [.. entry.Settings.Select(setting => new ListedSetting(
                setting.Name, setting.Default, setting.Least, setting.Greatest, setting.IsWhole))], entry.Source)), Options);

    private static ShownPolicy Policy(string kind, PolicySpec spec)
    {
        var entry = PolicyCatalog.Find(kind, spec.Policy)!;
        return new ShownPolicy(kind, entry.Name, entry.Formula, spec.Settings, entry.Source);
    }

    private sealed record ListedVenue(
        string Name, int Version, string File, ImmutableArray<string> Layers, IReadOnlyDictionary<string, string> Policies);

    private sealed record ShownVenue(
        string Name,
        int Version,
        string File,
        decimal MarginCallLevel,
        ImmutableArray<string> Layers,
        string ExhaustedBook,
        ImmutableArray<ShownPolicy> Policies,
        ImmutableSortedDictionary<string, decimal> Limits,
        ImmutableArray<string> Notes,
        ImmutableArray<string> Sources);

    private sealed record ShownPolicy(string Kind, string Policy, string Formula, ImmutableSortedDictionary<string, decimal> Settings,
        string Source);

    private sealed record ListedPolicy(string Kind, string Policy, string Formula, ImmutableArray<ListedSetting> Settings, string Source);

    private sealed record ListedSetting(string Name, decimal? Default, decimal Least, decimal Greatest, bool IsWhole);
}
