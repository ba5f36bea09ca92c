using System.Diagnostics;
using System.Net;
using Microsoft.Playwright;

namespace ExchangeActors.Node.Tests.Screens;

/// <summary>Time travel, charts and sorting in a real browser.</summary>
[Collection(ScreenCollection.Name)]
public sealed class TravelScreenTests(ScreenFixture screens)
{
    private const int FramesASecond = 4;
    private const string Later = "2025-01-01T00:01:00Z";

    [Fact]
    public async Task Keys_and_the_scrubber_lead_through_the_events_without_loading_a_page_and_the_address_is_the_moment()
    {
        await using var screen = await screens.SignedIn("auditor", "/at/30");
        await Loaded(screen);
        var keys = screen.Page.Keyboard;

        await keys.PressAsync("ArrowRight");
        await keys.PressAsync("ArrowRight");
        await screen.Reaches("/at/32");
        await keys.PressAsync("ArrowLeft");
        await screen.Reaches("/at/31");
        await keys.PressAsync("Home");
        await screen.Reaches("/at/1");
        await keys.PressAsync("End");
        await screen.Page.WaitForFunctionAsync("() => document.getElementById('scrub').value === document.getElementById('scrub').max");
        await screen.Page.GetByLabel("the ADL before").ClickAsync();
        await screen.Page.WaitForFunctionAsync("() => document.title.startsWith('Event 2')");
        await screen.Page.GetByLabel("Event", new PageGetByLabelOptions { Exact = true }).FocusAsync();
        await keys.PressAsync("Home");
        await screen.Reaches("/at/0");
        await screen.Shows("Before the first event.");
        await keys.PressAsync("ArrowRight");
        await screen.Reaches("/at/1");
        await screen.Page.GetByLabel("each step").SelectOptionAsync("10");
        await screen.Page.GetByLabel("Event", new PageGetByLabelOptions { Exact = true }).FocusAsync();
        await keys.PressAsync("Space");
        await screen.Page.WaitForFunctionAsync("() => document.getElementById('scrub').value === document.getElementById('scrub').max");
        await screen.Page.Locator("#play[aria-pressed=false]").WaitForAsync();
        Assert.True(await screen.Page.EvaluateAsync<bool>("() => window.loadedOnce"));

        await using var other = await screens.SignedIn("auditor", screen.Address);
        Assert.Equal(
            await screen.Page.Locator("[data-part]").AllInnerTextsAsync(), await other.Page.Locator("[data-part]").AllInnerTextsAsync());
        Assert.Equal(await screen.Page.TitleAsync(), await other.Page.TitleAsync());
        screen.Quiet();
    }

    [Fact]
    public async Task Two_moments_are_compared_and_going_back_leads_back()
    {
        await using var screen = await screens.SignedIn("auditor", "/at/20");
        await Loaded(screen);

        await screen.Page.GetByText("Compare with this moment").ClickAsync();
        await screen.Reaches("/at/20?from=20");
        await screen.Shows("It is the same moment");
        await screen.Page.GetByLabel("Event or time").FillAsync("38");
        await screen.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Go" }).ClickAsync();
        await screen.Reaches("/at/38?from=20");
        await screen.Shows("From event 20 to event 38");
        var text = await screen.Text();
        await screen.Page.GoBackAsync();
        await screen.Reaches("/at/20?from=20");
        await screen.Page.GetByText("Stop comparing").ClickAsync();
        await screen.Reaches("/at/20");

        Assert.Contains("Closed by ADL, notional\t0.00\t18,400.00\t+18,400.00", text, StringComparison.Ordinal);
        Assert.Contains("Forced closes\t0\t1\t+1", text, StringComparison.Ordinal);
        Assert.Contains("ETH-PERP: -12 → -2", text, StringComparison.Ordinal);
        Assert.Equal(0, await screen.Page.GetByText("What is different").CountAsync());
        Assert.Equal(404, await screen.Go("/at/20?from=never"));
    }

    [Fact]
    public async Task Charts_show_fund_marks_and_waterfall_and_say_so_to_who_cannot_see_them()
    {
        await using var screen = await screens.SignedIn("auditor", "/at/30", 390);
        await Loaded(screen);
        var chart = (string name) => screen.Page.Locator($"[data-chart={name}]");
        const string Painted = """
            box => {
              const canvas = box.querySelector('canvas');
              return canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(byte => byte !== 0);
            }
            """;

        foreach (var name in new[] { "fund", "marks", "ribbon" })
        {
            Assert.True(await chart(name).EvaluateAsync<bool>(Painted), name);
        }

        Assert.StartsWith(
            "The insurance fund over time, quote: from ", await chart("fund").GetAttributeAsync("aria-label"), StringComparison.Ordinal);
        Assert.Equal(
            "Liquidated over time, 18,400 quote in all, and closed by ADL, 17,820", await chart("ribbon").GetAttributeAsync("aria-label"));
        await screen.Page.GetByLabel("Marks of").SelectOptionAsync("ETH-PERP");
        Assert.StartsWith("Marks over time of ETH-PERP", await chart("marks").GetAttributeAsync("aria-label"), StringComparison.Ordinal);
        await chart("fund").Locator(".u-over").ClickAsync(new LocatorClickOptions { Position = new Position { X = 3, Y = 40 } });
        await screen.Page.WaitForFunctionAsync("() => Number(document.getElementById('scrub').value) < 20");
        await screen.Check();
        screen.Quiet();
    }

    [Fact]
    public async Task A_burst_of_updates_reaches_the_page_in_few_frames()
    {
        await using var screen = await screens.SignedIn("auditor");
        await screen.Page.WaitForFunctionAsync("() => window.exchangeCharts?.length > 0");
        await screen.Page.EvaluateAsync("""
            () => {
              window.frames_ = 0;
              new MutationObserver(() => window.frames_++).observe(document.getElementById('live'), { childList: true, subtree: true });
            }
            """);
        var began = Stopwatch.StartNew();

        for (var i = 0; i < 30; i++)
        {
            await Operate("halt", new { reason = $"burst {i}", at = Later });
            await Operate("resume", new { at = Later });
        }

        await Operate("halt", new { reason = "the end", at = Later });
        await screen.Shows("halted: the end");
        var frames = await screen.Page.EvaluateAsync<int>("() => window.frames_");
        await Operate("resume", new { at = Later });

        Assert.InRange(frames, 1, 2 + (int)(began.Elapsed.TotalSeconds * FramesASecond));
        screen.Quiet();
    }

    [Fact]
    public async Task A_table_is_sorted_by_any_column_and_stays_so_when_newer_rows_come()
    {
        await using var screen = await screens.SignedIn("auditor");
        var table = screen.Page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Events" });
        var head = table.GetByRole(AriaRole.Columnheader, new LocatorGetByRoleOptions { Name = "Event" });
        var first = table.Locator("tbody tr").First;

        await head.GetByRole(AriaRole.Button).PressAsync("Enter");
        await head.GetByRole(AriaRole.Button).PressAsync("Enter");
        Assert.Equal("ascending", await head.GetAttributeAsync("aria-sort"));
        var oldest = await first.InnerTextAsync();
        await Operate("halt", new { reason = "sorted", at = Later });
        await screen.Shows("halted: sorted");
        await Operate("resume", new { at = Later });
        await screen.Shows("fresh");

        Assert.Equal("ascending", await head.GetAttributeAsync("aria-sort"));
        Assert.NotEqual(oldest, await first.InnerTextAsync());
        var places = (await table.Locator("tbody th").AllInnerTextsAsync()).Select(int.Parse).ToList();
        Assert.Equal(places.Order(), places);
        Assert.True(await head.GetByRole(AriaRole.Button).EvaluateAsync<bool>("button => button === document.activeElement"));
    }

    private static async Task Loaded(Screen screen)
    {
        await screen.Page.WaitForFunctionAsync("() => window.exchangeCharts?.length > 0");
        await screen.Page.EvaluateAsync("() => { window.loadedOnce = true; }");
    }

    private async Task Operate(string verb, object body) =>
        (await screens.Fed.Node.Post($"/api/v1/markets/ETH-PERP/{verb}", body, key: screens.Fed.Keys["operator"]))
            .Expect(HttpStatusCode.OK);
}
