using System.Net;
using ExchangeActors.Actors.Cluster;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ExchangeActors.Node.Service.Hosting;

/// <summary>
/// Answers nodes that ask who is in the cluster. In the clear and to whoever asks, since Akka.Management asks so: it tells the addresses of
/// nodes, which take nobody without a certificate of theirs. Who could answer in the place of all contacts could have a node begin a
/// cluster of its own, so the port belongs among the nodes (config/deploy).
/// </summary>
internal sealed class ContactServer(Serilog.ILogger log) : IContactServer
{
    private const string Json = "application/json";

    /// <inheritdoc/>
    public async Task<IAsyncDisposable> Listen(IPEndPoint at, Func<string?> answer, CancellationToken cancellation)
    {
        var builder = Listening.At([], Settings.Load(), log, 0);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(at));
        var app = builder.Build();
        app.MapGet(IContactServer.Path, () => answer() is { } text
            ? Results.Text(text, Json) : Results.StatusCode(StatusCodes.Status503ServiceUnavailable));
        try
        {
            await app.StartAsync(cancellation);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }
}
