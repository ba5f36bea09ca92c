namespace ExchangeActors.Node.Tests.Documents;

/// <summary>The picture of the study of a fund: the first chart of its page, as a file of its own.</summary>
internal static class StudyPicture
{
    /// <summary>The study.</summary>
    public const string Command =
        "exchange stress config/scenarios/stress-crash.json --set population.accounts=200 --set tickMs=60000 --runs 20 "
        + "--venues bitmex,bybit,hyperliquid --fund \"solve:P(adl)<=0.05\" --page " + Page;

    /// <summary>The page that it writes.</summary>
    public const string Page = "fund-october.html";

    private const string Opening = "<svg ";
    private const string Closing = "</svg>";
    private const string Root = "<svg xmlns=\"http://www.w3.org/2000/svg\" font-family=\"system-ui,sans-serif\" font-size=\"12\" ";
    private const string Background = "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n";
    private const string EntryEnd = "</span>";
    private const string LegendOpening = "<span style=\"color: ";

    private const int LegendLeft = 170;
    private const int LegendStep = 110;

    /// <summary>The picture's file.</summary>
    public static string File { get; } = Path.Combine(Document.Root, "config", "scenarios", "fund-october.svg");

    /// <summary>The picture of a page.</summary>
    public static string Of(string page)
    {
        var from = page.IndexOf(Opening, StringComparison.Ordinal);
        var to = page.IndexOf(Closing, from, StringComparison.Ordinal);
        var chart = page[from..to]
            .Replace(Opening, Root, StringComparison.Ordinal)
            .Replace("var(--line)", "#d0d7de", StringComparison.Ordinal)
            .Replace("class=\"soft\"", "fill=\"#57606a\"", StringComparison.Ordinal)
            .Replace("></line>", "/>", StringComparison.Ordinal)
            .Replace("></polyline>", "/>\n", StringComparison.Ordinal)
            .Replace("</text>", "</text>\n", StringComparison.Ordinal)
            .Replace("\n\n", "\n", StringComparison.Ordinal);

        // The legend stands above the chart in the page.
        var legend = page[..from].Split(LegendOpening)[1..].Select((entry, i) =>
        {
            var name = entry[(entry.IndexOf(EntryEnd, StringComparison.Ordinal) + EntryEnd.Length)..].Split('&', '<')[0].Trim();
            var colour = entry[.."#rrggbb".Length];
            return $"<text x=\"{LegendLeft + (i * LegendStep)}\" y=\"22\" fill=\"{colour}\">■ {name}</text>\n";
        });
        var body = chart.IndexOf('>', StringComparison.Ordinal) + 1;
        return $"{chart[..body]}\n{Background}{string.Concat(legend)}{chart[body..]}{Closing}\n";
    }
}
