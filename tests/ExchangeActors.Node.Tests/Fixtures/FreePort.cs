using System.Net;
using System.Net.Sockets;

namespace ExchangeActors.Node.Tests.Fixtures;

/// <summary>Ports that nobody listens at.</summary>
internal static class FreePort
{
    /// <summary>One of them.</summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
