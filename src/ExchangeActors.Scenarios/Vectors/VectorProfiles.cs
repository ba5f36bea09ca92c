using System.Collections.Immutable;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Catalog;
using ExchangeActors.Scenarios.Binding;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Vectors;

/// <summary>The venue that a vector plays at: a profile of <c>config/venues</c> with the vector's overrides.</summary>
internal static class VectorProfiles
{
    private const string PolicyName = "policy";

    /// <summary>The settings that vectors call by a name of the field, and where a profile has them.</summary>
    private static readonly ImmutableSortedDictionary<string, string> Known = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal,
    [
        KeyValuePair.Create("adlPrice", "deleveragingPrice.policy"),
        KeyValuePair.Create("bankruptcyAdjustment", "liquidationLimit.bankruptcyAdjustment"),
        KeyValuePair.Create("spreadToMaintenanceMarginRatio", "liquidationLimit.spreadToMaintenanceMarginRatio"),
        KeyValuePair.Create("maxLiquidationFee", "liquidationFee.maxFee"),
        KeyValuePair.Create("liquidationFeeRate", "liquidationFee.rate"),
        KeyValuePair.Create("drawdownTrigger", "trigger.trigger"),
        KeyValuePair.Create("drawdownStop", "trigger.stop"),
    ]);

    /// <summary>The neutral profile of vectors that name no venue: one policy each that does nothing of its own.</summary>
    private static readonly ImmutableSortedDictionary<string, PolicySpec> Neutral = ImmutableSortedDictionary.CreateRange(
        StringComparer.Ordinal,
        new Dictionary<string, string>
        {
            ["sizing"] = "full",
            ["bankruptcyPrice"] = "isolated",
            ["liquidationLimit"] = "budget",
            ["liquidationFee"] = "none",
            ["backstop"] = "absorb",
            ["trigger"] = "fund-empty",
            ["eligibility"] = "profitable",
            ["ranking"] = "pnl-percent-times-leverage",
            ["hedging"] = "ignored",
            ["allocation"] = "queue",
            ["severity"] = "static",
            ["deleveragingPrice"] = "bankruptcy",
            ["guard"] = "none",
            ["residual"] = "deficit",
        }.Select(pair => KeyValuePair.Create(pair.Key, Named(pair.Value))));

    /// <summary>Reads <c>venue</c> and <c>override</c>; null when the vector names no venue, or with problems noted.</summary>
    public static VenueProfile? Read(ObjectReader vector, string file)
    {
        var name = vector.Any("venue");
        var overrides = vector.Object("override", false);
        if (name is null)
        {
            if (overrides is not null)
            {
                vector.Note("override", "changes a venue's settings, but the vector names no venue", "add \"venue\"");
            }

            return null;
        }

        if (name.Kind != NodeKind.Text)
        {
            vector.Note("venue", $"must be a text, is {name.KindText}", "name a profile of config/venues");
            return null;
        }

        try
        {
            var path = VenueFiles.Find(name.Text, file, name.Origin);
            var profile = VenueDocument.Read(path, path);
            if (overrides is not null && profile.Kind == NodeKind.Object)
            {
                Apply(profile, overrides);
            }

            return VenueProfileBinder.Bind(profile, vector.Problems);
        }
        catch (InputException fault)
        {
            vector.Problems.AddRange(fault.Problems);
            return null;
        }
    }

    /// <summary>
    /// The neutral profile with a ranking or an allocation from the catalogue by name; null with a problem noted at
    /// <paramref name="member"/>.
    /// </summary>
    public static VenueProfile? Of(ObjectReader vector, string member, string kind)
    {
        var name = vector.Text(member);
        if (name.Length == 0)
        {
            return null;
        }

        var spec = new VenueProfileSpec
        {
            Name = "neutral",
            Version = 1,
            MarginCallLevel = 1m,
            Policies = Neutral.SetItem(kind, Named(name))
        };
        var profile = PolicyCatalog.Compose(spec, out var problems);
        foreach (var (_, problem) in problems)
        {
            vector.Note(member, problem, "name a policy of the catalogue");
        }

        return profile;
    }

    private static PolicySpec Named(string policy) => new(policy, ImmutableSortedDictionary<string, decimal>.Empty);

    private static void Apply(DocumentNode profile, ObjectReader overrides)
    {
        // Policies first: another policy takes none of the settings of the one that it replaces.
        foreach (var (member, path) in overrides.Node.Members.Select(
            member => (member, Known.GetValueOrDefault(member.Name) ?? member.Name))
                .OrderBy(named => named.Item2.EndsWith("." + PolicyName, StringComparison.Ordinal) ? 0 : 1))
        {
            if (path.Split('.') is not [var kind, var setting] || profile[kind] is not { Kind: NodeKind.Object } policy)
            {
                overrides.Note(
                    member.Name,
                    "is no setting of a venue",
                    $"there are: {string.Join(", ", Known.Keys)}, and paths into the profile such as ranking.policy "
                        + $"({string.Join(", ", PolicyCatalog.Kinds)})");
                continue;
            }

            // The file's numbers are decimal strings, the profile's are numbers.
            var value = setting != PolicyName && Amounts.Parse(member.Value.Text) is not null && member.Value.Kind == NodeKind.Text
                ? new DocumentNode(NodeKind.Number, member.Value.Origin, member.Value.Text)
                : member.Value;
            if (setting == PolicyName && policy[PolicyName]?.Text != value.Text)
            {
                policy.Members.Clear();
            }

            policy.Set(setting, value, member.Origin);
        }
    }
}
