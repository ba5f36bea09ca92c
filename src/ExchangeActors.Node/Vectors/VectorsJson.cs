using System.Text.Encodings.Web;
using System.Text.Json;
using ExchangeActors.Scenarios.Vectors;

namespace ExchangeActors.Node.Vectors;

/// <summary>The results of vectors as JSON: camel case; figures are the decimal strings of the vectors.</summary>
public static class VectorsJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// <c>{ passed, failed, vectors: [ { suite, name, kind, file, line, passed, differences: [ { path, expected, actual } ] } ] }</c>.
    /// </summary>
    public static string Write(IReadOnlyCollection<VectorResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var passed = results.Count(result => result.Passed);
        return JsonSerializer.Serialize(new { Passed = passed, Failed = results.Count - passed, Vectors = results }, Options);
    }
}
