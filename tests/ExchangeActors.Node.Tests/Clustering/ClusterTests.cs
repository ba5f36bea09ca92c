using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ExchangeActors.Journal.PostgreSql;
using ExchangeActors.Node.Shell;

namespace ExchangeActors.Node.Tests.Clustering;

/// <summary><c>exchange cluster</c>, with real processes and a real server.</summary>
[Collection(PostgreSqlTests.Name)]
public sealed partial class ClusterTests(PostgreSqlServer server) : IDisposable
{
    private const string ForcedCloses = "SELECT count(*) FROM journal WHERE manifest = 'account.position-force-closed.1'";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_small_run_ends_with_the_state_of_one_in_memory_keeps_its_journal_and_leaves_nothing_else()
    {
        var inMemory = Report.Of(await _folder.Run("run", "first-adl", "--in-memory", "--json"));
        var before = Temporary();

        var cluster = await _folder.Run("cluster", "first-adl", "--once", "--json", "--keep", "kept");

        var report = Report.Of(cluster).InvariantsHold().AddsUp();
        Assert.Equal(inMemory.StateHash, report.StateHash);
        Assert.Equal("cluster", report.Text("runtime"));
        Assert.Equal(3, Pids(cluster.Error).Count);
        Assert.All(Pids(cluster.Error), pid => Assert.False(IsRunning(pid), $"process {pid} is still there"));
        Assert.Equal(before, Temporary());
        (await _folder.Run("review", "kept/journal.db", "verify")).Expect(ExitCode.Fine);
        Assert.Contains(report.StateHash, (await _folder.Run("review", "kept/journal.db", "verify", "--json")).Out, StringComparison.Ordinal);
        Assert.All(
            Directory.EnumerateFiles(_folder.File("kept"), "*.txt", SearchOption.AllDirectories),
            file => Assert.DoesNotContain("failed unexpectedly", File.ReadAllText(file), StringComparison.Ordinal));
    }

    /// <summary>
    /// Kills nodes (SIGKILL) in the middle of a deleveraging of 3,200 forced closes, one after the other, at places that a seed chooses. The
    /// long form: <c>EXCHANGE_TRIALS=20 dotnet test tests/ExchangeActors.Node.Tests -c Release --filter Nodes_are_killed</c>.
    /// </summary>
    [Fact]
    public async Task Nodes_are_killed_in_the_middle_of_a_cascade_and_nothing_is_lost_or_done_twice()
    {
        var trials = int.TryParse(Environment.GetEnvironmentVariable("EXCHANGE_TRIALS"), out var many) ? many : 1;
        for (var trial = 0; trial < trials; trial++)
        {
            var seed = Environment.TickCount;
            var chance = new Random(seed);
            var place = server.CreateDatabase();
            using var process = _folder.Start("cluster", Cascade.Write(_folder), "--once", "--json", "--journal", place);
            await process.Said("nodes are up");
            var failovers = new List<double>();
            for (var kill = 0; kill < 2; kill++)
            {
                await Until(place, chance.Next(50, 700) + (kill * 1_200), process);
                var pids = Pids(await process.Said("process"));
                using (var node = Process.GetProcessById(pids[chance.Next(3)]))
                {
                    node.Kill();
                    await node.WaitForExitAsync();
                }

                var watch = Stopwatch.StartNew();
                await Until(place, PostgreSqlServer.Query<long>(place, ForcedCloses)[0] + 1, process);
                failovers.Add(watch.Elapsed.TotalSeconds);
                await process.Said($"started again {kill + 1} times so far");
            }

            var finished = await process.End();
            var report = Report.Of(finished).InvariantsHold().AddsUp();
            Assert.True(report.Number("adl.forcedCloses") == Cascade.ForcedCloses, $"seed {seed}: {finished.Error}");
            (await _folder.Run("review", place, "verify")).Expect(ExitCode.Fine);
            Console.WriteLine(
                $"seed {seed}: the next forced close {string.Join(" and ", failovers.Select(seconds => seconds.ToString("N1", CultureInfo.InvariantCulture)))} s after a kill");
        }
    }

    [Fact]
    public async Task What_is_asked_for_wrongly_is_refused_before_anything_starts()
    {
        (await _folder.Run("cluster", "first-adl", "--nodes", "0")).Refused(ExitCode.WrongInput, "--nodes", "from 1 to 9");
        (await _folder.Run("cluster", "first-adl", "--speed", "slow")).Refused(ExitCode.WrongInput, "--speed", "is no speed");
        (await _folder.Run("cluster", "first-adl", "--journal", "october.db"))
            .Refused(ExitCode.WrongInput, "--journal", "is no database");
        (await _folder.Run("cluster", "no-such-scenario")).Refused(ExitCode.WrongInput, "no-such-scenario");
        _folder.Write("kept/something", "else");
        (await _folder.Run("cluster", "first-adl", "--keep", "kept")).Refused(ExitCode.WrongInput, "--keep", "not empty");

        const string place = "Host=127.0.0.1;Port=1;Database=exchange";
        (await _folder.Run("node", "first-adl", "--cluster", "127.0.0.1:5090")).Refused(ExitCode.WrongInput, "Node:Journal", "is no database");
        (await _folder.Run("node", "first-adl", "--seeds", "127.0.0.1:5090")).Refused(ExitCode.WrongInput, "Node:Cluster", "is missing");
        (await _folder.Run("node", "first-adl", "--journal", place, "--cluster", "127.0.0.1"))
            .Refused(ExitCode.WrongInput, "Node:Cluster", "host:port");
        (await _folder.Run("node", "first-adl", "--journal", place, "--cluster", "127.0.0.1:5090", "--roles", "boss"))
            .Refused(ExitCode.WrongInput, "Node:Roles", "engine;gateway");
        (await _folder.Run("node", "first-adl", "--journal", place, "--cluster", "192.0.2.7:5090"))
            .Refused(ExitCode.WrongInput, "Node:Cluster", "without a certificate");
        (await _folder.Run("cluster", "first-adl", "--once", "--journal", place)).Refused(ExitCode.Infrastructure, "does not answer");
    }

    private static List<int> Pids(string said) =>
        [.. NodeLine().Matches(said).GroupBy(match => match.Groups[1].Value)
            .Select(lines => int.Parse(lines.Last().Groups[2].Value, CultureInfo.InvariantCulture))];

    private static bool IsRunning(int pid) => Directory.Exists($"/proc/{pid}");

    private static string[] Temporary() =>
        [.. Directory.EnumerateDirectories(Path.GetTempPath(), "exchange-cluster-*").Concat(
            Directory.EnumerateDirectories(Path.GetTempPath(), "exchange-postgresql-*")).Order(StringComparer.Ordinal)];

    private static async Task Until(string place, long forcedCloses, ExchangeProcess process)
    {
        using var patience = new CancellationTokenSource(Patience);
        for (var hasExited = process.HasExited; Count(place) < forcedCloses; hasExited = process.HasExited)
        {
            Assert.False(hasExited, $"the run ended before {forcedCloses} forced closes");
            await Task.Delay(20, patience.Token);
        }
    }

    private static long Count(string place) =>
        PostgreSqlServer.Query<bool>(place, "SELECT to_regclass('journal') IS NOT NULL")[0]
            ? PostgreSqlServer.Query<long>(place, ForcedCloses)[0]
            : 0;

    [GeneratedRegex(@"node (\d) at \S+ is process (\d+)")]
    private static partial Regex NodeLine();
}
