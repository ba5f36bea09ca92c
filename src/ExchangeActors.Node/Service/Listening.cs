using System.Net.Sockets;
using ExchangeActors.Journal;
using Microsoft.AspNetCore.Builder;

namespace ExchangeActors.Node.Service;

/// <summary>Starts what listens.</summary>
internal static class Listening
{
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
