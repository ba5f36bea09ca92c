using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ExchangeActors.Node.Shell;

namespace ExchangeActors.Node.Tests.Service.Api;

/// <summary>The HTTP API, endpoint by endpoint. At the end of all the journal verifies.</summary>
public sealed class ApiTests(ApiNode api) : IClassFixture<ApiNode>
{
    [Fact]
    public async Task Every_endpoint_lets_in_the_roles_that_its_description_names_and_nobody_else()
    {
        var described = (await api.Get("auditor", "/openapi/v1.json")).Expect(HttpStatusCode.OK).Json;
        var seen = 0;
        foreach (var (path, operations) in (JsonObject)described["paths"]!)
        {
            foreach (var (method, operation) in (JsonObject)operations!)
            {
                var roles = ((string)operation!["description"]!)["Roles: ".Length..].TrimEnd('.');
                foreach (var (role, own) in new[] { ("nobody", true), ("trader", true), ("trader", false), ("auditor", true),
                    ("operator", true), ("risk-admin", true) })
                {
                    var answer = await Send(method, Path(path, own), role);
                    var allowed = roles == "all" || roles.Split(", ").Any(text => text.Split(' ')[0] == role);
                    var what = $"{method} {path} as {role}{(own ? string.Empty : " of a foreign account")}: {answer.Status} {answer.Text}";
                    if (role == "nobody")
                    {
                        Assert.True(answer.Status == HttpStatusCode.Unauthorized, what);
                    }
                    else if (!allowed)
                    {
                        Assert.True(answer.Status == HttpStatusCode.Forbidden, what);
                    }
                    else if (!own && path.Contains("{account}", StringComparison.Ordinal))
                    {
                        Assert.True(answer is { Status: HttpStatusCode.NotFound, Code: "not-found" }, what);
                    }
                    else
                    {
                        Assert.False(
                            answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                                or HttpStatusCode.InternalServerError, what);
                    }

                    seen++;
                }
            }
        }

        Assert.True(seen >= 6 * 20, $"only {seen} combinations");
    }

    [Fact]
    public async Task The_description_is_the_stored_one()
    {
        var described = (await api.Get("auditor", "/openapi/v1.json")).Expect(HttpStatusCode.OK).Text.ReplaceLineEndings("\n") + "\n";
        var stored = System.IO.Path.Combine(Documents.Document.Root, "src", "ExchangeActors.Node", "Service", "Api", "openapi.v1.json");
        if (Environment.GetEnvironmentVariable("EXCHANGE_WRITE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(stored, described);
        }

        Assert.Equal(await File.ReadAllTextAsync(stored), described);
    }

    [Fact]
    public async Task An_order_is_placed_named_filled_and_seen()
    {
        var open = new { account = "carol", deposit = "5000" };
        (await api.Post("operator", "/api/v1/accounts", open)).Expect(HttpStatusCode.OK);
        var bid = (
            await api.Post("trader", "/api/v1/accounts/alice/orders",
                new { market = "ETH-PERP", side = "buy", quantity = "1", limit = "1990" })).Expect(HttpStatusCode.OK);
        var book = (
            await Eventually(() => api.Get("trader", "/api/v1/markets/ETH-PERP/book"), answer =>
                ((JsonArray)answer.Json["bids"]!).Count == 1)).Json;
        (await api.Post("operator", "/api/v1/accounts/carol/orders", new { market = "ETH-PERP", side = "sell", quantity = "1" }))
            .Expect(HttpStatusCode.OK);
        var account = await Eventually(() => api.Get("trader", "/api/v1/accounts/alice"), answer =>
            ((JsonArray)answer.Json["positions"]!).Count == 1);
        var position = account.Json["positions"]![0]!;

        Assert.Equal("1990", (string?)book["bids"]![0]!["price"]);
        Assert.StartsWith("order/alice/api/", (string?)bid.Json["id"], StringComparison.Ordinal);
        Assert.Equal(("ETH-PERP", "1", "1990", "2000", "10"),
            ((string?)position["market"], (string?)position["size"], (string?)position["entryPrice"], (string?)position["mark"],
                (string?)position["unrealisedPnl"]));
        Assert.InRange((int)position["lights"]!, 1, 5);
        Assert.Empty((JsonArray)account.Json["orders"]!);
        Assert.Equal(account.Json["asOf"]!["event"]!.ToString(), account.Headers.GetValues("Exchange-Event").Single());
    }

    /// <summary>Whoever goes on from the header must not miss what the body does not tell yet.</summary>
    [Fact]
    public async Task Body_and_header_name_the_same_event_while_more_happen()
    {
        (await api.Post("operator", "/api/v1/accounts", new { account = "dora", deposit = "1" })).Expect(HttpStatusCode.OK);
        const int Deposits = 40;
        var deposited = Task.Run(async () =>
        {
            for (var deposit = 0; deposit < Deposits; deposit++)
            {
                (await api.Post("operator", "/api/v1/accounts/dora/deposits", new { amount = "1" })).Expect(HttpStatusCode.OK);
            }
        });
        string[] paths = ["accounts/dora", "accounts", "markets", "fund", "status"];
        for (var i = 0; i < paths.Length || !deposited.IsCompleted; i++)
        {
            var answer = (await api.Get("operator", $"/api/v1/{paths[i % paths.Length]}")).Expect(HttpStatusCode.OK);
            Assert.Equal(answer.Json["asOf"]!["event"]!.ToString(), answer.Headers.GetValues("Exchange-Event").Single());
        }

        await deposited;
    }

    [Theory]
    [InlineData("/api/v1/accounts/alice/orders", """{"market":"ETH-PERP","side":"up","quantity":"1"}""", "side")]
    [InlineData("/api/v1/accounts/alice/orders", """{"market":"ETH-PERP","side":"buy","quantity":1}""", "quantity")]
    [InlineData("/api/v1/accounts/alice/orders", """{"market":"ETH-PERP","side":"buy","quantity":"1e3"}""", "quantity")]
    [InlineData("/api/v1/accounts/alice/orders", """{"market":"../../etc","side":"buy","quantity":"1"}""", "market")]
    [InlineData("/api/v1/accounts/alice/orders", """{"markt":"ETH-PERP"}""", "markt")]
    [InlineData("/api/v1/accounts/alice/deposits", """{"amount":"99999999999999999999999999999999999999"}""", "amount")]
    [InlineData("/api/v1/accounts/alice/deposits", "{", "body")]
    [InlineData("/api/v1/accounts/alice/deposits", "[]", "body")]
    [InlineData("/api/v1/accounts", """{"account":"a b"}""", "account")]
    [InlineData("/api/v1/markets/ETH-PERP/prices", """{"index":"2000","at":"2025-10-10T00:00:00Z"}""", "at")]
    [InlineData("/api/v1/markets/ETH-PERP/prices", """{"index":"2000","indexAgeMs":-1}""", "indexAgeMs")]
    public async Task What_cannot_be_understood_is_refused_with_its_place(string path, string body, string where)
    {
        var before = (await api.Get("auditor", "/api/v1/status")).Json["asOf"]!["event"]!.ToString();
        using var request = new HttpRequestMessage(HttpMethod.Post,
            path)
        { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());

        var answer = (await api.Node.Send(request, api.Keys["operator"])).Expect(HttpStatusCode.BadRequest);

        Assert.Contains(where, (string?)answer.Json["detail"], StringComparison.Ordinal);
        Assert.Equal(before, (await api.Get("auditor", "/api/v1/status")).Json["asOf"]!["event"]!.ToString());
    }

    [Fact]
    public async Task A_command_without_a_key_and_a_body_without_end_are_refused()
    {
        using var without = new HttpRequestMessage(HttpMethod.Post,
            "/api/v1/accounts/alice/deposits")
        { Content = new StringContent("""{"amount":"1"}""", Encoding.UTF8, "application/json") };
        Assert.Contains("Idempotency-Key", (await api.Node.Send(without, api.Keys["operator"])).Expect(HttpStatusCode.BadRequest).Text,
            StringComparison.Ordinal);

        using var large = new HttpRequestMessage(HttpMethod.Post,
            "/api/v1/accounts/alice/deposits")
        {
            Content = new StringContent(
                new string(' ', 1_000_000), Encoding.UTF8, "application/json")
        };
        large.Headers.Add("Idempotency-Key", "large");
        (await api.Node.Send(large, api.Keys["operator"])).Expect(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_trader_pays_nothing_in_and_opens_own_accounts_only()
    {
        Assert.Equal("operator-only", (await api.Post("trader", "/api/v1/accounts", new { account = "alice", deposit = "5" }))
            .Expect(HttpStatusCode.Forbidden).Code);
        Assert.Equal("not-your-account", (await api.Post("trader", "/api/v1/accounts", new { account = "mallory" }))
            .Expect(HttpStatusCode.Forbidden).Code);
        Assert.Equal(["alice"], ((JsonArray)(await api.Get("trader", "/api/v1/accounts")).Json["rows"]!)
            .Select(row => (string?)row!["id"]));
    }

    [Fact]
    public async Task Commands_of_many_callers_to_one_account_overtake_each_other_and_each_has_one_effect()
    {
        const int Each = 60;
        (await api.Post("operator", "/api/v1/accounts", new { account = "crowded" })).Expect(HttpStatusCode.OK);
        foreach (var round in Enumerable.Range(0, 4))
        {
            // Every one is sent twice, by two roles that have keys of their own for it, and once more under the same.
            var sent = Enumerable.Range(0, Each / 4).SelectMany(i => new[] { ("operator", i), ("risk-admin", i), ("operator", i) })
                .ToList();
            var answers = await Task.WhenAll(sent.Select(command => api.Post(
                command.Item1, "/api/v1/accounts/crowded/deposits", new { amount = "1" }, $"crowd-{round}-{command.i}")));
            Assert.All(answers, answer => answer.Expect(HttpStatusCode.OK));
        }

        Assert.Equal($"{2 * Each}", (string?)(await api.Get("auditor", "/api/v1/accounts/crowded")).Json["wallet"]);
        Assert.Null((string?)(await api.Get("auditor", "/api/v1/status")).Json["broken"]);
    }

    [Fact]
    public async Task Too_many_commands_for_one_account_are_refused_and_done_when_they_are_sent_again()
    {
        (await api.Post("operator", "/api/v1/accounts", new { account = "flooded" })).Expect(HttpStatusCode.OK);
        const int All = 400;
        var open = Enumerable.Range(0, All).ToList();
        for (var tries = 0; open.Count > 0; tries++)
        {
            Assert.True(tries < 1_000, $"{open.Count} were never taken");
            var answers = await Task.WhenAll(open.Select(async i => (
                i, Answer: await api.Post("operator", "/api/v1/accounts/flooded/deposits", new { amount = "1" }, $"flood-{i}"))));
            Assert.All(
                answers, pair =>
                    Assert.True(pair.Answer.Status is HttpStatusCode.OK || pair.Answer.Code == "overloaded", pair.Answer.Text));
            open = [.. answers.Where(pair => pair.Answer.Status != HttpStatusCode.OK).Select(pair => pair.i)];
        }

        Assert.Equal($"{All}", (string?)(await api.Get("auditor", "/api/v1/accounts/flooded")).Json["wallet"]);
    }

    [Fact]
    public async Task A_trader_says_neither_what_time_it_is_nor_who_stands_behind_an_account()
    {
        Assert.Equal(
            "operator-only", (await api.Post("trader", "/api/v1/accounts", new { account = "alice", owner = "bob" }))
                .Expect(HttpStatusCode.Forbidden).Code);
        var told = await api.Post(
            "trader", "/api/v1/accounts/alice/orders", new
            {
                market = "ETH-PERP",
                side = "buy",
                quantity = "1",
                at = "2100-01-01T00:00:00Z"
            });
        Assert.Contains("a trader does not say what time it is", told.Expect(HttpStatusCode.BadRequest).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_go_on_where_the_one_before_ended()
    {
        for (var i = 0; i < 5; i++)
        {
            (await api.Post("operator", "/api/v1/accounts", new { account = $"page-{i}" })).Expect(HttpStatusCode.OK);
        }

        var all = new List<string>();
        var after = string.Empty;
        do
        {
            var page = (await api.Get("auditor", $"/api/v1/accounts?limit=2{(after.Length > 0 ? $"&after={after}" : string.Empty)}"))
                .Expect(HttpStatusCode.OK).Json;
            all.AddRange(((JsonArray)page["rows"]!).Select(row => (string)row!["id"]!));
            after = (string?)page["next"] ?? string.Empty;
        }
        while (after.Length > 0);

        Assert.Equal(all.Order(StringComparer.Ordinal), all);
        Assert.Equal(all.Distinct(), all);
        Assert.Equal(5, all.Count(id => id.StartsWith("page-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_halt_stops_opening_and_stays_in_the_journal_with_its_reason()
    {
        (await api.Post("operator", "/api/v1/markets/ETH-PERP/halt", new { reason = "drill" })).Expect(HttpStatusCode.OK);
        var market = (await api.Get("trader", "/api/v1/markets/ETH-PERP")).Json;
        (await api.Post("operator", "/api/v1/markets/ETH-PERP/resume", new { })).Expect(HttpStatusCode.OK);

        Assert.Equal("drill", (string?)market["market"]!["haltReason"]);
        Assert.Null((string?)(await api.Get("trader", "/api/v1/markets/ETH-PERP")).Json["market"]!["haltReason"]);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_within_seconds_and_lists_show_no_secret()
    {
        var key = (await api.Run("keys", "create", "--role", "auditor", "--name", "guest", "--days", "1")).Expect(0).Out.Trim();
        (await api.Node.Get("/api/v1/fund", key)).Expect(HttpStatusCode.OK);
        (await api.Run("keys", "revoke", key.Split('_')[1])).Expect(0);
        await Eventually(() => api.Node.Get("/api/v1/fund", key), answer => answer.Status == HttpStatusCode.Unauthorized);

        var list = (await api.Run("keys", "list")).Expect(0).Out;
        Assert.Contains("guest", list, StringComparison.Ordinal);
        Assert.Contains("revoked", list, StringComparison.Ordinal);
        Assert.DoesNotContain(key.Split('_')[2], list, StringComparison.Ordinal);
        (await api.Run("keys", "revoke", "nonsense")).Refused(ExitCode.WrongInput, "there is no key");
        (await api.Run("keys", "create", "--role", "king", "--name", "x")).Refused(ExitCode.WrongInput, "is no role");
        (await api.Run("keys", "create", "--role", "trader", "--name", "x")).Refused(ExitCode.WrongInput, "names the trader's accounts");
    }

    [Fact]
    public async Task Health_is_for_everybody_and_figures_for_who_may_see_all()
    {
        (await api.Node.Get("/healthz", string.Empty)).Expect(HttpStatusCode.OK);
        Assert.Equal("healthy", (string?)(await api.Node.Get("/readyz", string.Empty)).Expect(HttpStatusCode.OK).Json["status"]);
        (await api.Node.Get("/metrics", string.Empty)).Expect(HttpStatusCode.Unauthorized);
        var figures = (await api.Get("auditor", "/metrics")).Expect(HttpStatusCode.OK).Text;
        Assert.All(["exchange_ready", "exchange_fund_balance", "exchange_invariants_broken", "exchange_command_duration_seconds_bucket"],
            name => Assert.Contains(name, figures, StringComparison.Ordinal));
    }

    private static string Path(string path, bool own) => path
        .Replace("{account}", own ? "alice" : "bob", StringComparison.Ordinal)
        .Replace("{market}", "ETH-PERP", StringComparison.Ordinal)
        .Replace("{number}", "1", StringComparison.Ordinal);

    /// <summary>An answer says that the account has decided; that the market has the order is another event, a moment later.</summary>
    private static async Task<NodeAnswer> Eventually(Func<Task<NodeAnswer>> ask, Func<NodeAnswer, bool> holds)
    {
        for (var i = 0; ; i++)
        {
            var answer = await ask();
            if (holds(answer))
            {
                return answer;
            }

            Assert.True(i < 600, $"it did not come about: {answer.Status} {answer.Text}");
            await Task.Delay(100);
        }
    }

    private async Task<NodeAnswer> Send(string method, string path, string role)
    {
        using var stream = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var request = new HttpRequestMessage(new HttpMethod(method.ToUpperInvariant()),
            path.EndsWith("/events", StringComparison.Ordinal) ? path + "?type=none" : path);
        if (method == "post")
        {
            request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        }

        return await api.Node.Send(request, api.Keys.GetValueOrDefault(role) ?? string.Empty);
    }
}
