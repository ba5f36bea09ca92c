using ExchangeActors.Domain.Venues.Catalog;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Wording;

namespace ExchangeActors.Review.Reports.Page;

/// <summary>Which journal the page is about, what was checked, where all money is, and by which rules decisions were taken.</summary>
internal static class JournalSection
{
    /// <summary>The section.</summary>
    public static Html Of(Incident incident)
    {
        var (header, summary) = (incident.Header, incident.Summary);
        return $"""
            <section aria-labelledby="h-journal"><h2 id="h-journal">The journal</h2>
            <p>When this page was written every event’s hash chain held and no row was missing. {(summary.AtRest ? "Nothing was left under way." : "The journal ends while something is under way.")} {(incident.Verification is null ? "Whether the decisions are by the rules is shown by taking them again, which was not done for this page." : "Whether the decisions are by the rules was looked at too: the verdict is below the title.")} A journal that was cut at its end, or written anew as a whole, shows only against a checkpoint that was kept elsewhere: <code>exchange review JOURNAL verify</code> compares it.</p>
            {Table.Of(null, "Identity", [new("what", false), new("value", false)], [
                Row("scenario", header.Scenario), Row("scenario hash", header.ScenarioHash), Row("venue profile", $"{header.Venue}{(summary.VenueVersion is { } version ? $" version {version}" : string.Empty)}"), Row("profile hash", header.ProfileHash),
                Row("seed", header.Seed), Row("written by", header.CreatedBy), Row("events", Figures.Count(summary.Events)), Row("streams", Figures.Count(summary.Streams)),
                Row("root over all streams’ heads", summary.Root), Row("hash of all states at the end", summary.StateHash)], sortable: false)}
            {Table.Of(null, summary.Money.AddsUp ? "Where all money is at the end (adds up to zero)" : JournalCut.Read(header) is not null && summary.Money.Sum == 0m ? "Where all money is at the end (of an incident that was cut out: what has its other side elsewhere shows as astray)" : "Where all money is at the end (does NOT add up to zero: see exchange review JOURNAL verify)", [new("part", false), new("amount")], [
                Amount("accounts: Σ(wallet − cost basis)", summary.Money.Accounts), Amount("insurance fund", summary.Money.Fund), Amount("trading fees", summary.Money.Fees), Amount("funding clearing", summary.Money.Funding),
                Amount("under way between entities", summary.Money.UnderWay), Amount("astray between entities", summary.Money.Astray), Amount("− booked deficit", -summary.Money.Deficit), Amount("− brought in from outside", -summary.Money.BroughtIn),
                Amount("sum", summary.Money.Sum)], sortable: false)}
            {Rules(header.Rules)}{Words()}</section>

            """;
    }

    private static Html Rules(RulesSpec? rules)
    {
        if (rules is null)
        {
            return $"<p>The venue’s profile is not recorded: it was composed in code.</p>";
        }

        var venue = rules.Venue;
        return $"""
            <details><summary>The rules: {venue.Name} version {venue.Version}</summary>
            {Table.Of(null, "Policies", [new("kind", false), new("policy", false), new("settings", false)], venue.Policies.Select(policy => Policy(policy.Key, policy.Value)), sortable: false)}
            {Table.Of(null, "Limits", [new("limit", false), new("value")], venue.Limits.Select(limit => Limit(limit.Key, limit.Value)), sortable: false)}
            {Html.Join(venue.Notes.Select(Note))}</details>

            """;
    }

    private static Html Note(string note) => $"""<p class="note">{note}</p>{Html.Line}""";

    private static Html Policy(string kind, PolicySpec policy) =>
        $"<tr>{Table.RowHead(kind)}<td>{policy.Policy}</td><td>{string.Join(", ", policy.Settings.Select(setting => $"{setting.Key} {Figures.Grouped(setting.Value)}"))}</td></tr>\n";

    private static Html Limit(string name, decimal value) =>
        $"""<tr>{Table.RowHead(name)}<td class="n">{Figures.Grouped(value)}</td></tr>{Html.Line}""";

    private static Html Words() => $"""
        <details><summary>Words</summary><dl>
        <dt>Mark price</dt><dd>The price at which margin is measured.</dd>
        <dt>Bankruptcy price</dt><dd>The price at which closing a position uses up exactly the account’s equity; fixed when its liquidation starts.</dd>
        <dt>Insurance fund</dt><dd>Pays what closing costs beyond the bankruptcy price, down to its floor.</dd>
        <dt>ADL, deleveraging</dt><dd>Winners on the other side are closed against a bankrupt position, in the order of a ranking.</dd>
        <dt>Booked deficit</dt><dd>A shortfall that nobody has paid.</dd>
        <dt>Returned</dt><dd>Left with the account, because its margin sufficed again.</dd>
        </dl></details>

        """;

    private static Html Row<T>(string name, T value) => $"""<tr>{Table.RowHead(name)}<td class="hash">{value}</td></tr>{Html.Line}""";

    private static Html Amount(string name, decimal value) => $"""<tr>{Table.RowHead(name)}{Figures.LedgerCell(value)}</tr>{Html.Line}""";
}
