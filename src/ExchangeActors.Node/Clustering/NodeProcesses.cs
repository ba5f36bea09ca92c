using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using ExchangeActors.Actors.Cluster;
using ExchangeActors.Node.Service.Hosting;

namespace ExchangeActors.Node.Clustering;

/// <summary>
/// The node processes of a cluster on this machine: started with this program, started again when one ends, ended together. Each writes
/// what it says to a file.
/// </summary>
internal sealed class NodeProcesses : IAsyncDisposable
{
    private const string Output = "output.txt";

    private static readonly TimeSpan StartAgainAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(50);

    private readonly IReadOnlyList<string> _scenario;
    private readonly string _journal;
    private readonly string _folder;
    private readonly CancellationTokenSource _ending = new();
    private readonly List<Task> _kept = [];
    private int _restarts;
    private volatile bool _formed;

    /// <summary>Processes that have not been started.</summary>
    /// <param name="scenario">Arguments that name the scenario and its changes.</param>
    /// <param name="journal">The journal; it may hold a password, which goes by the environment.</param>
    /// <param name="nodes">How many.</param>
    /// <param name="folder">Where each has its folder.</param>
    public NodeProcesses(IReadOnlyList<string> scenario, string journal, int nodes, string folder)
    {
        (_scenario, _journal, _folder) = (scenario, journal, folder);
        Addresses = [.. FreePorts(nodes).Select(port => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"))];
    }

    /// <summary>Where the nodes reach each other.</summary>
    public IReadOnlyList<string> Addresses { get; }

    /// <summary>There is a cluster now, of which no node begins another one.</summary>
    public void Formed() => _formed = true;

    /// <summary>How often a node was started again.</summary>
    public int Restarts => Volatile.Read(ref _restarts);

    /// <summary>Starts all of them; each is started again whenever it ends.</summary>
    public void Start()
    {
        for (var node = 0; node < Addresses.Count; node++)
        {
            var number = node;
            _kept.Add(Task.Run(() => Keep(number)));
        }
    }

    /// <summary>Completes when the first node listens, so that others can join by it.</summary>
    /// <exception cref="ClusterException">It does not.</exception>
    public async Task Listening(CancellationToken cancellation)
    {
        var (host, port) = (IPAddress.Loopback, int.Parse(Addresses[0].Split(':')[1], CultureInfo.InvariantCulture));
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(LookAgainAfter, cancellation))
        {
            try
            {
                using var connection = new TcpClient();
                await connection.ConnectAsync(host, port, cancellation);
                return;
            }
            catch (SocketException fault)
            {
                if (watch.Elapsed > Patience || Restarts > 0)
                {
                    throw new ClusterException(
                        $"node 1 does not come up: see {Path.Combine(_folder, "node-1", Output)}{Told()}", fault);
                }
            }
        }
    }

    private string Told()
    {
        try
        {
            return $"\n{string.Join('\n', File.ReadLines(Path.Combine(_folder, "node-1", Output)).TakeLast(5))}";
        }
        catch (IOException)
        {
            return string.Empty;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await Task.WhenAll(_kept);
        _ending.Dispose();
    }

    private static List<int> FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        try
        {
            listeners.ForEach(listener => listener.Start());
            return listeners.ConvertAll(listener => ((IPEndPoint)listener.LocalEndpoint).Port);
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
        }
    }

    private async Task Keep(int node)
    {
        while (!_ending.IsCancellationRequested)
        {
            using var process = Start(node);
            var told = Restarts == 0 ? string.Empty
                : string.Create(CultureInfo.InvariantCulture, $" (nodes were started again {Restarts} times so far)");
            LiveLine.Say(string.Create(CultureInfo.InvariantCulture,
                $"node {node + 1} at {Addresses[node]} is process {process.Id}{told}"));
            try
            {
                await process.WaitForExitAsync(_ending.Token);
            }
            catch (OperationCanceledException)
            {
                await End(process);
                return;
            }

            Interlocked.Increment(ref _restarts);
            LiveLine.Say(string.Create(CultureInfo.InvariantCulture,
                $"node {node + 1} has ended with {process.ExitCode}; it starts again in {StartAgainAfter.TotalSeconds} s"));
            try
            {
                await Task.Delay(StartAgainAfter, _ending.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private Process Start(int node)
    {
        // The cluster begins with the first node, once; who comes later, or comes back, joins by the others.
        string[] seeds = node == 0 && (!_formed || Addresses.Count == 1) ? []
            : ["--seeds", string.Join(';', Addresses.Where(address => address != Addresses[node]))];

        var folder = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"node-{node + 1}"));
        Directory.CreateDirectory(folder);
        var own = Environment.ProcessPath!;
        var start = new ProcessStartInfo(own) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };
        if (Path.GetFileNameWithoutExtension(own) == "dotnet")
        {
            start.ArgumentList.Add(Assembly.GetEntryAssembly()!.Location);
        }

        string[] arguments =
        [
            "node", .. _scenario, "--data", folder, "--cluster", Addresses[node], .. seeds, "--roles", "engine",
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // Not as an argument: the list of processes shows those.
        start.Environment["EXCHANGE_Node__Journal"] = _journal;
        start.Environment[$"EXCHANGE_{EngineVerb.EndsWithInput.Replace(":", "__", StringComparison.Ordinal)}"] = "true";
        var process = Process.Start(start)!;
        var path = Path.Combine(folder, Output);
        var gate = new Lock();
        process.ErrorDataReceived += (_, line) => Write(line.Data);
        process.OutputDataReceived += (_, line) => Write(line.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return process;

        void Write(string? line)
        {
            if (line is not null)
            {
                lock (gate)
                {
                    File.AppendAllText(path, line + Environment.NewLine);
                }
            }
        }
    }

    private static async Task End(Process process)
    {
        // All of them end together, so that none has to hand anything over: what they had acknowledged is in the journal.
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }
}
