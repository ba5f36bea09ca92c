using System.Globalization;
using System.Net;
using System.Text;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Comparing;

namespace ExchangeActors.Node.Comparing;

/// <summary>
/// A comparison as a page of HTML, whole in one file, without scripts and without anything from the network; the figures go with it as CSV.
/// The same comparison gives the same bytes.
/// </summary>
internal static class ComparePage
{
    private const string Style =
        """
        :root { color-scheme: light dark; --ink: #1b2430; --soft: #566273; --line: #dde3ea; --paper: #fff; --head: #f4f6f9; --link: #0b5cad; --bar: #c2410c; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e4e9f0; --soft: #9eabbc; --line: #2b3440; --paper: #12161c; --head: #1a2029; --link: #7db7ff; --bar: #fb923c; } }
        * { box-sizing: border-box; }
        body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 1180px; margin: 2rem auto; padding: 0 20px 40px; }
        h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .3rem; overflow-wrap: anywhere; } .note { color: var(--soft); overflow-wrap: anywhere; } a { color: var(--link); }
        .wide { overflow-x: scroll; margin: 1.6rem 0 .4rem; border: 1px solid var(--line); border-radius: 8px; scrollbar-width: thin; scrollbar-color: var(--soft) var(--head); }
        .wide::-webkit-scrollbar { height: 10px; background: var(--head); } .wide::-webkit-scrollbar-thumb { background: var(--soft); border-radius: 5px; }
        table { border-collapse: collapse; width: 100%; font-size: 13.5px; font-variant-numeric: tabular-nums; }
        caption { text-align: left; background: var(--head); } caption h2 { display: inline-block; position: sticky; left: 0; margin: 0; padding: .6rem .75rem; font-size: 1rem; max-width: calc(100vw - 44px); }
        th, td { text-align: right; padding: .35rem .7rem; border-top: 1px solid var(--line); white-space: nowrap; }
        thead th { background: var(--head); color: var(--soft); font-weight: 600; font-size: 12.5px; vertical-align: bottom; }
        th:first-child { position: sticky; left: 0; z-index: 1; text-align: left; background: var(--paper); border-right: 1px solid var(--line); } thead th:first-child { background: var(--head); }
        tbody th { font-weight: 500; } dt { font-weight: 600; } dd { margin: 0 0 .6rem; color: var(--soft); overflow-wrap: anywhere; }
        .bar { display: grid; grid-template-columns: minmax(7rem, 14rem) 1fr 9rem; gap: .7rem; align-items: center; margin: .2rem 0; } .bar i { display: block; height: 14px; background: var(--bar); border-radius: 2px; print-color-adjust: exact; }
        .bar span { overflow-wrap: anywhere; } .bar b { font-weight: 500; text-align: right; font-variant-numeric: tabular-nums; }
        @media (max-width: 640px) { body { padding: 0 12px 30px; } .bar { grid-template-columns: 7rem 1fr 6rem; } }
        @media print { body { max-width: none; font-size: 10pt; } .wide { overflow: visible; } table { font-size: 7.5pt; } th, td { white-space: normal; padding: 2px 4px; } th:first-child { position: static; } a[download] { display: none; } tr { break-inside: avoid; } }
        """;

    /// <summary>Writes the page.</summary>
    public static void Write(ComparisonReport report, TextWriter target)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(target);
        var title = Text(report.Scenario);
        target.Write("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
        target.Write(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
                + "base-uri 'none'; form-action 'none'\">");
        target.Write(
            $"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}: venues compared</title><link "
                + $"rel=\"icon\" href=\"data:,\"><style>{Style}</style></head><body>\n");
        target.Write($"<h1>{title}: venues compared</h1>\n<p class=\"note\">{Text(ComparisonSheets.Subject(report))}. ");
        target.Write($"<a download=\"compare.csv\" href=\"data:text/csv;base64,{Figures(report)}\">All figures as CSV</a></p>\n");
        target.Write(report.InvariantsHold ? "<p>Every invariant holds under every profile.</p>\n"
            : "<p><b>An invariant does not hold: see Checks.</b></p>\n");
        Bars(report, target);
        foreach (var sheet in ComparisonSheets.Of(report))
        {
            Sheet(sheet, target);
        }

        target.Write("<h2>Words</h2>\n");
        target.Write($"<p class=\"note\">{Text(ComparisonSheets.Words)}</p>\n<dl>\n");
        foreach (var (heading, measure, meaning) in ComparisonSheets.Meanings(report))
        {
            target.Write(
                $"<dt>{Text(heading)}{(heading == measure ? string.Empty : $" ({Text(measure)})")}</dt><dd>{Text(meaning)}</dd>\n");
        }

        target.Write("</dl>\n</body></html>\n");
    }

    /// <summary>What ADL closed, a bar for each venue.</summary>
    private static void Bars(ComparisonReport report, TextWriter target)
    {
        var most = report.Venues.Max(venue => venue.AdlNotional);
        if (most <= 0m)
        {
            target.Write("<p>No winner was closed under any of them.</p>\n");
            return;
        }

        target.Write("<h2>Closed by ADL, at the ADL prices</h2>\n");
        foreach (var venue in report.Venues)
        {
            target.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"<div class=\"bar\"><span>{Text(venue.Venue)}</span><i style=\"width: "
                    + $"{100m * venue.AdlNotional / most:0.##}%\"></i><b>{Text(Shown.Whole(venue.AdlNotional))}</b></div>\n"));
        }
    }

    private static void Sheet(ComparisonSheet sheet, TextWriter target)
    {
        var title = Text(sheet.Title);
        target.Write(
            $"<div class=\"wide\" tabindex=\"0\" role=\"region\" "
                + $"aria-label=\"{title}\"><table><caption><h2>{title}</h2></caption>\n<thead><tr>");
        target.Write(string.Concat(sheet.Columns.Select(column => $"<th scope=\"col\">{Text(column)}</th>")));
        target.Write("</tr></thead><tbody>\n");
        foreach (var row in sheet.Rows)
        {
            target.Write(
                $"<tr><th scope=\"row\">{Text(row[0])}</th>{string.Concat(row.Skip(1).Select(cell => $"<td>{Text(cell)}</td>"))}</tr>\n");
        }

        target.Write("</tbody></table></div>\n");
        foreach (var note in sheet.Notes.Where(note => note.Length > 0))
        {
            target.Write($"<p class=\"note\">{Text(note)}</p>\n");
        }
    }

    private static string Figures(ComparisonReport report)
    {
        using var csv = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        ComparisonCsv.Write(report, csv);
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(csv.ToString()));
    }

    private static string Text(string text) => WebUtility.HtmlEncode(Identifier.Plain(text));
}
