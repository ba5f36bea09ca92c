using ExchangeActors.Actors.Cluster;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ExchangeActors.Node.Service.Hosting;

/// <summary>
/// Answers nodes that ask who is in the cluster. In the clear and to whoever asks: it tells addresses of nodes, which take nobody without
/// a certificate of theirs; and who is told wrong ones reaches no node of the cluster.
/// </summary>
internal sealed class ContactServer(Serilog.ILogger log) : IContactServer
{
    private const string Json = "application/json";

    /// <inheritdoc/>
    public async Task<IAsyncDisposable> Listen(string host, int port, Func<string> answer, CancellationToken cancellation)
    {
        var builder = Listening.At([], Settings.Load(), log, 0);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(ClusterNode.AddressOf(host), port));
        var app = builder.Build();
        app.MapGet(IContactServer.Path, () => Results.Text(answer(), Json));
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
