using ExchangeActors.Journal.PostgreSql;

namespace ExchangeActors.Node.Tests.Fixtures.Faults;

/// <summary>What is done to a cluster; when it is over, everything is there again that was there before.</summary>
internal sealed record Fault(string Name, Func<FaultCluster, FaultLoad, Random, Task> Do)
{
    // Longer than it takes until a node that does not answer is put out of the cluster.
    private static TimeSpan Long => TimeSpan.FromSeconds(FaultPlan.IsLong ? 30 : 20);
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(10);

    /// <summary>All kinds.</summary>
    public static Fault[] All { get; } =
    [
        new("an engine is killed", (cluster, _, chance) => Kill(cluster, Engine(cluster, chance))),
        new("a gateway is killed", (cluster, _, chance) => Kill(cluster, Gateway(cluster, chance))),
        new("an engine hangs", (cluster, _, chance) => Freeze(cluster, Engine(cluster, chance), Long)),
        new("a gateway hangs", (cluster, _, chance) => Freeze(cluster, Gateway(cluster, chance), Short)),
        new("an engine is cut off from the other nodes", (cluster, _, chance) => CutOff(cluster, Engine(cluster, chance))),
        new("nothing comes to an engine from other nodes", (cluster, _, chance) => Deafen(cluster, Engine(cluster, chance))),
        new("an engine is cut off from the database", (cluster, _, chance) => CutFromDatabase(
            cluster, Engine(cluster, chance))),
        new("a gateway is cut off from the database", (cluster, _, chance) => CutFromDatabase(
            cluster, Gateway(cluster, chance))),
        new("the database is stopped and started again", (cluster, _, _) => Restart(cluster, "INT")),
        new("the database is killed and started again", (cluster, _, _) => Restart(cluster, "KILL")),
        new("the database hangs", (cluster, _, _) => FreezeDatabase(cluster)),
        new("all connections of the database are ended", (cluster, _, _) => EndConnections(cluster)),
        new("engines are restarted one by one; then a burst onto accounts that nobody has in memory", Burst),
    ];

    private static FaultNode Engine(FaultCluster cluster, Random chance) => One(cluster.Nodes.Where(node => node.Engine), chance);

    private static FaultNode Gateway(FaultCluster cluster, Random chance) => One(cluster.Nodes.Where(node => !node.Engine), chance);

    private static FaultNode One(IEnumerable<FaultNode> nodes, Random chance) => chance.GetItems([.. nodes], 1)[0];

    private static async Task Kill(FaultCluster cluster, FaultNode node)
    {
        var starts = node.Starts;
        node.Process.Signal("KILL");
        await cluster.Ready(node, starts + 1);
    }

    private static async Task Freeze(FaultCluster cluster, FaultNode node, TimeSpan time)
    {
        node.Process.Signal("STOP");
        await Task.Delay(time);
        node.Process.TrySignal("CONT");
        await cluster.Ready();
    }

    private static async Task CutOff(FaultCluster cluster, FaultNode node)
    {
        foreach (var other in cluster.Nodes)
        {
            other.Nodes.Cut(other == node ? string.Empty : node.Host);
        }

        await Task.Delay(Long);
        foreach (var other in cluster.Nodes)
        {
            other.Nodes.Heal();
        }

        await cluster.Ready();
    }

    private static async Task Deafen(FaultCluster cluster, FaultNode node)
    {
        node.Nodes.Cut();
        await Task.Delay(Long);
        node.Nodes.Heal();
        await cluster.Ready();
    }

    private static async Task CutFromDatabase(FaultCluster cluster, FaultNode node)
    {
        node.Database.Cut();
        await Task.Delay(Long);
        node.Database.Heal();
        await cluster.Ready();
    }

    private static async Task Restart(FaultCluster cluster, string signal)
    {
        if (signal == "KILL")
        {
            foreach (var process in cluster.Server.Processes())
            {
                Signals.TrySend(process, signal);
            }
        }

        await Task.Run(() => cluster.Server.Restart(TimeSpan.FromSeconds(5), () => { }));
        await cluster.Ready();
    }

    private static async Task FreezeDatabase(FaultCluster cluster)
    {
        var processes = cluster.Server.Processes();
        foreach (var process in processes)
        {
            Signals.TrySend(process, "STOP");
        }

        await Task.Delay(Short);
        foreach (var process in processes)
        {
            Signals.TrySend(process, "CONT");
        }

        await cluster.Ready();
    }

    private static async Task EndConnections(FaultCluster cluster)
    {
        for (var time = 0; time < 3; time++)
        {
            PostgreSqlServer.Execute(
                cluster.Place,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
            await Task.Delay(500);
        }

        await cluster.Ready();
    }

    private static async Task RestartInTurn(FaultCluster cluster)
    {
        foreach (var node in cluster.Nodes.Where(node => node.Engine))
        {
            var starts = node.Starts;
            node.Process.Signal("TERM");
            await cluster.Ready(node, starts + 1);
        }
    }

    /// <summary>Many accounts, all at once: after all engines were started anew nobody has them in memory.</summary>
    private static async Task Burst(FaultCluster cluster, FaultLoad load, Random chance)
    {
        var name = $"cold-{chance.Next()}";
        string[] accounts = [.. Enumerable.Range(0, FaultPlan.ColdAccounts).Select(number => $"{name}-{number}")];
        await Parallel.ForEachAsync(accounts, Some, async (account, _) => await load.Open(account, 100m));
        await RestartInTurn(cluster);
        await Parallel.ForEachAsync(accounts, Many, async (account, _) => await load.Deposit(account, 1m));
    }

    private static readonly ParallelOptions Some = new() { MaxDegreeOfParallelism = 32 };
    private static readonly ParallelOptions Many = new() { MaxDegreeOfParallelism = 1_000 };
}
