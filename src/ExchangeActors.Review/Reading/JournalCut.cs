using System.Text.Json;
using ExchangeActors.Journal;

namespace ExchangeActors.Review.Reading;

/// <summary>Whether a journal is an incident that was cut out of another: of what happened in it the other side need not be there.</summary>
internal static class JournalCut
{
    /// <summary>True when the header says so: <c>cut</c> in its settings, as an export with <c>--incident</c> writes it.</summary>
    public static bool Is(JournalHeader header)
    {
        try
        {
            using var settings = JsonDocument.Parse(header.Settings);
            return settings.RootElement.ValueKind == JsonValueKind.Object && settings.RootElement.TryGetProperty("cut", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
