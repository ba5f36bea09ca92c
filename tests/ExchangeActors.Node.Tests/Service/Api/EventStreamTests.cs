using System.Net;
using System.Net.Http.Headers;

namespace ExchangeActors.Node.Tests.Service.Api;

/// <summary>Server-sent events: none missing and none twice, over reconnects, kills and starts.</summary>
public sealed class EventStreamTests : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Listeners_hear_every_event_once_through_a_kill()
    {
        const int Listeners = 20;
        var key = (await _folder.Run("keys", "create", "--role", "risk-admin", "--name", "all")).Expect(0).Out.Trim();
        var node = await RunningNode.Start(_folder, WorkFolder.Shipped("first-adl.json"), "--clock", "feed");
        var port = new Uri(node.Address).Port;
        var heard = Enumerable.Range(0, Listeners).Select(_ => new Listener(node.Address, key)).ToArray();
        var listening = heard.Select(listener => listener.Follow(after: 0)).ToArray();
        (await node.Post("/api/v1/accounts", new { account = "early", at = "2025-01-01T00:00:00Z" }, "early", key))
            .Expect(HttpStatusCode.OK);
        await heard[0].Reaches(3);
        node.Process.Kill();
        node.Dispose();
        var process = _folder.Start("node", WorkFolder.Shipped("first-adl.json"), "--clock", "feed", "--urls", $"http://127.0.0.1:{port}");
        await process.Said("Ctrl-C ends it");

        (await _folder.Run("feed", WorkFolder.Shipped("first-adl.json"), "--to", $"http://127.0.0.1:{port}", "--key", key, "--speed",
            "max")).Expect(0);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var last = long.Parse((await http.GetAsync("/api/v1/status")).Headers.GetValues("Exchange-Event").Single(),
            System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(last > 40);
        foreach (var listener in heard)
        {
            await listener.Reaches(last);
            Assert.Equal(Enumerable.Range(1, (int)last).Select(place => (long)place), listener.Places);
        }

        process.Signal("TERM");
        (await process.End()).Expect(0);
        Array.ForEach(heard, listener => listener.Stop());
        await Task.WhenAll(listening);
        Assert.All(heard, listener => Assert.True(listener.Ends > 0));
        Array.ForEach(heard, listener => listener.Dispose());
    }

    [Fact]
    public async Task A_filter_chooses_and_a_trader_hears_the_own_account_only()
    {
        var all = (await _folder.Run("keys", "create", "--role", "risk-admin", "--name", "all")).Expect(0).Out.Trim();
        var alice = (await _folder.Run("keys", "create", "--role", "trader", "--name", "alice", "--account", "alice")).Expect(0).Out.Trim();
        using var node = await RunningNode.Start(_folder, WorkFolder.Shipped("first-adl.json"));
        (await node.Post("/api/v1/accounts", new { account = "alice", deposit = "1" }, null, all)).Expect(HttpStatusCode.OK);
        (await node.Post("/api/v1/accounts", new { account = "bob", deposit = "1" }, null, all)).Expect(HttpStatusCode.OK);
        (await node.Post("/api/v1/accounts/alice/deposits", new { amount = "2" }, null, all)).Expect(HttpStatusCode.OK);

        (await node.Get("/api/v1/events", alice)).Expect(HttpStatusCode.BadRequest);
        (await node.Get("/api/v1/events?account=bob", alice)).Expect(HttpStatusCode.NotFound);
        (await node.Get("/api/v1/events?type=nonsense", all)).Expect(HttpStatusCode.BadRequest);
        using var own = new Listener(node.Address, alice) { Query = "account=alice&" };
        var following = own.Follow(after: 0);
        await own.Reaches(5, count: 2);
        own.Stop();
        await following;

        Assert.Equal(["account.account-opened", "account.deposited"], own.Kinds);
    }

    [Fact]
    public async Task A_trader_who_was_closed_by_force_is_told_so_but_not_whose_bankruptcy_it_was()
    {
        var all = (await _folder.Run("keys", "create", "--role", "risk-admin", "--name", "all")).Expect(0).Out.Trim();
        using var node = await RunningNode.Start(_folder, WorkFolder.Shipped("first-adl.json"), "--clock", "feed");
        (await _folder.Run("feed", WorkFolder.Shipped("first-adl.json"), "--to", node.Address, "--key", all, "--speed", "max")).Expect(0);
        var adl = (await node.Get("/api/v1/adl/ETH-PERP/1", all)).Expect(HttpStatusCode.OK).Json;
        var bankrupt = (string)adl["deleveraging"]!["bankruptAccount"]!;
        var closed = (string)adl["rounds"]![0]!["queue"]!.AsArray().Single(candidate => candidate!["closed"] is not null)!["account"]!;
        var key = (await _folder.Run("keys", "create", "--role", "trader", "--name", "own", "--account", closed)).Expect(0).Out.Trim();
        using var own = new Listener(node.Address, key) { Query = $"account={closed}&" };
        var following = own.Follow(after: 0);
        await own.Hears("account.position-force-closed");

        own.Stop();
        await following;

        Assert.Contains("somebody", own.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(bankrupt, own.Text, StringComparison.Ordinal);
    }

    /// <summary>Follows the events of a node, and goes on with the last id when the connection ends.</summary>
    private sealed class Listener(string address, string key) : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly List<long> _places = [];
        private long _last;

        public string Query { get; init; } = string.Empty;

        public List<string> Kinds { get; } = [];

        /// <summary>
        /// Streams that the node brought to their end: it lets its listeners go when it stops, and is cut off when it is killed.
        /// </summary>
        public int Ends { get; private set; }

        public string Text { get; private set; } = string.Empty;

        public IReadOnlyList<long> Places
        {
            get
            {
                lock (_places)
                {
                    return [.. _places];
                }
            }
        }

        public void Stop() => _stop.Cancel();

        public void Dispose() => _stop.Dispose();

        public async Task Reaches(long place, int? count = null)
        {
            for (var i = 0; (count is { } wanted ? Places.Count < wanted : (Places is not [.., var last] || last < place)); i++)
            {
                Assert.True(i < 1_200, $"heard {Places.Count} events, the last at {Volatile.Read(ref _last)}");
                await Task.Delay(100);
            }
        }

        public async Task Hears(string kind)
        {
            for (var i = 0; !Kinds.Contains(kind); i++)
            {
                Assert.True(i < 1_200, $"heard {string.Join(", ", Kinds)}");
                await Task.Delay(100);
            }
        }

        public async Task Follow(long after)
        {
            _last = after;
            while (!_stop.IsCancellationRequested)
            {
                try
                {
                    await Once();
                }
                catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
                {
                    await Task.Delay(50);
                }
            }
        }

        private async Task Once()
        {
            using var http = new HttpClient { BaseAddress = new Uri(address), Timeout = Timeout.InfiniteTimeSpan };
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/events?{Query}");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            request.Headers.Add("Last-Event-ID", Volatile.Read(ref _last).ToString(System.Globalization.CultureInfo.InvariantCulture));
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _stop.Token);
            response.EnsureSuccessStatusCode();
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(_stop.Token));
            var (place, kind) = (0L, string.Empty);
            while (await reader.ReadLineAsync(_stop.Token) is { } line)
            {
                if (line.StartsWith("id: ", StringComparison.Ordinal))
                {
                    place = long.Parse(line[4..], System.Globalization.CultureInfo.InvariantCulture);
                }
                else if (line.StartsWith("event: ", StringComparison.Ordinal))
                {
                    kind = line[7..];
                }
                else if (line.StartsWith("data: ", StringComparison.Ordinal))
                {
                    // An event counts once it is whole: what the connection cut off comes again.
                    if (await reader.ReadLineAsync(_stop.Token) is not { Length: 0 })
                    {
                        return;
                    }

                    lock (_places)
                    {
                        _places.Add(place);
                        Kinds.Add(kind);
                        Text += line;
                    }

                    Volatile.Write(ref _last, place);
                }
            }

            Ends++;
        }
    }
}
