using System.Net;
using System.Text.Json.Nodes;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Node.Service;
using ExchangeActors.Node.Service.Hosting;
using ExchangeActors.Node.Service.Keys;
using ExchangeActors.Node.Shell;
using ExchangeActors.Scenarios.Loading;
using Microsoft.AspNetCore.Builder;
using Serilog.Core;

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
    public async Task An_account_that_fails_at_its_forced_close_is_named_everywhere_and_goes_on_once_the_mistake_is_mended()
    {
        var mended = false;
        await using var node = await Start((_, message) => message is ForceClose && !mended);

        (await _folder.Run(
            "feed", WorkFolder.Shipped("first-adl.json"), "--to", node.Address, "--key", node.Key, "--speed", "max")).Expect(0);

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
        await node.Stop();
        (await _folder.Run("review", _folder.File("data/journal.db"), "verify")).Expect(0);
        Assert.Contains("let {Entity} try again", await File.ReadAllTextAsync(_folder.File("node.log")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_could_not_be_decided_is_taken_later_however_much_its_account_took_meanwhile()
    {
        var mended = false;
        await using var node = await Start((_, message) => message is Deposit { Amount.Value: 13m } && !mended);
        using (var opened = await Send("/api/v1/accounts", "open", """{"account":"alice","at":"2025-01-01T00:00:00Z"}"""))
        {
            Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
        }

        using (var refused = await Deposit("account/alice", "thirteen", 13))
        {
            Assert.Equal(HttpStatusCode.InternalServerError, refused.StatusCode);
            Assert.Equal("cannot-be-decided", (string)JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["code"]!);
        }

        for (var i = 0; i < SourceCommands.Window + 1; i++)
        {
            using var taken = await Deposit("account/alice", $"other-{i}", 1);
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        }

        mended = true;
        for (var i = 0; i < 2; i++)
        {
            using var taken = await Deposit("account/alice", "thirteen", 13);
            Assert.Equal((HttpStatusCode.OK, i == 1), (taken.StatusCode, taken.Headers.Contains("Idempotent-Replayed")));
        }

        Assert.Equal("78", (string)(await Get("/api/v1/accounts/alice"))["wallet"]!);
        await node.Stop();
    }

    [Fact]
    public async Task A_request_that_nobody_answers_ends_and_the_same_key_tells_what_became_of_it()
    {
        using var held = new ManualResetEventSlim();
        await using var node = await Start(
            (_, message) =>
            {
                if (message is Deposit { Amount.Value: 13m })
                {
                    held.Wait();
                }

                return false;
            },
            new HurriedTime());
        using (var opened = await Send("/api/v1/accounts", "open", "{\"account\":\"alice\",\"at\":\"2025-01-01T00:00:00Z\"}"))
        {
            Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
        }

        using (var waited = await Deposit("account/alice", "thirteen", 13))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, waited.StatusCode);
            Assert.NotNull(waited.Headers.RetryAfter);
        }

        Assert.Equal("0", (string)(await Get("/api/v1/accounts/alice"))["wallet"]!);
        held.Set();
        using (var told = await Deposit("account/alice", "thirteen", 13))
        {
            Assert.Equal(HttpStatusCode.OK, told.StatusCode);
        }

        Assert.Equal("13", (string)(await Get("/api/v1/accounts/alice"))["wallet"]!);
        await node.Stop();
        Assert.Contains("was not answered within", await File.ReadAllTextAsync(_folder.File("node.log")), StringComparison.Ordinal);
        (await _folder.Run("review", _folder.File("data/journal.db"), "verify")).Expect(0);
    }

    /// <summary>A node in this process whose accounts fail at some messages.</summary>
    private async Task<HostedNode> Start(Func<Account, Message, bool> fails, TimeProvider? wall = null)
    {
        var rules = Deciders.All with
        {
            Account = Deciders.Account with
            {
                Decide = (state, message, exchange, now) =>
                    fails(state, message) ? throw new OverflowException("planted") : state.Decide(message, exchange, now),
            },
        };
        var scenario = ScenarioLoader.Load(WorkFolder.Shipped("first-adl.json"), []);
        var options = NodeOptions.Of(
            WorkFolder.Shipped("first-adl.json"), null, [], "http://127.0.0.1:0", _folder.File("data"), null, "feed");
        var store = ServiceStore.Open(options.StorePath);
        var journal = HeldJournal.Open(options.JournalPlace, NodeVerb.Header(scenario), JournalMode.Create);
        var (text, key, hash) = KeyRing.Make("desk", Roles.RiskAdmin, [], TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), null);
        var log = Logging.CreateQuiet(_folder.File("node.log"));
        var app = NodeApplication.Build(
            options, scenario, journal, Checkpoint.PathFor(options.JournalPlace), store, new LocalKey(key, hash), log, rules, wall);
        await app.StartAsync();
        _http.BaseAddress = new Uri(app.Urls.First());
        _http.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", text);
        return new HostedNode(app, journal, store, log, text);
    }

    private async Task<JsonObject> Get(string path) => (JsonObject)JsonNode.Parse(await _http.GetStringAsync(path))!;

    private async Task<JsonObject> Retry(string entity, HttpStatusCode expected)
    {
        using var answer = await _http.PostAsync($"/api/v1/quarantine/{entity}/retry", null);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{answer.StatusCode}: {text}");
        return (JsonObject)JsonNode.Parse(text)!;
    }

    private Task<HttpResponseMessage> Deposit(string entity, string key, int amount = 1) => Send(
        $"/api/v1/accounts/{entity["account/".Length..]}/deposits", key, $$"""{"amount":"{{amount}}","at":"2025-01-02T00:00:00Z"}""");

    private async Task<HttpResponseMessage> Send(string path, string key, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
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

    /// <summary>Half a minute of patience passes in a second.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime >= TimeSpan.FromSeconds(30) ? dueTime / 30 : dueTime, period);
    }

    private sealed class HostedNode(WebApplication app, IHeldJournal journal, ServiceStore store, Logger log, string key) : IAsyncDisposable
    {
        private bool _stopped;

        public string Address => app.Urls.First();

        public string Key => key;

        public async Task Stop()
        {
            if (!_stopped)
            {
                _stopped = true;
                await app.StopAsync();
                await app.DisposeAsync();
                journal.Dispose();
                await store.DisposeAsync();
                await log.DisposeAsync();
            }
        }

        public async ValueTask DisposeAsync() => await Stop();
    }
}
