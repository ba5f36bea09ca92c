using System.Globalization;
using System.Net;
using System.Text;

namespace ExchangeActors.Node.Tests.Documents;

/// <summary>The picture in the README: what a run writes to a terminal, as SVG.</summary>
internal static class Picture
{
    /// <summary>The run that it shows.</summary>
    public const string Command = "exchange run config/scenarios/oct-10-2025.json --journal october.db";

    private const int Lines = 42;
    private const int Columns = 120;
    private const int Height = 17;
    private const double Width = 7.9;
    private const int Margin = 16;

    /// <summary>Its file.</summary>
    public static string File { get; } = Path.Combine(Document.Root, "config", "scenarios", "oct-10-2025.svg");

    /// <summary>The picture of these lines; how long the run took is left out, so that the same run is the same picture.</summary>
    public static string Of(IEnumerable<string> lines)
    {
        var shown = lines.Select(
            line => line.Contains("events/s", StringComparison.Ordinal) ? line[..line.IndexOf(';', StringComparison.Ordinal)] : line)
            .Take(Lines).Prepend($"$ {Command}").ToList();
        var (width, height) = ((int)(Columns * Width) + (2 * Margin), (shown.Count * Height) + (2 * Margin));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">
            <title>The report of exchange run oct-10-2025</title>
            <rect width="{width}" height="{height}" rx="8" fill="#16181d"/>
            <g font-family="ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="13" fill="#d7dae0" xml:space="preserve">

            """);
        for (var i = 0; i < shown.Count; i++)
        {
            var colour = shown[i].StartsWith("Worth", StringComparison.Ordinal) ? " fill=\"#ffcf70\"" : i == 0
                ? " fill=\"#8fd0a0\"" : string.Empty;
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<text x=\"{Margin}\" y=\"{Margin + ((i + 1) * Height) - 5}\"{colour}>{WebUtility.HtmlEncode(shown[i])}</text>\n");
        }

        return svg.Append("</g>\n</svg>\n").ToString();
    }
}
