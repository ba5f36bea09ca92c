using ExchangeActors.Journal.PostgreSql;

namespace ExchangeActors.Node.Tests.Fixtures;

/// <summary>Forced closes that a journal in a database holds, as a run goes on.</summary>
internal static class StoredCloses
{
    private const string Sql = "SELECT count(*) FROM journal WHERE manifest = 'account.position-force-closed.1'";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Waits until there are so many; the process must not end before.</summary>
    public static async Task Until(string place, long forcedCloses, ExchangeProcess process)
    {
        using var patience = new CancellationTokenSource(Patience);
        for (var hasExited = process.HasExited; Count(place) < forcedCloses; hasExited = process.HasExited)
        {
            Assert.False(hasExited, $"the run ended before {forcedCloses} forced closes");
            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>How many there are; none while there are no tables.</summary>
    public static long Count(string place) =>
        PostgreSqlServer.Query<bool>(place, "SELECT to_regclass('journal') IS NOT NULL")[0]
            ? PostgreSqlServer.Query<long>(place, Sql)[0]
            : 0;
}
