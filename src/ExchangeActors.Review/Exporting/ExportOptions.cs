using ExchangeActors.Review.Selection;

namespace ExchangeActors.Review.Exporting;

/// <summary>What is exported, and how.</summary>
/// <param name="Format">The format.</param>
/// <param name="Filter">Which events; all without a criterion.</param>
/// <param name="Incident">JSON lines: with the filtered events goes what is needed to review them elsewhere, see
/// <see cref="IncidentCut"/>.</param>
/// <param name="Pseudonymous">Account ids are replaced, see <see cref="Pseudonyms"/>.</param>
/// <param name="PseudonymKey">Pseudonyms are a keyed hash of the ids instead of their place in the order of all; null for places.</param>
public sealed record ExportOptions(ExportFormat Format, EventFilter Filter, bool Incident, bool Pseudonymous, byte[]? PseudonymKey)
{
    /// <summary>The whole journal as it is.</summary>
    public static ExportOptions Whole(ExportFormat format) => new(format, EventFilter.All, false, false, null);
}

/// <summary>What was exported.</summary>
/// <param name="Events">Events written.</param>
/// <param name="Root">The root over the heads of their hash chains (<see cref="Journal.Chain.Checkpoint.Root"/>), the same before and after
/// an import; null when streams are not whole.</param>
public sealed record ExportResult(long Events, string? Root);
