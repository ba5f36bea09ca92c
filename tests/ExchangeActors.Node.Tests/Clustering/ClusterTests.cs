using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ExchangeActors.Journal.PostgreSql;
using ExchangeActors.Node.Shell;

namespace ExchangeActors.Node.Tests.Clustering;

/// <summary><c>exchange cluster</c>, with real processes and a real server.</summary>
[Collection(PostgreSqlClusterTests.Name)]
public sealed partial class ClusterTests(PostgreSqlServer server) : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_small_run_ends_with_the_state_of_one_in_memory_keeps_its_journal_and_leaves_nothing_else()
    {
        var inMemory = Report.Of(await _folder.Run("run", "first-adl", "--in-memory", "--json"));
        Directory.CreateDirectory(_folder.File("temporary"));
        var cluster = await _folder.Shell("TMPDIR=$PWD/temporary \"$EXCHANGE\" cluster first-adl --once --json --keep kept");

        var report = Report.Of(cluster).InvariantsHold().AddsUp();
        Assert.Equal(inMemory.StateHash, report.StateHash);
        Assert.Equal("cluster", report.Text("runtime"));
        Assert.Equal(3, Pids(cluster.Error).Count);
        Assert.All(Pids(cluster.Error), pid => Assert.False(IsRunning(pid), $"process {pid} is still there"));
        Assert.Empty(Directory.EnumerateDirectories(_folder.File("temporary")));
        (await _folder.Run("review", "kept/journal.db", "verify")).Expect(ExitCode.Fine);
        var verified = await _folder.Run("review", "kept/journal.db", "verify", "--json");
        Assert.Contains(report.StateHash, verified.Out, StringComparison.Ordinal);
        Assert.All(
            Directory.EnumerateFiles(_folder.File("kept"), "*.txt", SearchOption.AllDirectories),
            file => Assert.DoesNotContain("failed unexpectedly", File.ReadAllText(file), StringComparison.Ordinal));
    }

    /// <summary>
    /// In the middle of a deleveraging of 3,200 forced closes, at places that a seed chooses, one of the three nodes is killed (SIGKILL).
    /// The long form has further faults, one after the other in each run: a node that is frozen for 30 seconds, a server that is restarted.
    /// It is <c>EXCHANGE_TRIALS=20 dotnet test tests/ExchangeActors.Node.Tests -c Release --filter A_fault_in_the_middle</c>.
    /// </summary>
    [Fact]
    public async Task A_fault_in_the_middle_of_a_cascade_loses_nothing_and_does_nothing_twice()
    {
        var trials = int.TryParse(Environment.GetEnvironmentVariable("EXCHANGE_TRIALS"), out var many) ? many : 0;
        for (var trial = 0; trial < Math.Max(1, trials); trial++)
        {
            var seed = Environment.TickCount;
            var chance = new Random(seed);
            Fault[] faults = trials == 0 ? [Fault.Kill] : [.. Enum.GetValues<Fault>().OrderBy(_ => chance.Next())];
            var place = server.CreateDatabase();
            var keep = string.Create(CultureInfo.InvariantCulture, $"kept-{trial}");
            using var process = _folder.Start(
                "cluster", Cascade.Write(_folder), "--once", "--json", "--journal", place, "--keep", keep);
            await process.Said("nodes are up");
            var told = new List<string>();
            for (var i = 0; i < faults.Length; i++)
            {
                await StoredCloses.Until(place, (i * Cascade.ForcedCloses / faults.Length) + chance.Next(50, 700), process);
                var node = Pids(await process.Said("process"))[chance.Next(3)];
                var watch = Stopwatch.StartNew();
                await Do(faults[i], node);
                await StoredCloses.Until(place, Math.Min(StoredCloses.Count(place) + 1, Cascade.ForcedCloses), process);
                var took = watch.Elapsed;
                if (faults[i] == Fault.Kill && i + 1 < faults.Length)
                {
                    // Two of three that are lost at once are no fault that a cluster outlives.
                    await process.Said("started again 1 times so far");
                    await Task.Delay(TimeSpan.FromSeconds(20));
                }

                told.Add(string.Create(CultureInfo.InvariantCulture, $"{faults[i]} {took.TotalSeconds:N1} s"));
            }

            var finished = await process.End();
            var story = $"seed {seed}, from each fault to the next forced close: {string.Join(", ", told)}";
            Console.WriteLine(story);
            Assert.True(finished.ExitCode == ExitCode.Fine, $"{story}\n{finished.Error}");
            var report = Report.Of(finished).InvariantsHold().AddsUp();
            Assert.True(report.Number("adl.forcedCloses") == Cascade.ForcedCloses, $"{story}\n{finished.Error}");
            (await _folder.Run("review", place, "verify")).Expect(ExitCode.Fine);
            (await _folder.Run("review", $"{keep}/journal.db", "verify")).Expect(ExitCode.Fine);
            await EachEventIsToldOnce(place, report.Number("events"));
        }
    }

    /// <summary>By a gateway that was not there when they happened, also those that it does not keep in memory.</summary>
    private async Task EachEventIsToldOnce(string place, decimal events)
    {
        var own = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{FreePort.Next()}");
        using var gateway = await RunningNode.Start(
            _folder, Cascade.Write(_folder), "--clock", "feed", "--journal", place, "--cluster", own);
        var told = await gateway.Events((int)events);
        Assert.Equal(Enumerable.Range(1, (int)events).Select(number => (long)number), told.Select(one => one.Place));
        Assert.Equal(told.Count, told.Select(one => one.Event).Distinct().Count());
        (await gateway.Stop()).Expect(0);
    }

    private async Task Do(Fault fault, int node)
    {
        switch (fault)
        {
            case Fault.Kill:
                using (var killed = Process.GetProcessById(node))
                {
                    killed.Kill();
                    await killed.WaitForExitAsync();
                }

                break;
            case Fault.Freeze:
                (await _folder.Shell($"kill -STOP {node} && sleep 30; kill -CONT {node} || true")).Expect(ExitCode.Fine);
                break;
            default:
                server.Restart(TimeSpan.FromSeconds(2), () => { });
                break;
        }
    }

    private enum Fault
    {
        Kill = 0,
        Freeze = 1,
        ServerRestart = 2,
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
        (await _folder.Run("node", "first-adl", "--cluster", "127.0.0.1:5090"))
            .Refused(ExitCode.WrongInput, "Node:Journal", "is no database");
        (await _folder.Run("node", "first-adl", "--seeds", "127.0.0.1:5090")).Refused(ExitCode.WrongInput, "Node:Cluster", "is missing");
        (await _folder.Run("node", "first-adl", "--journal", place, "--cluster", "127.0.0.1"))
            .Refused(ExitCode.WrongInput, "Node:Cluster", "host:port");
        (await _folder.Run("node", "first-adl", "--journal", place, "--cluster", "127.0.0.1:5090", "--roles", "boss"))
            .Refused(ExitCode.WrongInput, "Node:Roles", "engine;gateway");
        (await _folder.Run("node", "first-adl", "--journal", place, "--bind", "127.0.0.1:5090"))
            .Refused(ExitCode.WrongInput, "Node:Cluster", "is missing");
        (await _folder.Run("node", "first-adl", "--journal", place, "--cluster", "127.0.0.1:5090", "--bind", "here"))
            .Refused(ExitCode.WrongInput, "Node:Bind", "host:port");
        (await _folder.Run("node", "first-adl", "--journal", place, "--cluster", "127.0.0.1:5090", "--bind", "0.0.0.0:5090"))
            .Refused(ExitCode.WrongInput, "Node:Bind", "without a certificate");
        (await _folder.Run("node", "first-adl", "--journal", place, "--cluster", "192.0.2.7:5090"))
            .Refused(ExitCode.WrongInput, "Node:Cluster", "without a certificate");
        var unreachable = (await _folder.Run("cluster", "first-adl", "--once", "--journal", place)).Expect(ExitCode.Infrastructure);
        Assert.Contains("does not answer", unreachable.Error, StringComparison.Ordinal);
    }

    private static List<int> Pids(string said) =>
        [.. NodeLine().Matches(said).GroupBy(match => match.Groups[1].Value)
            .Select(lines => int.Parse(lines.Last().Groups[2].Value, CultureInfo.InvariantCulture))];

    private static bool IsRunning(int pid) => Directory.Exists($"/proc/{pid}");

    [GeneratedRegex(@"node (\d) at \S+ is process (\d+)")]
    private static partial Regex NodeLine();
}
