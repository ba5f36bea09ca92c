using System.Text.Json;
using ExchangeActors.Journal;

namespace ExchangeActors.Review.Reading;

/// <summary>What a journal's header says of how it was made, by name.</summary>
internal static class HeaderSetting
{
    /// <summary>One of a header's settings; null where it has none of this name, or settings of another kind.</summary>
    public static JsonElement? Read(JournalHeader header, string name)
    {
        ArgumentNullException.ThrowIfNull(header);
        try
        {
            using var settings = JsonDocument.Parse(header.Settings);
            return settings.RootElement.ValueKind == JsonValueKind.Object && settings.RootElement.TryGetProperty(name, out var setting)
                ? setting.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
