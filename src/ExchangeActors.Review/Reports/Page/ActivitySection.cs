using System.Collections.Immutable;
using ExchangeActors.Review.Causes;
using ExchangeActors.Review.Wording;

namespace ExchangeActors.Review.Reports.Page;

/// <summary>Liquidations and forced closes over time, the waves, and why each began.</summary>
internal static class ActivitySection
{
    private const int Height = 110;

    /// <summary>The section.</summary>
    public static Html Of(Incident incident, TimeAxis axis, ImmutableArray<ChartBand> waves) => $"""
        <section aria-labelledby="h-time"><h2 id="h-time">Liquidations and ADL over time</h2>
        {Timeline(incident, axis, waves)}
        {Waves(incident)}{Causes(incident)}</section>

        """;

    /// <summary>Liquidations, and below them forced closes, each on its own scale.</summary>
    public static ImmutableArray<ChartPanel> Panels(Activity activity, int height, string what)
    {
        var step = TimeSteps.Text(activity.WidthMs);
        return
        [
            new ChartPanel(
                $"positions liquidated per {step}, quote",
                $"{what}: notional of the positions whose liquidation began, per {step}; {activity.Bars.Sum(bar => bar.Liquidations)} "
                    + $"positions of {Figures.Short(activity.Bars.Sum(bar => bar.Liquidated))} in all.",
                height,
                FromZero: true,
                [],
                [new ChartBars("liquidated", "s-liq", activity.WidthMs,
                    [.. activity.Bars.Select(
                        bar => (bar.Start, bar.Liquidated,
                        $"{Figures.Clock(bar.Start)}: {bar.Liquidations} positions liquidated, {Figures.Grouped(bar.Liquidated)} quote"))])]),
            new ChartPanel(
                $"forced closes per {step}, quote",
                $"{what}: notional of forced closes at the ADL prices, per {step}; {activity.Bars.Sum(bar => bar.ForcedCloses)} forced "
                    + $"closes of {Figures.Short(activity.Bars.Sum(bar => bar.Deleveraged))} in all.",
                height,
                FromZero: true,
                [],
                [new ChartBars("closed by ADL", "s-adl", activity.WidthMs,
                    [.. activity.Bars.Select(
                        bar => (bar.Start, bar.Deleveraged,
                        $"{Figures.Clock(bar.Start)}: {bar.ForcedCloses} forced closes, {Figures.Grouped(bar.Deleveraged)} quote"))])]),
        ];
    }

    private static Html Timeline(Incident incident, TimeAxis axis, ImmutableArray<ChartBand> waves)
    {
        if (incident.Activity.Bars.IsEmpty)
        {
            return $"<p>Nothing was liquidated.</p>";
        }

        return $"<figure>{Chart.Of(axis, Panels(incident.Activity, Height, "All markets"), waves)}</figure>";
    }

    private static Html Waves(Incident incident)
    {
        var waves = incident.Summary.Waves;
        if (waves.IsEmpty)
        {
            return $"<p>There was no forced close, and so no wave of ADL.</p>";
        }

        var pause = $"{incident.Summary.WaveGapMs / 1000m} s";
        var limit = Limit(waves.Length, ReportLimits.Waves, "waves shown: the first ones");
        return $"""
            <h3>Waves of ADL</h3>
            <p class="note">A pause of more than {pause} without a forced close begins a new wave.{limit}</p>
            {Table.Of("waves", "Waves of ADL", [new("wave"), new("first close", false), new("last close", false), new("forced closes"), new("accounts"), new("markets"), new("notional at ADL prices")], waves.Take(ReportLimits.Waves).Select(Wave))}
            """;
    }

    private static Html Wave(Summaries.SummaryWave wave) =>
        $"""<tr>{Table.RowHead(wave.Number)}{Figures.TimeCell(wave.Start)}{Figures.TimeCell(wave.End)}{Figures.CountCell(wave.ForcedCloses)}{Figures.CountCell(wave.Accounts)}{Figures.CountCell(wave.Markets)}{Figures.AmountCell(wave.Notional)}</tr>{Html.Line}""";

    private static Html Causes(Incident incident)
    {
        if (incident.Causes.IsEmpty)
        {
            return Html.Empty;
        }

        var number = 0;
        return $"""
            <h3>Why each wave began</h3><p class="note">The causes of its first forced close as the journal links them, from the price that set it off.{Limit(incident.Causes.Length, ReportLimits.Causes, "waves shown: the first ones")}</p>
            {Html.Join(incident.Causes.Take(ReportLimits.Causes).Select(cause => Cause(incident, cause, ++number)))}
            """;
    }

    private static Html Cause(Incident incident, WaveCause cause, int number)
    {
        if (cause.Chain is not { } chain)
        {
            return Html.Empty;
        }

        return $"""
            <details{Open(number)}><summary>Wave {number}, {Figures.Clock(incident.Summary.Waves[number - 1].Start)} UTC: {EventSentence.Of(chain.Links[0].Row)}</summary>
            {Waited(chain)}<ol class="chain">{Html.Join(chain.Links.Reverse().Select(Link))}</ol>{End(chain)}</details>

            """;
    }

    private static Html Open(int number)
    {
        if (number > 1)
        {
            return Html.Empty;
        }

        return $" open";
    }

    // The oldest first: where it all began, then each liquidation that followed from the one before.
    private static Html Waited(CauseChain chain)
    {
        if (chain.Earlier.IsEmpty)
        {
            return Html.Empty;
        }

        var oldest = chain.Earlier.Length - 1;
        return $"""{Html.Join(chain.Earlier.Select((_, place) => Begun(chain, oldest - place)))}<p>When that liquidation was tried again:</p>""";
    }

    private static Html Begun(CauseChain chain, int place)
    {
        if (place >= ReportLimits.ChainsEach && place < chain.Earlier.Length - 1)
        {
            return Html.Empty;
        }

        var left = chain.Earlier.Length - 1 - ReportLimits.ChainsEach;
        return $"""<p>{(place == chain.Earlier.Length - 1 ? "The liquidation had waited for the book. It had begun like this:" : "From its end another liquidation followed:")}</p><ol class="chain">{Html.Join(chain.Earlier[place].Reverse().Select(Link))}</ol>{Left(place == chain.Earlier.Length - 1 ? left : 0)}""";
    }

    private static Html Left(int left)
    {
        if (left <= 0)
        {
            return Html.Empty;
        }

        return $"""<p class="note">{left} liquidations between are not shown.</p>""";
    }

    private static Html Link(CauseLink link) =>
        $"""<li>{EventSentence.Of(link.Row)} <small>event {link.Row.Ordering}, <code>{link.Row.Recorded.Id}</code>, {Figures.Clock(link.Row.Recorded.At)}</small></li>{Html.Line}""";

    private static Html End(CauseChain chain)
    {
        if (chain.Missing is { } missing)
        {
            return $"<p>Not recorded: its cause <code>{missing}</code>.</p>";
        }

        return $"<p class=\"note\">The input from outside was <code>{chain.End}</code>: {Input(chain)}.</p>";
    }

    private static string Input(CauseChain chain) =>
        !chain.EndsAtMarkTick ? "not a price"
        : chain.Earlier.IsEmpty ? "a price"
        : "time passed; the liquidation that it went on with goes back to a price, above";

    private static string Limit(int count, int limit, string what) =>
        count > limit ? $" {limit} of {Figures.Count(count)} {what}." : string.Empty;
}
