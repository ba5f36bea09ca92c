using System.Collections.Frozen;

namespace ExchangeActors.Journal.Codec;

/// <summary>
/// Every manifest that a journal or a wire may hold. Closed: what is not here is neither written nor read. Append-only: a changed shape
/// gets the next version and the earlier entry stays readable. Where a type has several entries, the last one is written.
/// </summary>
internal static class ManifestTable
{
    private static readonly FrozenDictionary<string, ManifestEntry> ByManifest = All()
        .ToFrozenDictionary(entry => entry.Manifest, StringComparer.Ordinal);

    private static readonly FrozenDictionary<Type, ManifestEntry> ByType =
        All().GroupBy(entry => entry.Type).ToFrozenDictionary(versions => versions.Key, versions => versions.Last());

    /// <summary>The entries, in the order of their introduction within each subject.</summary>
    public static IEnumerable<ManifestEntry> All() =>
    [
        .. AccountEventsMapping.Manifests,
        .. AccountMessagesMapping.Manifests,
        .. MarketEventsMapping.Manifests,
        .. MarketMessagesMapping.Manifests,
        .. LiquidationEventsMapping.Manifests,
        .. LiquidationMessagesMapping.Manifests,
        .. ClaimsMapping.Manifests,
        .. DeleveragingEventsMapping.Manifests,
        .. DeleveragingMessagesMapping.Manifests,
        .. RiskMessagesMapping.Manifests,
        .. CommandMessagesMapping.Manifests,
        .. SupportMapping.Manifests,
        .. AccountStateMapping.Manifests,
        .. MarketStateMapping.Manifests,
        .. LiquidationStateMapping.Manifests,
        .. DeleveragingStateMapping.Manifests,
    ];

    /// <summary>The entry by which a value is written.</summary>
    /// <exception cref="InvalidOperationException">The schema has no form for the type.</exception>
    public static ManifestEntry For(object value) =>
        ByType.TryGetValue(value.GetType(), out var entry) ? entry : throw WireRules.UnknownKind(value.GetType().Name);

    /// <summary>The entry by which bytes are read.</summary>
    /// <exception cref="JournalException">The manifest is not in the table (<see cref="JournalFault.WrongVersion"/>).</exception>
    public static ManifestEntry For(string manifest) => ByManifest.TryGetValue(manifest, out var entry)
        ? entry
        : throw new JournalException(
            JournalFault.WrongVersion,
            $"the manifest \"{manifest}\" is unknown",
            "journal",
            "the journal was written by a newer version or by another program: open it with that one");
}
