using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using ExchangeActors.Review.Wording;

namespace ExchangeActors.Review.Reports.Page;

/// <summary>
/// The page: one file without any reference to another, readable without scripts. The same incident gives the same bytes. Its
/// content-security policy lets nothing run but its own script, and nothing be loaded at all.
/// </summary>
public static class ReportPage
{
    /// <summary>What every page begins with.</summary>
    public const string Beginning = "<!DOCTYPE html>";

    private static readonly string Style = Asset("report.css");
    private static readonly string Script = Asset("report.js");

    /// <summary>Writes the page.</summary>
    public static void Write(Incident incident, TextWriter target)
    {
        ArgumentNullException.ThrowIfNull(incident);
        ArgumentNullException.ThrowIfNull(target);
        var summary = incident.Summary;
        var axis = new TimeAxis(summary.From ?? default, summary.To ?? default);
        var waves = summary.Waves.Take(ReportLimits.Waves)
            .Select(wave =>
                new ChartBand(
                    wave.Start, wave.End,
                    $"wave {wave.Number}: {Figures.Clock(wave.Start)} to {Figures.Clock(wave.End)}, {wave.ForcedCloses} forced closes, "
                        + $"{Figures.Grouped(wave.Notional)} quote"))
            .ToList();
        Head(incident).WriteTo(target);
        foreach (var section in (IEnumerable<Html>)
            [
                OverviewSection.Of(incident),
                WaterfallSection.Of(incident),
                ActivitySection.Of(incident, axis, [.. waves]),
                PriceSection.Of(incident, axis, [.. waves]),
                FundSection.Of(incident, axis, [.. waves]),
                PartiesSection.Markets(incident),
                PartiesSection.Accounts(incident),
                .. DeleveragingSection.Of(incident),
                JournalSection.Of(incident),
                Foot(),
            ])
        {
            section.WriteTo(target);
        }
    }

    private static Html Head(Incident incident)
    {
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)));
        return $"""
            {Html.Asset(Beginning)}
            <html lang="en"><head><meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{hash}'; img-src data:; base-uri 'none'; form-action 'none'">
            <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">
            <title>{incident.Summary.Scenario} under {incident.Summary.Venue}: incident report</title><link rel="icon" href="data:,">
            <style>{Html.Asset(Style)}</style></head><body>
            <a class="skip" href="#h-story">Skip to the report</a>
            <nav aria-label="Sections"><a href="#h-story">Summary</a><a href="#h-waterfall">Waterfall</a><a href="#h-time">Timeline</a><a href="#h-price">Prices</a><a href="#h-fund">Fund</a><a href="#h-markets">Markets</a><a href="#h-accounts">Accounts</a><a href="#h-adl">Queues</a><a href="#h-journal">Journal</a><label class="tools find" hidden>Find an account <input type="search" data-filter="accounts adl queues" autocomplete="off" spellcheck="false"> <output></output></label></nav>
            <main>

            """;
    }

    private static Html Foot() => $"</main><script>{Html.Asset(Script)}</script></body></html>\n";

    private static string Asset(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks {name}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
