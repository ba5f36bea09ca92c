using System.Globalization;
using System.Net;

namespace ExchangeActors.Node.Tests.Fixtures.Faults;

/// <summary>A node of a cluster that is broken on purpose: it has an own address, and its connections go through cables.</summary>
internal sealed class FaultNode : IDisposable
{
    private readonly int _listen;

    /// <summary>Makes it; it is not started.</summary>
    /// <param name="number">From 1.</param>
    /// <param name="engine">Entities live on it; else it is a gateway.</param>
    /// <param name="server">The server's port.</param>
    /// <param name="hosts">Of all nodes.</param>
    public FaultNode(int number, bool engine, int server, string[] hosts)
    {
        (Number, Engine) = (number, engine);
        Host = hosts[number - 1];
        _listen = FreePort.Next();
        Nodes = new CutProxy(IPAddress.Parse(Host), new IPEndPoint(IPAddress.Parse(Host), _listen), hosts);
        Database = new CutProxy(IPAddress.Loopback, new IPEndPoint(IPAddress.Loopback, server));
        Contact = string.Create(CultureInfo.InvariantCulture, $"{Host}:{FreePort.Next()}");
        Url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}");
    }

    /// <summary>From 1.</summary>
    public int Number { get; }

    /// <summary>Entities live on it; else it is a gateway.</summary>
    public bool Engine { get; }

    /// <summary>Its address on this machine.</summary>
    public string Host { get; }

    /// <summary>The cable from the other nodes.</summary>
    public CutProxy Nodes { get; }

    /// <summary>The cable to the database.</summary>
    public CutProxy Database { get; }

    /// <summary>Where it listens for HTTP.</summary>
    public string Url { get; }

    /// <summary>Where other nodes reach it.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Nodes.Port}");

    /// <summary>Where nodes that look for their cluster ask it. No cable is there: who comes back finds the others.</summary>
    public string Contact { get; }

    /// <summary>Where it listens for them.</summary>
    public string Bind => string.Create(CultureInfo.InvariantCulture, $"{Host}:{_listen}");

    /// <summary>The newest of its processes.</summary>
    public ExchangeProcess Process { get; set; } = null!;

    /// <summary>How often it was started.</summary>
    public int Starts { get; set; }

    /// <summary>It is not started again when it ends.</summary>
    public bool IsDone { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Nodes.Dispose();
        Database.Dispose();
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Engine ? "engine" : "gateway")} {Number}");
}
