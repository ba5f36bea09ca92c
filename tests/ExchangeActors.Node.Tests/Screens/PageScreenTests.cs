using System.Net;
using Microsoft.Playwright;

namespace ExchangeActors.Node.Tests.Screens;

/// <summary>The page in a real browser: readable for everybody, usable without a mouse, and harmless whatever a journal says.</summary>
[Collection(ScreenCollection.Name)]
public sealed class PageScreenTests(ScreenFixture screens)
{
    private const string Round = "/adl/ETH-PERP/1";

    private const string Later = "2025-01-01T00:01:00Z";

    // Every third one is looked at on a phone in the dark as well.
    private static readonly string[] Views =
        ["/", "/accounts", "/accounts/bob", Round, "/adl", "/what-if", "/at/30?from=20", Round + "/accounts/bob?far=yes", "/at/none"];

    [Theory]
    [InlineData(1280, false)]
    [InlineData(390, true)]
    public async Task No_view_shuts_anybody_out_wide_and_light_or_narrow_and_dark(int width, bool dark)
    {
        await using var screen = await screens.Open(width, dark);
        await screen.Go("/");
        await screen.Check();
        await screen.SignIn(screens.Fed.Keys["auditor"]);
        foreach (var view in dark ? Views.Where((_, place) => place % 3 == 0) : Views)
        {
            Assert.Equal(view == "/at/none" ? 404 : 200, await screen.Go(view));
            await screen.Check();
        }

        screen.Quiet();
    }

    [Fact]
    public async Task The_live_view_follows_without_reloading_and_leaves_the_focus_where_it_is()
    {
        await using var screen = await screens.SignedIn("auditor");
        await screen.Page.EvaluateAsync("() => { window.loadedOnce = true; }");
        var link = screen.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "adl/ETH-PERP/1" });
        await link.FocusAsync();

        await Halt("maintenance");
        await screen.Shows("halted: maintenance");
        await Resume();
        await screen.Shows("fresh");

        Assert.True(await screen.Page.EvaluateAsync<bool>("() => window.loadedOnce"));
        Assert.True(await link.EvaluateAsync<bool>("link => link === document.activeElement"));
        screen.Quiet();
    }

    [Fact]
    public async Task What_a_journal_or_an_address_says_is_shown_and_does_nothing()
    {
        const string Markup = "<img src=x onerror=window.hurt=1><script>window.hurt=1</script>";
        await using var screen = await screens.SignedIn("auditor");

        await Halt(Markup);
        await screen.Shows("halted: " + Markup);
        await Resume();
        await screen.Go("/at/last");
        await screen.Shows(Markup);
        foreach (var path in new[] { "/at/", "/accounts/", "/adl/ETH-PERP/1/accounts/" })
        {
            Assert.Equal(404, await screen.Go(path + Uri.EscapeDataString("<img src=x onerror=window.hurt=1>")));
            Assert.Equal(0, await screen.Page.Locator("main img").CountAsync());
        }

        Assert.False(await screen.Page.EvaluateAsync<bool>("() => 'hurt' in window"));
        screen.Quiet();
    }

    [Fact]
    public async Task A_trader_who_tries_what_belongs_to_others_is_told_nothing_of_it()
    {
        await using var screen = await screens.SignedIn("bob", Round + "/accounts/bob");

        Assert.Contains("Place\n1 of 1", await screen.Text(), StringComparison.Ordinal);
        await screen.Check();
        Assert.Equal(
            ["Live", "Accounts", "API"],
            await screen.Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link).AllInnerTextsAsync());
        Assert.Equal(404, await screen.Go("/accounts/alice"));
        var foreign = await screen.Text();
        Assert.Equal(404, await screen.Go("/accounts/nobody"));
        Assert.Equal((await screen.Text()).Replace("nobody", "alice", StringComparison.Ordinal), foreign);
        Assert.Equal(404, await screen.Go(Round + "/accounts/alice"));
        foreach (var path in new[] { "/adl", Round, "/at/30", "/what-if" })
        {
            Assert.Equal(403, await screen.Go(path));
            Assert.Contains("Not yours to see", await screen.Text(), StringComparison.Ordinal);
        }

        await screen.Go("/");
        await screen.Shows("Your accounts");
        Assert.DoesNotContain("alice", await screen.Page.ContentAsync(), StringComparison.Ordinal);
        await screen.Check();
    }

    [Fact]
    public async Task A_node_that_is_killed_and_started_again_is_followed_after_signing_in_once_more()
    {
        using var folder = new WorkFolder();
        var key = (await folder.Run("keys", "create", "--role", "operator", "--name", "op")).Expect(0).Out.Trim();
        using var node = await RunningNode.Start(folder, WorkFolder.Shipped("first-adl.json"));
        await using var screen = await Screen.Open(screens.Browser, node.Address);
        await screen.SignIn(key);

        (await node.Post("/api/v1/accounts", new { account = "dora", deposit = "100" }, key: key)).Expect(HttpStatusCode.OK);
        await screen.Shows("dora");
        node.Process.Kill();
        await node.Process.End();
        await screen.Shows("the connection is lost");
        var again = folder.Start("node", WorkFolder.Shipped("first-adl.json"), "--urls", node.Address);
        await again.Said("Ctrl-C ends it");
        await screen.Page.GetByLabel("Key").FillAsync(key);
        await screen.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign in" }).ClickAsync();
        await screen.Shows("dora");
        await screen.Page.Locator("#connection[data-kind=good]").WaitForAsync();

        again.Signal("TERM");
        (await again.End()).Expect(0);
    }

    private Task Halt(string reason) => Operate("halt", new { reason, at = Later });

    private Task Resume() => Operate("resume", new { at = Later });

    private async Task Operate(string verb, object body) =>
        (await screens.Fed.Node.Post($"/api/v1/markets/ETH-PERP/{verb}", body, key: screens.Fed.Keys["operator"]))
            .Expect(HttpStatusCode.OK);
}
