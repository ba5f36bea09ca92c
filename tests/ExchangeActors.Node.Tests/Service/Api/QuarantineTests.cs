using System.Net;
using System.Text.Json.Nodes;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Node.Service;
using ExchangeActors.Node.Service.Hosting;
using ExchangeActors.Node.Service.Keys;
using ExchangeActors.Node.Shell;
using ExchangeActors.Scenarios.Loading;

namespace ExchangeActors.Node.Tests.Service.Api;

/// <summary>A node whose rules have a mistake, as its operator sees it: one account waits, the exchange goes on.</summary>
public sealed class QuarantineTests : IDisposable
{
    private readonly WorkFolder _folder = new();
    private readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_account_that_cannot_be_closed_is_named_everywhere_and_goes_on_when_it_is_let_try_again_after_the_mistake_is_mended()
    {
        var mended = false;
        var rules = Deciders.All with
        {
            Account = Deciders.Account with
            {
                Decide = (state, message, rules, now) => message is ForceClose && !mended
                    ? throw new OverflowException("planted")
                    : state.Decide(message, rules, now),
            },
        };
        var scenario = ScenarioLoader.Load(WorkFolder.Shipped("first-adl.json"), []);
        var options = NodeOptions.Of(
            WorkFolder.Shipped("first-adl.json"), null, [], "http://127.0.0.1:0", _folder.File("data"), null, "feed");
        await using var store = ServiceStore.Open(options.StorePath);
        using var journal = HeldJournal.Open(options.JournalPlace, NodeVerb.Header(scenario), JournalMode.Create);
        var (text, key, hash) = KeyRing.Make("desk", Roles.RiskAdmin, [], TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), null);
        using var log = Logging.CreateQuiet(_folder.File("node.log"));
        await using var app = NodeApplication.Build(
            options, scenario, journal, Checkpoint.PathFor(options.JournalPlace), store, new LocalKey(key, hash), log, rules);
        await app.StartAsync();
        _http.BaseAddress = new Uri(app.Urls.First());
        _http.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", text);

        (await _folder.Run(
            "feed", WorkFolder.Shipped("first-adl.json"), "--to", app.Urls.First(), "--key", text, "--speed", "max")).Expect(0);

        var entity = Assert.Single((JsonArray)(await Get("/api/v1/quarantine"))["entities"]!)!;
        var name = (string)entity["entity"]!;
        Assert.Equal((nameof(ForceClose), "OverflowException: planted"), ((string)entity["message"]!, (string)entity["why"]!));
        Assert.StartsWith("account/", name, StringComparison.Ordinal);
        await Shown($"in quarantine: {name}");
        Assert.Matches(@"(?m)^exchange_quarantined(\{[^}]*\})? 1\b", await _http.GetStringAsync("/metrics"));
        using (var refused = await Deposit(name, "late"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
            Assert.Equal("quarantined", (string)JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["code"]!);
        }

        var still = await Retry(name, HttpStatusCode.OK);
        Assert.False((bool)still["goesOn"]!);
        Assert.Equal("OverflowException: planted", (string)still["still"]!["why"]!);
        mended = true;
        Assert.True((bool)(await Retry(name, HttpStatusCode.OK))["goesOn"]!);
        Assert.Equal("not-in-quarantine", (string)(await Retry(name, HttpStatusCode.Conflict))["code"]!);
        Assert.Equal("not-found", (string)(await Retry("venue/main", HttpStatusCode.NotFound))["code"]!);

        // What was turned away under that key is taken now.
        using (var taken = await Deposit(name, "late"))
        {
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        }

        Assert.True((bool)(await Get("/api/v1/status?rest=true"))["atRest"]!);
        Assert.Equal("1", (await Get("/api/v1/waterfall"))["adl"]!["forcedCloses"]!.ToString());
        await Shown("healthy");
        await app.StopAsync();
        journal.Dispose();
        (await _folder.Run("review", options.JournalPlace, "verify")).Expect(0);
        Assert.Contains("let {Entity} try again", await File.ReadAllTextAsync(_folder.File("node.log")), StringComparison.Ordinal);
    }

    private async Task<JsonObject> Get(string path) => (JsonObject)JsonNode.Parse(await _http.GetStringAsync(path))!;

    private async Task<JsonObject> Retry(string entity, HttpStatusCode expected)
    {
        using var answer = await _http.PostAsync($"/api/v1/quarantine/{entity}/retry", null);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{answer.StatusCode}: {text}");
        return (JsonObject)JsonNode.Parse(text)!;
    }

    private async Task<HttpResponseMessage> Deposit(string entity, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/accounts/{entity["account/".Length..]}/deposits")
        {
            Content = new StringContent("""{"amount":"1","at":"2025-01-02T00:00:00Z"}""", System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", key);
        return await _http.SendAsync(request);
    }

    /// <summary>The health check looks once a second.</summary>
    private async Task Shown(string text)
    {
        for (var patience = 100; !(await _http.GetStringAsync("/readyz")).Contains(text, StringComparison.Ordinal); patience--)
        {
            Assert.True(patience > 0, await _http.GetStringAsync("/readyz"));
            await Task.Delay(100);
        }
    }
}
