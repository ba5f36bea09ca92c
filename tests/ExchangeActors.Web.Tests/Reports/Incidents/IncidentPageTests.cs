using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Reports;
using ExchangeActors.Review.Verifying;
using ExchangeActors.Web.Reports;
using ExchangeActors.Web.Reports.Incidents;

namespace ExchangeActors.Web.Tests.Reports.Incidents;

/// <summary>The report's content against the journal and its summary.</summary>
public sealed class IncidentPageTests : IDisposable
{
    private readonly TestJournals _journals = new();

    public void Dispose() => _journals.Dispose();

    [Fact]
    public async Task The_page_says_what_the_summary_says_to_the_last_digit()
    {
        var (page, incident) = await Page(await _journals.October());
        var (waterfall, fund) = (incident.Summary.Waterfall, incident.Summary.Fund);

        Assert.Equal(waterfall.Notional, Figure(page, "liquidated"));
        Assert.Equal(waterfall.Book, Figure(page, "closed on the book"));
        Assert.Equal(waterfall.Adl, Figure(page, "closed by ADL"));
        Assert.Equal(waterfall.TakenOver, Figure(page, "taken over"));
        Assert.Equal(waterfall.Returned, Figure(page, "returned, margin restored"));
        Assert.Equal(waterfall.LossBeyondBankruptcy, Figure(page, "loss beyond bankruptcy"));
        Assert.Equal(waterfall.PaidByFund, Figure(page, "paid by the insurance fund"));
        Assert.Equal(waterfall.PaidByNobody, Figure(page, "booked deficit at the end"));
        Assert.Equal(fund.Credited, Figure(page, "+ credited: liquidation fees and roundings"));
        Assert.Equal(fund.Debited, Figure(page, "− paid for shortfalls"));
        Assert.Equal(fund.End, Figure(page, "= end"));
        Assert.Equal(fund.Lowest, Figure(page, "lowest"));
        Assert.Contains($"{incident.Summary.Adl.ForcedCloses.ToString("N0", CultureInfo.InvariantCulture)} forced closes", page,
            StringComparison.Ordinal);
        foreach (var text in (string[])[incident.Header.Scenario, incident.Header.ScenarioHash, incident.Header.ProfileHash,
            incident.Summary.Root, incident.Summary.StateHash, "bitmex version 1", "exchange review JOURNAL verify"])
        {
            Assert.Contains(text, page, StringComparison.Ordinal);
        }

        Assert.All(incident.Summary.MostAffected, account =>
            Assert.Contains($"<th scope=\"row\">{account.Account}</th>", page, StringComparison.Ordinal));
        Assert.All(incident.Summary.LargestLiquidations, account =>
            Assert.Contains($"<th scope=\"row\">{account.Account}</th>", page, StringComparison.Ordinal));
        Assert.Equal(incident.Summary.Waves.Length, Regex.Count(page, "<summary>Wave [0-9]+,"));

        // Where a wave's first close is of a liquidation that others set off, the page tells how that one itself began.
        var waited = incident.Causes.Select(cause => cause.Chain!).Where(chain => !chain.Begun.IsEmpty).ToList();
        Assert.NotEmpty(waited);
        Assert.All(waited, chain =>
        {
            Assert.Contains($"<code>{chain.Liquidation}</code>, for which winners were closed, had begun like this:", page,
                StringComparison.Ordinal);
            Assert.Contains($"event {chain.Begun[0].Row.Ordering}, ", page, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task The_smallest_deleveraging_is_told_from_the_price_to_the_forced_close()
    {
        var (page, incident) = await Page(await _journals.FirstAdl());

        Assert.True(Assert.Single(incident.Causes).Chain is { EndsAtMarkTick: true } chain
            && chain.Links[0].Row.Recorded.Event is PositionForceClosed);
        Assert.Contains("The mark of <b>ETH-PERP</b> became 1,840.", page, StringComparison.Ordinal);
        Assert.Contains("<b>alice</b> was frozen for liquidation: equity 580.00 was below maintenance margin 920.00", page,
            StringComparison.Ordinal);
        Assert.Contains("<b>bob</b> was closed for 10 ETH-PERP at 1,782 (rank 1, score", page, StringComparison.Ordinal);
        Assert.Contains("rank 1; the round needed 10, and 10 of it fell to this account by the allocation queue", page,
            StringComparison.Ordinal);
        Assert.Contains("1 deleveraging, all listed.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_without_a_liquidation_gives_a_page_that_says_so()
    {
        var (page, incident) = await Page(await _journals.Run("calm.json"));

        Assert.Equal(0, incident.Summary.Liquidations.Count);
        Assert.Contains("Nobody was liquidated", page, StringComparison.Ordinal);
        Assert.Contains("No position was deleveraged.", page, StringComparison.Ordinal);
        Assert.Contains("There was no forced close", page, StringComparison.Ordinal);
        Assert.Contains("class=\"line s-mark\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page[..page.IndexOf("<script>", StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_venue_that_closes_no_winner_gives_a_page_with_liquidations_and_without_a_queue()
    {
        var (page, incident) = await Page(
            await _journals.Run("first-adl.json", "profile.trigger.policy=never", "profile.backstop.policy=liquidator"));

        Assert.True(incident.Summary.Liquidations.Count > 0);
        Assert.Equal(0, incident.Summary.Adl.Deleveragings);
        Assert.Contains("Margin broke on 1 account,", page, StringComparison.Ordinal);
        Assert.Contains("<p>There was none.</p>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_journal_gives_a_page()
    {
        var path = _journals.PathOf("empty.db");
        using (var writer = JournalWriter.Create(path, new JournalHeader("nothing", "aa", "none", "bb", 1, "0.1.0", "{}")))
        {
            writer.Complete();
        }

        var (page, _) = await Page(path);

        Assert.Contains("no events", page, StringComparison.Ordinal);
        Assert.Contains("The venue’s profile is not recorded", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_comes_from_the_journal_is_never_markup()
    {
        const string hostile = "<script>alert(1)</script>\"'&";
        var (page, _) = await Page(await _journals.RunRenamed("first-adl.json", name => hostile + name));

        Assert.Single(Regex.Matches(page, "<script"));
        Assert.DoesNotContain("alert(1)</script>", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&amp;first-adl", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_refers_to_nothing_outside_itself()
    {
        var (page, _) = await Page(await _journals.October());

        Assert.DoesNotContain("http:", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https:", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch(" (src|srcset|action|data|poster)=", page);
        Assert.All(Regex.Matches(page, " href=\"([^\"]*)\"").Select(match => match.Groups[1].Value), target =>
            Assert.True(target == "data:," || target.StartsWith('#'), target));
        var ids = Regex.Matches(page, " id=\"([^\"]*)\"").Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(Regex.Matches(page, " href=\"#([^\"]*)\"").Select(match => match.Groups[1].Value), target =>
            Assert.Contains(target, ids));
        Assert.Contains("default-src 'none'", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_journal_gives_the_same_bytes()
    {
        var (first, second) = (await _journals.October(), await _journals.October());

        Assert.Equal((await Page(first)).Html, (await Page(first)).Html);
        Assert.Equal((await Page(first)).Html, (await Page(second)).Html);
    }

    [Fact]
    public async Task Every_account_that_was_liquidated_or_closed_is_listed_with_figures_that_add_up()
    {
        var (page, incident) = await Page(await _journals.October());

        Assert.Equal(incident.Summary.Liquidations.Accounts, incident.Accounts.Count(account => account.Liquidations > 0));
        Assert.Equal(incident.Summary.Adl.Accounts, incident.Accounts.Count(account => account.ForcedCloses > 0));
        Assert.Equal(incident.Summary.Liquidations.Notional, incident.Accounts.Sum(account => account.Liquidated));
        Assert.Equal(incident.Summary.Adl.Notional, incident.Accounts.Sum(account => account.Deleveraged));
        Assert.Equal(incident.Summary.Adl.RealisedPnl, incident.Accounts.Sum(account => account.RealisedPnl));
        Assert.All(incident.Summary.MostAffected, most => Assert.Equal(
            (most.ForcedCloses, most.Notional, most.BestRank),
            incident.Accounts.Where(account => account.Account == most.Account)
                .Select(account => (account.ForcedCloses, account.Deleveraged, account.BestRank!.Value)).Single()));
        var table = page.Split("id=\"accounts\"")[1].Split("</table>")[0];
        Assert.Equal(incident.Accounts.Length, Regex.Count(table, "<tr><th scope=\"row\">"));
        Assert.Contains($"{incident.Accounts.Length.ToString("N0", CultureInfo.InvariantCulture)} accounts, all listed", table,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_tells_the_verdict_of_verify()
    {
        using var journal = ReviewedJournal.Open(await _journals.FirstAdl());
        var incident = IncidentReader.Read(journal, null, CancellationToken.None);
        var verification = Verifier.Run(journal, null, null, null, CancellationToken.None);

        Assert.Contains("Not verified when this page was written", await Html(incident), StringComparison.Ordinal);
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"<b>Verified:</b> {verification.Decisions:N0} decisions taken again"),
                await Html(incident with { Verification = verification }), StringComparison.Ordinal);
        var broken = verification with { Findings = [new Finding(Finding.Decision, null, 17, "the decision <is> another", string.Empty)] };
        Assert.Contains("<b>Not verified:</b> the journal: the decision &lt;is&gt; another.",
            await Html(incident with { Verification = broken }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_left_out_is_said()
    {
        using var journal = ReviewedJournal.Open(await _journals.FirstAdl());
        var small = IncidentReader.Read(journal, null, CancellationToken.None);
        var one = Assert.Single(small.Deleveragings);
        var many = small with
        {
            Deleveragings = [.. Enumerable.Range(1, 1_000).Select(
                number => one with { Opened = one.Opened with { Id = new DeleveragingId(one.Opened.Id.Market, number) } })],
            Summary = small.Summary with { Adl = small.Summary.Adl with { Deleveragings = 4_321 } },
        };

        var page = await Html(many);

        Assert.Equal(ReportLimits.Queues, many.WithQueues.Length);
        Assert.Contains("1,000 of 4,321 deleveragings listed: the largest by notional.", page, StringComparison.Ordinal);
        Assert.Contains("300 of 4,321 deleveragings with their queue: the largest by notional.", page, StringComparison.Ordinal);
        Assert.Equal(300, Regex.Count(page, "Queue of adl/ETH-PERP/[0-9]+, round 1</span></caption>"));
    }

    private static async Task<(string Html, Incident Incident)> Page(string path)
    {
        using var journal = ReviewedJournal.Open(path);
        var incident = IncidentReader.Read(journal, null, CancellationToken.None);
        return (await Html(incident), incident);
    }

    private static async Task<string> Html(Incident incident)
    {
        await using var writer = new StringWriter();
        await PageFile.Write<IncidentPage>(writer, (nameof(IncidentPage.Incident), incident));
        return writer.ToString();
    }

    private static decimal Figure(string page, string row)
    {
        var match = Assert.Single(Regex.Matches(
            WebUtility.HtmlDecode(page), $"<th scope=\"row\">{Regex.Escape(row)}</th>\\s*<td class=\"n\">([^<]*)</td>"));
        return decimal.Parse(match.Groups[1].Value.Replace('−', '-'), NumberStyles.Number, CultureInfo.InvariantCulture);
    }
}
