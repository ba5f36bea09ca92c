using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Catalog;
using ExchangeActors.Scenarios.Binding;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Loading;

/// <summary>Reads venue profiles without a scenario.</summary>
public static class VenueProfileLoader
{
    private const string ProfilePrefix = "profile.";

    /// <summary>A profile from its file, with the settings of every policy.</summary>
    /// <exception cref="InputException">With every problem that was found.</exception>
    public static VenueProfileFile DescribeFile(string path) => Read(path);

    /// <summary>Reads a profile from its file.</summary>
    /// <exception cref="InputException">With every problem that was found.</exception>
    public static VenueProfile LoadFile(string path) => Read(path).Profile;

    /// <summary>Reads the profile of this name from <c>config/venues</c>, looked for in the current directory and beside the program; or
    /// the file, if it ends in
    /// <c>.json</c>.</summary>
    /// <exception cref="InputException">There is none, or with every problem that was found.</exception>
    public static VenueProfile LoadNamed(string name) => Describe(name).Profile;

    /// <summary>As <see cref="LoadNamed"/>, with the settings of every policy.</summary>
    /// <exception cref="InputException">There is none, or with every problem that was found.</exception>
    public static VenueProfileFile Describe(string nameOrPath) =>
        Read(VenueFiles.Find(nameOrPath, null, new Origin("venue", 0), string.Empty));

    /// <summary>A profile with changes: of this name or path, or without one the given profile.</summary>
    /// <param name="own">The profile that is changed when none is named.</param>
    /// <param name="nameOrPath">Another profile; null for none.</param>
    /// <param name="settings">Changes, <c>path=value</c>; the path may begin with <c>profile.</c> as it does in a scenario's.</param>
    /// <exception cref="InputException">There is none, or with every problem that was found.</exception>
    public static VenueProfileFile Change(VenueProfileSpec own, string? nameOrPath, IEnumerable<string> settings)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(settings);
        var path = nameOrPath is null ? null : VenueFiles.Find(nameOrPath, null, new Origin("--venue", 0), string.Empty);
        var shown = path is null ? own.Name : Path.GetRelativePath(Environment.CurrentDirectory, path);
        var document = path is null ? DocumentParser.Parse(
            JsonSerializer.SerializeToUtf8Bytes(Document(own)), own.Name) : VenueDocument.Read(path, shown);
        var changes = new DocumentNode(NodeKind.Object, new Origin("--set", 0));
        foreach (var setting in settings)
        {
            Override.Apply(changes, Setting.Of(
                setting.StartsWith(ProfilePrefix, StringComparison.Ordinal) ? setting[ProfilePrefix.Length..] : setting));
        }

        if (document.Kind == NodeKind.Object)
        {
            VenueProfileBinder.Overlay(document, changes);
        }

        var problems = ImmutableArray.CreateBuilder<InputProblem>();
        return VenueProfileBinder.Describe(document, problems) is { } described
            ? new VenueProfileFile(described.Spec.Name, shown, described.Profile, described.Spec)
            : throw new InputException(problems.DrainToImmutable());
    }

    /// <summary>True for the path of a profile's file, false for a name.</summary>
    public static bool IsPath(string nameOrPath) => VenueFiles.IsPath(nameOrPath);

    /// <summary>All profiles under <c>config/venues</c> that can be used, by name.</summary>
    /// <param name="problems">What is wrong with the others.</param>
    public static ImmutableArray<VenueProfileFile> List(out ImmutableArray<InputProblem> problems)
    {
        var profiles = ImmutableArray.CreateBuilder<VenueProfileFile>();
        var found = ImmutableArray.CreateBuilder<InputProblem>();
        foreach (var (_, path) in VenueFiles.All(null))
        {
            try
            {
                profiles.Add(Read(path));
            }
            catch (InputException fault)
            {
                found.AddRange(fault.Problems);
            }
        }

        problems = found.ToImmutable();
        return profiles.ToImmutable();
    }

    /// <summary>A profile as its file would be.</summary>
    public static JsonObject Document(VenueProfileSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var document = new JsonObject
        {
            ["name"] = spec.Name,
            ["version"] = spec.Version,
            ["notes"] = new JsonArray([.. spec.Notes.Select(note => JsonValue.Create(note))]),
            ["sources"] = new JsonArray([.. spec.Sources.Select(source => JsonValue.Create(source))]),
            ["marginCallLevel"] = spec.MarginCallLevel,
            ["limits"] = new JsonObject(
                spec.Limits.Select(limit => KeyValuePair.Create(limit.Key, (JsonNode?)JsonValue.Create(limit.Value)))),
        };
        if (spec.ExhaustedBook is { } exhausted)
        {
            document["exhaustedBook"] = exhausted;
        }

        if (spec.Layers is { } layers)
        {
            document["layers"] = new JsonArray([.. layers.Select(layer => JsonValue.Create(layer))]);
        }

        foreach (var (kind, policy) in spec.Policies)
        {
            document[kind] = new JsonObject(
                [KeyValuePair.Create("policy", (JsonNode?)JsonValue.Create(policy.Policy)),
                    .. policy.Settings.Select(setting => KeyValuePair.Create(setting.Key, (JsonNode?)JsonValue.Create(setting.Value)))]);
        }

        return document;
    }

    private static VenueProfileFile Read(string path)
    {
        var shown = Path.GetRelativePath(Environment.CurrentDirectory, path);
        var problems = ImmutableArray.CreateBuilder<InputProblem>();
        return VenueProfileBinder.Describe(VenueDocument.Read(path, shown), problems) is { } described
            ? new VenueProfileFile(
                Path.GetFileNameWithoutExtension(path), shown, described.Profile, described.Spec, VenueDocument.BaseOf(path, shown))
            : throw new InputException(problems.DrainToImmutable());
    }
}
