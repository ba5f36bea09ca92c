using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using ExchangeActors.Journal.PostgreSql;

namespace ExchangeActors.Node.Tests.Fixtures.Faults;

/// <summary>
/// Three engines and two gateways as processes, with a server of their own. Who ends is started again after a second, as a service manager
/// does.
/// </summary>
internal sealed class FaultCluster : IAsyncDisposable
{
    private const int Engines = 3;
    private const int Gateways = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StartAgainAfter = TimeSpan.FromSeconds(1);

    private readonly WorkFolder _folder;
    private readonly string _scenario;
    private readonly StringBuilder _log = new();
    private readonly List<Task> _watches = [];
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };

    private FaultCluster(WorkFolder folder)
    {
        _folder = folder;
        _scenario = FaultWorld.Write(folder);
        Server = new PostgreSqlServer();
        Place = Server.CreateDatabase();
        string[] hosts = [.. Enumerable.Range(1, Engines + Gateways).Select(number => $"127.0.41.{number}")];
        Nodes = [.. Enumerable.Range(1, hosts.Length).Select(number => new FaultNode(number, number <= Engines, Server.Port, hosts))];
    }

    /// <summary>The server.</summary>
    public PostgreSqlServer Server { get; }

    /// <summary>The database, not through a cable.</summary>
    public string Place { get; }

    /// <summary>All nodes.</summary>
    public FaultNode[] Nodes { get; }

    /// <summary>A key of a risk admin.</summary>
    public string Key { get; private set; } = string.Empty;

    /// <summary>Where commands can be sent.</summary>
    public string[] Urls => [.. Nodes.Where(node => !node.Engine).Select(node => node.Url)];

    /// <summary>Starts all, and waits until they are one cluster.</summary>
    public static async Task<FaultCluster> Start(WorkFolder folder)
    {
        var cluster = new FaultCluster(folder);
        try
        {
            cluster.Key = (await folder.Run("keys", "create", "--journal", cluster.Place, "--role", "risk-admin", "--name", "client"))
                .Expect(0).Out.Trim();
            cluster._watches.AddRange(cluster.Nodes.Select(cluster.Watch));
            await cluster.Ready();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Waits until the gateways see all nodes in the cluster, and every node says that it is ready. A node that was put out does not know
    /// it at once, but the others do.
    /// </summary>
    public async Task Ready()
    {
        for (var until = DateTime.UtcNow + Patience; !await IsWhole(); await Task.Delay(200))
        {
            Assert.True(DateTime.UtcNow < until, $"the cluster is not whole and ready within {Patience}\n{Log()}");
        }
    }

    /// <summary>The same, once a node was started so often.</summary>
    public async Task Ready(FaultNode node, int starts)
    {
        for (var until = DateTime.UtcNow + Patience; node.Starts < starts; await Task.Delay(50))
        {
            Assert.True(DateTime.UtcNow < until, $"{node} was not started again within {Patience}\n{Log()}");
        }

        await Ready();
    }

    /// <summary>Ends all nodes as an operator does, the gateways first.</summary>
    public async Task Stop()
    {
        foreach (var node in Nodes)
        {
            node.IsDone = true;
        }

        foreach (var node in Nodes.Reverse())
        {
            node.Process.Signal("TERM");
            Assert.Equal(0, await node.Process.Gone());
        }

        await Task.WhenAll(_watches);
    }

    /// <summary>What happened to the nodes.</summary>
    public string Log()
    {
        lock (_log)
        {
            return _log.ToString();
        }
    }

    /// <summary>Memory and threads of each node.</summary>
    public string Sizes() => string.Join(", ", Nodes.Select(node =>
    {
        var status = File.ReadAllLines($"/proc/{node.Process.Id}/status");
        return $"{node} {Value("VmRSS:")} kB {Value("Threads:")} threads";

        string Value(string name) => status.First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..]
            .Replace("kB", string.Empty, StringComparison.Ordinal).Trim();
    }));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
        {
            node.IsDone = true;
            node.Process?.TrySignal("KILL");
        }

        await Task.WhenAll(_watches);
        foreach (var node in Nodes)
        {
            node.Dispose();
        }

        _http.Dispose();
        Server.Dispose();
    }

    private async Task<bool> IsWhole()
    {
        foreach (var gateway in Urls)
        {
            var metrics = await Read($"{gateway}/metrics") ?? string.Empty;
            if (Value(metrics, "exchange_cluster_members") != Nodes.Length || Value(metrics, "exchange_cluster_unreachable") != 0)
            {
                return false;
            }
        }

        foreach (var node in Nodes)
        {
            if (await Read($"{node.Url}/readyz") is null)
            {
                return false;
            }
        }

        return true;

        static int? Value(string metrics, string name) =>
            Regex.Match(metrics, $@"^{name}\S* (\d+)", RegexOptions.Multiline) is { Success: true } line
                ? int.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture)
                : null;
    }

    /// <summary>What is answered; null for nothing, or a problem.</summary>
    private async Task<string?> Read(string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        try
        {
            using var answer = await _http.SendAsync(request);
            return answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadAsStringAsync() : null;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    private async Task Watch(FaultNode node)
    {
        while (!node.IsDone)
        {
            node.Process = _folder.Start(Arguments(node));
            node.Starts++;
            if (node.IsDone)
            {
                node.Process.TrySignal("KILL");
            }

            Say($"{node} is process {node.Process.Id}");
            var code = await node.Process.Gone();
            Say($"{node} has ended with {code}");
            await Task.Delay(StartAgainAfter);
        }
    }

    private string[] Arguments(FaultNode node)
    {
        var database = Place.Replace(
            string.Create(CultureInfo.InvariantCulture, $"Port={Server.Port};"),
            string.Create(CultureInfo.InvariantCulture, $"Port={node.Database.Port};"),
            StringComparison.Ordinal);
        var contacts = string.Join(';', Nodes.Where(other => other.Engine).Select(other => other.Contact));
        return
        [
            "node", _scenario, "--journal", database, "--data", $"node-{node.Number}", "--urls", node.Url,
            "--cluster", node.Address, "--bind", node.Bind, "--contacts", contacts,
            .. node.Engine ? (string[])["--roles", "engine", "--management", node.Contact] : ["--roles", "gateway"],
        ];
    }

    private void Say(string line)
    {
        lock (_log)
        {
            _log.AppendLine(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:HH:mm:ss.f} {line}");
        }
    }
}
