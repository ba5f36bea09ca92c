using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ExchangeActors.Node.Tests.Fixtures.Faults;

/// <summary>
/// A network cable before a server, which can be pulled: connections stay, new ones are taken, but nothing comes through, either way, until
/// it is plugged in again. Nobody is told, as between two machines.
/// </summary>
internal sealed class CutProxy : IDisposable
{
    // What a node of a cluster sends first tells its address.
    private const int Sniffed = 512;

    private readonly TcpListener _listener;
    private readonly IPEndPoint _target;
    private readonly string[] _names;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _cut = [];
    private readonly ConcurrentBag<TcpClient> _clients = [];
    private readonly CancellationTokenSource _end = new();

    /// <summary>Listens.</summary>
    /// <param name="at">The address; its port is a free one.</param>
    /// <param name="target">Where it leads.</param>
    /// <param name="names">Of those who connect: hosts that what they send first tells. Nobody else is told apart.</param>
    public CutProxy(IPAddress at, IPEndPoint target, params string[] names)
    {
        (_target, _names) = (target, names);
        _listener = new TcpListener(at, 0);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = Accept();
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>Nothing of this one comes through any more, nor to it; without a name, of nobody.</summary>
    public void Cut(string name = "") =>
        _cut.TryAdd(name, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>All comes through again, with what waited.</summary>
    public void Heal()
    {
        foreach (var name in _cut.Keys)
        {
            if (_cut.TryRemove(name, out var waiting))
            {
                waiting.SetResult();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _end.Cancel();
        Heal();
        _listener.Dispose();
        foreach (var client in _clients)
        {
            client.Dispose();
        }

        _end.Dispose();
    }

    private async Task Accept()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                _ = Serve(await _listener.AcceptTcpClientAsync(_end.Token));
            }
            catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task Serve(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        _clients.Add(near);
        try
        {
            var buffer = new byte[64 * 1024];
            var read = await near.GetStream().ReadAsync(buffer, _end.Token);
            var head = Encoding.ASCII.GetString(buffer, 0, Math.Min(read, Sniffed));
            var name = _names.FirstOrDefault(name => head.Contains(name, StringComparison.Ordinal)) ?? string.Empty;
            await Passes(name);
            await far.ConnectAsync(_target, _end.Token);
            await far.GetStream().WriteAsync(buffer.AsMemory(0, read), _end.Token);
            await Task.WhenAny(Pump(near.GetStream(), far.GetStream(), name), Pump(far.GetStream(), near.GetStream(), name));
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // One of both has gone; so does the other.
        }
    }

    private async Task Pump(NetworkStream from, NetworkStream to, string name)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer, _end.Token) is var read and > 0)
        {
            await Passes(name);
            await to.WriteAsync(buffer.AsMemory(0, read), _end.Token);
        }

        await Passes(name);
    }

    private async Task Passes(string name)
    {
        while (_cut.TryGetValue(string.Empty, out var waiting) || _cut.TryGetValue(name, out waiting))
        {
            await waiting.Task;
        }
    }
}
