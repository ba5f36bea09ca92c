using System.Text.Encodings.Web;
using System.Text.Json;

namespace ExchangeActors.Node.Shell;

/// <summary>A report as JSON: camel case, amounts as exact decimal numbers.</summary>
public static class ReportJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        // The report goes to a terminal or a file, not into a page: Σ stays Σ.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The text.</summary>
    public static string Write<TReport>(TReport report) => JsonSerializer.Serialize(report, Options);
}
