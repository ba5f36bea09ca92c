using System.Diagnostics;
using System.Globalization;
using ExchangeActors.Node.Shell;
using ExchangeActors.Node.Tests.Fixtures.Faults;
using Xunit.Abstractions;

namespace ExchangeActors.Node.Tests.Clustering;

/// <summary>
/// A cluster of processes that is broken in every way, one after the other, while commands come in and accounts go bankrupt. The long form,
/// with as many faults as one likes and 20,000 accounts in a burst, is <c>EXCHANGE_FAULTS=200 dotnet test tests/ExchangeActors.Node.Tests
/// -c Release --filter FaultMatrix --logger "console;verbosity=detailed"</c>; <c>EXCHANGE_SEED</c> repeats an order,
/// <c>EXCHANGE_FAULT=database</c> takes only faults whose names hold that.
/// </summary>
public sealed class FaultMatrixTests(ITestOutputHelper output) : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Whatever_breaks_nothing_that_was_answered_is_lost_nothing_happens_twice_and_it_goes_on()
    {
        var seed = FaultPlan.Seed;
        Say($"seed {seed}");
        await using var cluster = await FaultCluster.Start(_folder);
        using var client = new FaultClient(cluster.Urls, cluster.Key, seed);
        var load = new FaultLoad(client, seed);
        try
        {
            await load.Begin();
            await load.NextCascade();
            var chance = new Random(seed);
            foreach (var fault in FaultPlan.Of(chance))
            {
                var (watch, tried, closes) = (Stopwatch.StartNew(), client.Tried, load.ForcedCloses);
                await fault.Do(cluster, load, chance);
                var healed = watch.Elapsed;
                var next = await load.NextCascade();
                Say($"{fault.Name}: {client.Tried - tried} requests to try again, {load.ForcedCloses - closes} forced closes; over after "
                    + $"{Seconds(healed)}, and after {Seconds(next)} the next cascade was");
                await AtRest(cluster, client, load);
                await load.Begin();
            }

            await AtRest(cluster, client, load);
            Say(cluster.Sizes());
            await cluster.Stop();
        }
        catch (Exception) when (Tell(cluster))
        {
            throw;
        }

        StoredCommands.EachIsThereOnce(cluster.Place, client.Answered.Values);
        var verified = (await _folder.Run("review", cluster.Place, "verify")).Expect(ExitCode.Fine);
        Say($"{client.Answered.Count} commands, {client.Tried} requests to try again, {load.ForcedCloses} forced closes\n{verified.Out}");
    }

    /// <summary>Nothing is under way, both gateways know the same, and every cascade closed as many winners as it had to.</summary>
    private static async Task AtRest(FaultCluster cluster, FaultClient client, FaultLoad load)
    {
        await load.Pause();
        var known = new List<string>();
        foreach (var url in cluster.Urls)
        {
            await client.Ask("/status?rest=true", url);
        }

        foreach (var url in cluster.Urls)
        {
            var waterfall = await client.Ask("/waterfall?hash=true", url);
            Assert.Equal(load.ForcedCloses, (int)waterfall["adl"]!["forcedCloses"]!);
            Assert.Null(waterfall["broken"]);
            waterfall.Remove("asOf");
            known.Add(waterfall.ToJsonString());
        }

        Assert.Single(known.Distinct());
    }

    private bool Tell(FaultCluster cluster)
    {
        Say(cluster.Log());
        return false;
    }

    private void Say(string line) => output.WriteLine($"{DateTime.UtcNow:HH:mm:ss} {line}");

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:N1} s");
}
