using System.Text.Json;
using ExchangeActors.Journal;

namespace ExchangeActors.Review.Reading;

/// <summary>
/// An incident that was cut out of a journal: the streams concerned, from their beginnings, and not the rest of the exchange.
/// </summary>
/// <param name="Criteria">By what it was cut, e.g. <c>correlation adl/BTC-PERP/3</c>.</param>
/// <param name="Of">How many events the journal had that it was cut from.</param>
public sealed record JournalCut(string Criteria, long Of)
{
    /// <summary>Where a header's settings say it.</summary>
    internal const string Setting = "cut";

    /// <summary>What a header says; null for a whole journal.</summary>
    public static JournalCut? Read(JournalHeader header)
    {
        try
        {
            return HeaderSetting.Read(header, Setting) is { } cut
                ? new JournalCut(
                    string.Join(", ", cut.GetProperty("criteria").EnumerateObject()
                        .Select(criterion => $"{criterion.Name} {Text(criterion.Value)}")),
                            cut.GetProperty("of").GetProperty("events").GetInt64())
                : null;
        }
        catch (Exception fault) when (fault is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            // Settings of another kind; a journal that a run has written has them.
            return null;
        }
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? string.Join(" or ", value.EnumerateArray().Select(Text)) : value.ToString();
}
