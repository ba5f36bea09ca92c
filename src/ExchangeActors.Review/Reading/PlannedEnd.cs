using System.Text.Json;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;

namespace ExchangeActors.Review.Reading;

/// <summary>Up to when a run was to go on: one that was interrupted, or is under way, has a journal that ends before.</summary>
public static class PlannedEnd
{
    /// <summary>Where a header's settings say it, Unix ms.</summary>
    public const string Setting = "End";

    /// <summary>What a header says; null where it does not, as for a node, which has no end, or a part of a journal.</summary>
    public static Moment? Read(JournalHeader header) =>
        HeaderSetting.Read(header, Setting) is { ValueKind: JsonValueKind.Number } end && end.TryGetInt64(out var at)
            ? new Moment(at) : null;
}
