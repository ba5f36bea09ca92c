using System.Collections.Immutable;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Catalog;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Binding;

/// <summary>Reads a venue profile and looks its policies up.</summary>
internal static class VenueProfileBinder
{
    private const string PolicyName = "policy";

    /// <summary>
    /// Lays changes over a profile. Settings are merged, but a changed policy takes none of the settings of the one that it replaces.
    /// </summary>
    public static void Overlay(DocumentNode profile, DocumentNode changes)
    {
        foreach (var change in changes.Members)
        {
            if (change.Value[PolicyName] is { } policy && profile[change.Name] is { } replaced && replaced[PolicyName]?.Text != policy.Text)
            {
                replaced.Members.Clear();
            }
        }

        profile.Overlay(changes);
    }

    /// <summary>The profile, or null with its problems noted.</summary>
    public static VenueProfile? Bind(DocumentNode document, ImmutableArray<InputProblem>.Builder problems) =>
        Describe(document, problems)?.Profile;

    /// <summary>The profile and its settings, defaults filled in; or null with its problems noted.</summary>
    public static (VenueProfile Profile, VenueProfileSpec Spec)? Describe(
        DocumentNode document, ImmutableArray<InputProblem>.Builder problems)
    {
        if (document.Kind != NodeKind.Object)
        {
            problems.Add(
                document.Origin.Problem(string.Empty, $"must be an object, is {document.KindText}", "see config/venues/bitmex.json"));
            return null;
        }

        var before = problems.Count;
        var reader = new ObjectReader(document, string.Empty, problems);
        reader.Any("$schema");
        var spec = new VenueProfileSpec
        {
            Name = reader.Text("name"),
            Version = (int)reader.Whole("version", null, 1, int.MaxValue),
            Notes = Texts(reader, "notes"),
            Sources = Texts(reader, "sources"),
            MarginCallLevel = reader.Number("marginCallLevel", null, decimal.MinValue, decimal.MaxValue),
            ExhaustedBook = reader.Has("exhaustedBook") ? reader.Text("exhaustedBook") : null,
            Layers = reader.Has("layers") ? Texts(reader, "layers") : null,
            Policies = PolicyCatalog.Kinds
                .Select(kind => (kind, Policy(reader.Object(kind, !PolicyCatalog.OptionalKinds.Contains(kind)))))
                .Where(pair => pair.Item2 is not null)
                .ToImmutableSortedDictionary(pair => pair.kind, pair => pair.Item2!, StringComparer.Ordinal),
            Limits = Settings(reader.Object("limits", false)),
        };
        reader.Done();
        if (problems.Count > before)
        {
            return null;
        }

        var profile = PolicyCatalog.Compose(spec, out var found);
        foreach (var (path, problem) in found)
        {
            problems.Add(
                Nearby(document, path).Problem(path, problem, "change the profile (all policies and settings: exchange venues policies)"));
        }

        return profile is null ? null : (profile, PolicyCatalog.WithDefaults(spec));
    }

    private static ImmutableArray<string> Texts(ObjectReader reader, string name)
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        foreach (var (item, path) in reader.Items(name, false))
        {
            if (item.Kind != NodeKind.Text)
            {
                reader.Problems.Add(item.Origin.Problem(path, $"must be a text, is {item.KindText}", "write a text"));
            }

            if (!ObjectReader.IsPlain(item.Text))
            {
                reader.Problems.Add(item.Origin.Problem(
                    path, $"holds a control character (\"{Nearest.Shown(item.Text)}\")", "take it out"));
            }

            texts.Add(item.Text);
        }

        return texts.ToImmutable();
    }

    private static PolicySpec? Policy(ObjectReader? reader) =>
        reader is null ? null : new PolicySpec(reader.Text(PolicyName), Settings(reader));

    private static ImmutableSortedDictionary<string, decimal> Settings(ObjectReader? reader) =>
        reader is null
            ? ImmutableSortedDictionary<string, decimal>.Empty
            : reader.Node.Members.Where(member => member.Name != PolicyName)
                .ToImmutableSortedDictionary(member => member.Name, member =>
                    reader.Number(member.Name, null, decimal.MinValue, decimal.MaxValue), StringComparer.Ordinal);

    private static Origin Nearby(DocumentNode node, string path)
    {
        foreach (var segment in path.Split('.'))
        {
            if (node[segment] is not { } next)
            {
                break;
            }

            node = next;
        }

        return node.Origin;
    }
}
