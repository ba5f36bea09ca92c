using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace ExchangeActors.Node.Tests.Screens;

/// <summary>Other rules, asked for on the page.</summary>
[Collection(ScreenCollection.Name)]
public sealed class WhatIfScreenTests(ScreenFixture screens)
{
    [Fact]
    public async Task Another_venue_is_simulated_and_both_outcomes_stand_side_by_side()
    {
        await using var screen = await screens.SignedIn("auditor", "/what-if");

        await screen.Page.GetByLabel("Venue").SelectOptionAsync("hyperliquid");
        await screen.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Simulate" }).ClickAsync();
        await screen.Shows("Layer by layer");
        var text = await screen.Text();

        Assert.Contains("against the record under ", text, StringComparison.Ordinal);
        Assert.Contains("Liquidated notional\t18,400.00\t36,800.00\t+18,400.00", text, StringComparison.Ordinal);
        var told = await screens.Fed.Run("review", "exchange-data/journal.db", "what-if", "--venue", "hyperliquid", "--json");
        Assert.Contains((string)JsonNode.Parse(told.Expect(0).Out)!["simulated"]!["stateHash"]!, text, StringComparison.Ordinal);
        await screen.Check();
        screen.Quiet();
    }

    [Fact]
    public async Task What_cannot_be_asked_is_refused_with_the_reason_and_stays_in_the_form()
    {
        await using var screen = await screens.SignedIn("auditor", "/what-if");
        using var http = await screens.Fed.SignedIn("auditor");

        await screen.Page.GetByLabel("Changed rules").FillAsync("limits.maxMarkAgeSecond=30");
        await screen.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Simulate" }).ClickAsync();
        var problem = await screen.Page.GetByRole(AriaRole.Alert).InnerTextAsync();

        Assert.Contains("limits.maxMarkAgeSecond", problem, StringComparison.Ordinal);
        Assert.Contains("maxMarkAgeSeconds", problem, StringComparison.Ordinal);
        Assert.Equal("limits.maxMarkAgeSecond=30", await screen.Page.GetByLabel("Changed rules").InputValueAsync());
        foreach (var (venue, rules) in new[] { ("/etc/passwd", ""), ("../venues/bitmex.json", ""), ("", "extends=/etc/passwd"), ("", "x") })
        {
            var answer = await http.Post("/what-if", new Dictionary<string, string> { ["venue"] = venue, ["rules"] = rules });
            Assert.DoesNotContain("root:", answer.Expect(HttpStatusCode.BadRequest).Text, StringComparison.Ordinal);
        }

        var form = new Dictionary<string, string> { ["venue"] = "", ["rules"] = "" };
        (await http.Post("/what-if", form, site: "cross-site")).Expect(HttpStatusCode.Forbidden);
        (await http.Get("/what-if/999")).Expect(HttpStatusCode.NotFound);
    }
}
