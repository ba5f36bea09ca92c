using System.Net;
using System.Text.RegularExpressions;

namespace ExchangeActors.Node.Tests.Service.Pages;

/// <summary>The page, as a browser without scripts sees it.</summary>
public sealed partial class PageTests(FedNode fed) : IClassFixture<FedNode>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/accounts")]
    [InlineData("/accounts/bob")]
    [InlineData("/adl")]
    [InlineData("/adl/ETH-PERP/1")]
    [InlineData("/adl/ETH-PERP/1/accounts/bob")]
    [InlineData("/at/last")]
    [InlineData("/at/30")]
    [InlineData("/frames")]
    public async Task Who_has_not_signed_in_sees_the_form_and_comes_back_to_where_they_were(string path)
    {
        using var browser = fed.Browse();

        var form = (await browser.Get(path)).Expect(HttpStatusCode.Unauthorized);
        var back = ReturnField().Match(form.Text).Groups[1].Value;
        var signedIn = (await browser.SignIn(fed.Keys["auditor"], WebUtility.HtmlDecode(back))).Expect(HttpStatusCode.SeeOther);

        Assert.DoesNotContain("ETH-PERP became", form.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<table", form.Text, StringComparison.Ordinal);
        Assert.Equal(path, signedIn.Headers.Location!.ToString());
    }

    [Fact]
    public async Task The_cookie_is_for_this_site_and_no_script_and_ends_with_signing_out()
    {
        using var browser = fed.Browse();

        var signedIn = (await browser.SignIn(fed.Keys["auditor"])).Expect(HttpStatusCode.SeeOther);
        var cookie = Assert.Single(signedIn.Headers.GetValues("Set-Cookie"));
        (await browser.Get("/")).Expect(HttpStatusCode.OK);
        // The API asks for a key in a header: a cookie, which a browser sends by itself, is not enough.
        (await browser.Get("/api/v1/markets")).Expect(HttpStatusCode.Unauthorized);
        (await browser.Post("/sign-out", [])).Expect(HttpStatusCode.SeeOther);
        (await browser.Get("/")).Expect(HttpStatusCode.Unauthorized);

        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(fed.Keys["auditor"], cookie, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("xa_000000000000_0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("")]
    public async Task A_key_that_is_none_is_refused(string key)
    {
        using var browser = fed.Browse();

        var refused = (await browser.SignIn(key)).Expect(HttpStatusCode.Unauthorized);

        Assert.Contains("not known", refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", refused.Text, StringComparison.Ordinal);
        Assert.False(refused.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example/")]
    [InlineData("/\\elsewhere.example/")]
    [InlineData("javascript:alert(1)")]
    public async Task Signing_in_leads_to_this_host_only(string back)
    {
        using var browser = fed.Browse();

        Assert.Equal("/", (await browser.SignIn(fed.Keys["auditor"], back)).Expect(HttpStatusCode.SeeOther).Headers.Location!.ToString());
    }

    [Fact]
    public async Task A_form_that_another_site_has_sent_signs_nobody_in_or_out()
    {
        using var browser = fed.Browse();

        var refused = (await browser.SignIn(fed.Keys["auditor"], site: "cross-site")).Expect(HttpStatusCode.Forbidden);
        (await browser.SignIn(fed.Keys["auditor"], site: "same-origin")).Expect(HttpStatusCode.SeeOther);
        (await browser.Post("/sign-out", [], "cross-site")).Expect(HttpStatusCode.Forbidden);

        Assert.False(refused.Headers.Contains("Set-Cookie"));
        (await browser.Get("/")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_key_that_is_revoked_shows_nothing_any_more()
    {
        var key = await fed.Create("--role", "auditor", "--name", "leaves");
        using var browser = fed.Browse();
        (await browser.SignIn(key)).Expect(HttpStatusCode.SeeOther);
        (await browser.Get("/")).Expect(HttpStatusCode.OK);

        (await fed.Run("keys", "revoke", key.Split('_')[1])).Expect(0);

        (await browser.Get("/")).Expect(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_live_view_shows_the_waterfall_the_marks_the_deleveraging_and_the_newest_events()
    {
        using var browser = await fed.SignedIn("auditor");

        var live = (await browser.Get("/")).Expect(HttpStatusCode.OK).Text;
        var words = Words(live);

        Assert.Contains("Invariants all hold", words, StringComparison.Ordinal);
        Assert.Contains("Margin calls 1 ", words, StringComparison.Ordinal);
        Assert.Contains("Liquidated 1 18,400.00 100.0 %", words, StringComparison.Ordinal);
        Assert.Contains("Closed by ADL 1 18,400.00 100.0 %", words, StringComparison.Ordinal);
        Assert.Contains("adl/ETH-PERP/1 2025-01-01 00:00:04.000 alice 10 1,782 10 1 0 filled", words, StringComparison.Ordinal);
        Assert.Contains("The mark of ETH-PERP became 1,700.", words, StringComparison.Ordinal);
        Assert.Contains("2025-01-01 00:00:08.000", words, StringComparison.Ordinal);
        Assert.All(Tables().Matches(live), table => Assert.Contains("<caption>", table.Value, StringComparison.Ordinal));
        Assert.DoesNotContain("<th>", live, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_has_its_figures_its_story_and_why_it_was_closed()
    {
        using var browser = await fed.SignedIn("auditor");

        var account = Words((await browser.Get("/accounts/bob")).Expect(HttpStatusCode.OK).Text);
        var pick = Words((await browser.Get("/adl/ETH-PERP/1/accounts/bob?far=yes")).Expect(HttpStatusCode.OK).Text);
        var bankrupt = Words((await browser.Get("/adl/ETH-PERP/1/accounts/alice")).Expect(HttpStatusCode.OK).Text);

        Assert.Contains("Equity 8,780.00", account, StringComparison.Ordinal);
        Assert.Contains("ETH-PERP -2 2,000 1,700 3,400.00 600.00 170.00 5,800", account, StringComparison.Ordinal);
        Assert.Contains("1 forced close.", account, StringComparison.Ordinal);
        Assert.Contains("ADL closed 10 ETH-PERP of it at 1,782 (mark 1,840), for alice", account, StringComparison.Ordinal);
        Assert.Contains("Place 1 of 1", pick, StringComparison.Ordinal);
        Assert.Contains("PnL ratio 0.08 and leverage 2.787879", pick, StringComparison.Ordinal);
        Assert.Contains("would have spared it", pick, StringComparison.Ordinal);
        Assert.Contains("it is the bankrupt account itself", bankrupt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleveraging_has_its_queue_with_the_inputs_of_every_score()
    {
        using var browser = await fed.SignedIn("risk-admin");

        var text = (await browser.Get("/adl/ETH-PERP/1")).Expect(HttpStatusCode.OK).Text;
        (await browser.Get("/adl/ETH-PERP/2")).Expect(HttpStatusCode.NotFound);
        (await browser.Get("/adl/BTC-PERP/1")).Expect(HttpStatusCode.NotFound);

        Assert.Contains("1 bob 10 2,180.00 0.22303 ", Words(text), StringComparison.Ordinal);
        Assert.Contains(
            "0.08 2.787879 -12 -24,000.00 6,000.00 7,920.00 1,104.00 22,080.00 2,500 closed: rank 1",
            Words(text),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_event_shows_the_exchange_as_it_was_then_and_leads_to_its_neighbours()
    {
        using var browser = await fed.SignedIn("auditor");

        var text = (await browser.Get("/at/30")).Expect(HttpStatusCode.OK).Text;
        var words = Words(text);
        var first = (await browser.Get("/at/0")).Expect(HttpStatusCode.OK).Text;
        var at = async (string path) => (await browser.Get(path)).Expect(HttpStatusCode.SeeOther).Headers.Location!.ToString();

        Assert.Contains("bob confirmed 10 closed.", words, StringComparison.Ordinal);
        Assert.Contains("Still open &#x2013; 18,400.00", words, StringComparison.Ordinal);
        Assert.Contains("Open liquidations: 1", words, StringComparison.Ordinal);
        Assert.Contains("Money adds up", words, StringComparison.Ordinal);
        Assert.Contains("href=\"/at/29\" data-step=\"prev\"", text, StringComparison.Ordinal);
        Assert.Contains("href=\"/at/31\" data-step=\"next\"", text, StringComparison.Ordinal);
        Assert.Contains("href=\"/at/1\" data-step=\"first\"", text, StringComparison.Ordinal);
        Assert.Contains("href=\"/at/last\" data-step=\"last\"", text, StringComparison.Ordinal);
        Assert.Contains("Before the first event.", first, StringComparison.Ordinal);
        Assert.DoesNotContain("data-step=\"prev\"", first, StringComparison.Ordinal);
        Assert.Equal("/at/38", await at("/at/2025-01-01T00:00:04Z"));
        Assert.Equal("/at/12", await at("/at?to=12"));
        Assert.Equal("/at/29", await at("/at?to=account%2Fbob%232"));
        (await browser.Get("/at/999999")).Expect(HttpStatusCode.NotFound);
        Assert.Contains("&lt;b&gt;", (await browser.Get("/at/%3Cb%3E")).Expect(HttpStatusCode.NotFound).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trader_sees_the_own_account_and_of_others_nothing()
    {
        using var browser = await fed.SignedIn("bob");

        var live = (await browser.Get("/")).Expect(HttpStatusCode.OK).Text;
        var list = (await browser.Get("/accounts")).Expect(HttpStatusCode.OK).Text;
        var own = (await browser.Get("/adl/ETH-PERP/1/accounts/bob?far=yes")).Expect(HttpStatusCode.OK).Text;
        var account = (await browser.Get("/accounts/bob")).Expect(HttpStatusCode.OK).Text;
        var foreign = (await browser.Get("/accounts/alice")).Expect(HttpStatusCode.NotFound).Text;
        var missing = (await browser.Get("/accounts/nobody")).Expect(HttpStatusCode.NotFound).Text;

        Assert.Contains("/accounts/bob", live, StringComparison.Ordinal);
        Assert.Contains("ADL closed 10 ETH-PERP of it at 1,782 (mark 1,840), for another account", Words(live), StringComparison.Ordinal);
        Assert.Contains("8,780.00", list, StringComparison.Ordinal);
        Assert.All([live, list, own, account], text => Assert.DoesNotContain("alice", text, StringComparison.Ordinal));
        Assert.All([live, list, own, account], text => Assert.DoesNotContain("carol", text, StringComparison.Ordinal));
        Assert.Equal(missing.Replace("nobody", "alice", StringComparison.Ordinal), foreign);
        (await browser.Get("/adl/ETH-PERP/1/accounts/alice")).Expect(HttpStatusCode.NotFound);
        foreach (var path in new[] { "/adl", "/adl/ETH-PERP/1", "/at/last", "/at/30" })
        {
            (await browser.Get(path)).Expect(HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task Every_page_forbids_scripts_of_others_and_carries_none_inside()
    {
        using var browser = await fed.SignedIn("auditor");
        foreach (var path in new[] { "/", "/accounts", "/accounts/bob", "/adl", "/adl/ETH-PERP/1", "/at/30", "/at/none", "/sign-in" })
        {
            var answer = await browser.Get(path);
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("script-src 'self'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
            Assert.All(
                Scripts().Matches(answer.Text), script => Assert.Contains("src=\"/assets/", script.Value, StringComparison.Ordinal));
            Assert.DoesNotMatch(Inside(), answer.Text);
        }

        foreach (Match asset in Assets().Matches((await browser.Get("/")).Text))
        {
            Assert.NotEmpty((await browser.Get(asset.Value)).Expect(HttpStatusCode.OK).Text);
        }
    }

    [Fact]
    public async Task A_journal_is_shown_read_only_to_this_machine()
    {
        (await fed.Run("run", WorkFolder.Shipped("first-adl.json"), "--journal", "shown.db")).Expect(0);
        var process = fed.Start("review", "shown.db", "open", "--urls", "http://127.0.0.1:0");
        var address = Address().Match(await process.Said("Ctrl-C ends it")).Value;
        using var browser = new Browser(address);

        var last = (await browser.Get("/at/last")).Expect(HttpStatusCode.SeeOther).Headers.Location!.ToString();
        var moment = (await browser.Get(last)).Expect(HttpStatusCode.OK).Text;
        var account = Words((await browser.Get("/accounts/bob")).Expect(HttpStatusCode.OK).Text);
        var adl = Words((await browser.Get("/adl")).Expect(HttpStatusCode.OK).Text);
        (await browser.Get("/adl/ETH-PERP/1")).Expect(HttpStatusCode.OK);
        (await browser.Post("/sign-in", [])).Expect(HttpStatusCode.NotFound);
        using var elsewhere = new HttpRequestMessage(HttpMethod.Get, address + "/accounts") { Headers = { Host = "elsewhere.example" } };
        using var http = new HttpClient();
        using var refused = await http.SendAsync(elsewhere);
        process.Signal("TERM");
        (await process.End()).Expect(0);

        Assert.Contains("Closed by ADL 1 18,400.00", Words(moment), StringComparison.Ordinal);
        Assert.DoesNotContain("Sign out", moment, StringComparison.Ordinal);
        Assert.Contains("Equity 8,780.00", account, StringComparison.Ordinal);
        Assert.Contains("adl/ETH-PERP/1", adl, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var beyond = await fed.Run("review", "shown.db", "open", "--urls", "https://0.0.0.0:0");
        Assert.Contains("no key is asked for", beyond.Expect(2).Error, StringComparison.Ordinal);
    }

    /// <summary>A page's text, its parts with one space between.</summary>
    private static string Words(string html) => Spaces().Replace(Tags().Replace(html, " "), " ");

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("<table>.*?</table>", RegexOptions.Singleline)]
    private static partial Regex Tables();

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex Scripts();

    [GeneratedRegex("<style| style=| on[a-z]+=", RegexOptions.IgnoreCase)]
    private static partial Regex Inside();

    [GeneratedRegex("/assets/[^\"]+")]
    private static partial Regex Assets();

    [GeneratedRegex("name=\"return\" value=\"([^\"]*)\"")]
    private static partial Regex ReturnField();

    [GeneratedRegex("http://127[^ ;]+")]
    private static partial Regex Address();
}
