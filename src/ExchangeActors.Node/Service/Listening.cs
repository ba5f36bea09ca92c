using System.Net.Sockets;
using ExchangeActors.Journal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Serilog;

namespace ExchangeActors.Node.Service;

/// <summary>Starts what listens.</summary>
internal static class Listening
{
    /// <summary>What every host of a node begins with: where it listens, with which certificate, and where it logs.</summary>
    public static WebApplicationBuilder At(IReadOnlyList<Uri> urls, IConfiguration settings, Serilog.ILogger log, long longestBody)
    {
        // The command line is read by the verb; the content root is where the user is.
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ApplicationName = "exchange", ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddConfiguration(settings);
        builder.Logging.ClearProviders();
        builder.Services.AddSerilog(log);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseUrls([.. urls.Select(url => url.ToString())]);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = longestBody;
        });
        return builder;
    }

    /// <summary>Null when it listens; else the exit code, and it was said why it does not.</summary>
    public static async Task<int?> Start(WebApplication app, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(app);
        try
        {
            await app.StartAsync(cancellation);
            return null;
        }
        catch (IOException fault) when (fault is not JournalException)
        {
            return Fail(fault);
        }
        catch (SocketException fault)
        {
            return Fail(fault);
        }
    }

    private static int Fail(Exception fault) =>
        Attempt.Fail($"cannot listen: {fault.Message.TrimEnd('.')}; name another address with --urls", ExitCode.Infrastructure);
}
