using System.Globalization;
using System.Text.Json;
using ExchangeActors.Scenarios.Reports;

namespace ExchangeActors.Scenarios.Calibrating;

/// <summary>
/// A figure of a run's report, as <c>exchange run --json</c> writes it: a path (<c>adl.notional</c>), or two with <c> / </c> or
/// <c> - </c> between them. A time counts as seconds since 1970.
/// </summary>
public sealed class ReportFigure
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
    private static readonly string[] Counted = ["adl.reasons.", "refused."]; // absent where nothing was counted

    private readonly string _first;
    private readonly char? _operator;
    private readonly string? _second;

    private ReportFigure(string text, string first, char? @operator, string? second)
    {
        Text = text;
        _first = first;
        _operator = @operator;
        _second = second;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>The figure of a text; null when it is none.</summary>
    public static ReportFigure? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [var path] => new ReportFigure(text, path, null, null),
            [var first, "/" or "-", var second] => new ReportFigure(
                text, first, text.Contains(" / ", StringComparison.Ordinal) ? '/' : '-', second),
            _ => null,
        };
    }

    /// <summary>A report as its figures are read from it.</summary>
    public static JsonElement Document(RunReport report) => JsonSerializer.SerializeToElement(report, Options);

    /// <summary>The path that a report does not have; null when it has what is asked for.</summary>
    public string? Unknown(JsonElement report) => new[] { _first, _second }.OfType<string>()
        .FirstOrDefault(path => Find(report, path) is null);

    /// <summary>Its value in a report; null where there is none: a time of what did not happen, a share of nothing.</summary>
    public double? In(JsonElement report)
    {
        var (first, second) = (Number(report, _first), _second is null ? null : Number(report, _second));
        return _operator switch
        {
            null => first,
            '-' => first - second,
            _ => second == 0.0 ? null : first / second,
        };
    }

    private static double? Number(JsonElement report, string path) => Find(report, path) switch
    {
        { ValueKind: JsonValueKind.Number } number => number.GetDouble(),
        { ValueKind: JsonValueKind.String } text when DateTimeOffset.TryParse(
            text.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) =>
                time.ToUnixTimeMilliseconds() / 1000.0,
        null or { ValueKind: JsonValueKind.Undefined } when Counted.Any(prefix => path.StartsWith(prefix, StringComparison.Ordinal)) => 0.0,
        _ => null,
    };

    private static JsonElement? Find(JsonElement report, string path)
    {
        var found = report;
        foreach (var name in path.Split('.'))
        {
            if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name, out found))
            {
                return Counted.Any(prefix => path.StartsWith(prefix, StringComparison.Ordinal)) ? default(JsonElement) : null;
            }
        }

        return found;
    }
}
