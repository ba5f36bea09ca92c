using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace ExchangeActors.Node.Tests.Fixtures.Faults;

/// <summary>
/// What goes on while a cluster is broken: accounts pay in and out and trade with each other in one market; in the other one after the
/// other goes bankrupt, and eight winners are closed each time.
/// </summary>
internal sealed class FaultLoad
{
    private const int Traders = 12;
    private const int Winners = 8;
    private const int Lots = 5;
    private const string Start = "100";

    private readonly FaultClient _client;
    private readonly int _seed;
    private readonly List<Task> _workers = [];
    private readonly ConcurrentQueue<DateTime> _cascades = [];
    private volatile bool _ends;

    /// <summary>Makes it; nothing happens yet.</summary>
    public FaultLoad(FaultClient client, int seed) => (_client, _seed) = (client, seed);

    /// <summary>Cascades that are over.</summary>
    public int Cascades => _cascades.Count;

    /// <summary>Forced closes of them.</summary>
    public int ForcedCloses => Cascades * Winners;

    /// <summary>Begins.</summary>
    public async Task Begin()
    {
        _ends = false;
        await Task.WhenAll(
            Price(FaultWorld.Crashing, Start),
            Price(FaultWorld.Trading, Start));
        if (Cascades == 0)
        {
            await Task.WhenAll(Enumerable.Range(0, Traders).Select(number => Open(Trader(number), 10_000m)));
        }

        _workers.AddRange([Crash(), Pay(1), Pay(2), Trade(3), Trade(4), Quote()]);
    }

    /// <summary>Waits until another cascade that begins after now is over; fails when the load has failed.</summary>
    public async Task<TimeSpan> NextCascade()
    {
        var watch = Stopwatch.StartNew();
        for (var seen = Cascades; Cascades < seen + 2;)
        {
            if (_workers.FirstOrDefault(worker => worker.IsFaulted) is { } failed)
            {
                await failed;
            }

            await Task.Delay(50);
        }

        return watch.Elapsed;
    }

    /// <summary>Waits until nothing of it is under way.</summary>
    public async Task Pause()
    {
        _ends = true;
        await Task.WhenAll(_workers);
        _workers.Clear();
    }

    /// <summary>Opens an account.</summary>
    public Task<SentCommand> Open(string account, decimal deposit, int size = 0) => _client.Send(
        "/accounts",
        new
        {
            account,
            deposit = deposit.ToString(CultureInfo.InvariantCulture),
            positions = size == 0 ? [] : new[]
            {
                new { market = FaultWorld.Crashing, size = size.ToString(CultureInfo.InvariantCulture), entryPrice = Start },
            },
        });

    /// <summary>Pays into an account.</summary>
    public Task<SentCommand> Deposit(string account, decimal amount) => _client.Send(
        $"/accounts/{account}/deposits", new { amount = amount.ToString(CultureInfo.InvariantCulture) });

    private static string Trader(int number) => string.Create(CultureInfo.InvariantCulture, $"trader-{number}");

    private Task<SentCommand> Price(string market, string index) => _client.Send($"/markets/{market}/prices", new { index });

    private async Task Crash()
    {
        while (!_ends)
        {
            var cascade = Cascades;
            var accounts = Enumerable.Range(0, Winners)
                .Select(winner => Open(Name("short", cascade, winner), 60m + (winner * 7), -Lots))
                .Append(Open(Name("long", cascade, 0), 128m, Winners * Lots));
            foreach (var opened in await Task.WhenAll(accounts))
            {
                Assert.True(opened.Status == HttpStatusCode.OK, opened.ToString());
            }

            foreach (var price in (string[])["99", "95"])
            {
                var told = await Price(FaultWorld.Crashing, price);
                Assert.True(told.Status == HttpStatusCode.OK, told.ToString());
            }

            var watch = Stopwatch.StartNew();
            while ((await _client.Ask($"/accounts/{Name("long", cascade, 0)}"))["positions"]!.AsArray().Count > 0)
            {
                Assert.True(watch.Elapsed < TimeSpan.FromMinutes(3), $"cascade {cascade} does not go on");
                await Task.Delay(50);
            }

            _cascades.Enqueue(DateTime.UtcNow);
            await Price(FaultWorld.Crashing, Start);
            await Task.Delay(200);
        }

        static string Name(string side, int cascade, int number) =>
            string.Create(CultureInfo.InvariantCulture, $"{side}-{cascade}-{number}");
    }

    private async Task Pay(int worker)
    {
        var chance = new Random(HashCode.Combine(_seed, worker, Cascades));
        while (!_ends)
        {
            var account = Trader(chance.Next(Traders));
            var amount = chance.Next(1, 900) / 100m;
            await (chance.Next(3) == 0
                ? _client.Send($"/accounts/{account}/withdrawals", new { amount = amount.ToString(CultureInfo.InvariantCulture) })
                : Deposit(account, amount));
            await Task.Delay(chance.Next(20, 120));
        }
    }

    private async Task Trade(int worker)
    {
        var chance = new Random(HashCode.Combine(_seed, worker, Cascades));
        while (!_ends)
        {
            var account = Trader(chance.Next(Traders));
            await (chance.Next(8) == 0
                ? _client.Send($"/accounts/{account}/cancellations", new { market = FaultWorld.Trading })
                : _client.Send(
                    $"/accounts/{account}/orders",
                    new
                    {
                        market = FaultWorld.Trading,
                        side = chance.Next(2) == 0 ? "buy" : "sell",
                        quantity = chance.Next(1, 4).ToString(CultureInfo.InvariantCulture),
                        limit = (99m + (chance.Next(0, 21) / 10m)).ToString(CultureInfo.InvariantCulture),
                    }));
            await Task.Delay(chance.Next(20, 120));
        }
    }

    private async Task Quote()
    {
        var chance = new Random(HashCode.Combine(_seed, Cascades));
        while (!_ends)
        {
            await Price(FaultWorld.Trading, (99m + (chance.Next(0, 21) / 10m)).ToString(CultureInfo.InvariantCulture));
            await Task.Delay(500);
        }
    }
}
