using System.Globalization;
using ExchangeActors.Actors;
using ExchangeActors.Scenarios.Documents;
using Microsoft.Extensions.Configuration;

namespace ExchangeActors.Node.Shell;

/// <summary>What config/appsettings.json and, before it, the environment (<c>EXCHANGE_…</c>) say.</summary>
internal static class Settings
{
    private const string Prefix = "EXCHANGE_";
    private const string WriteSize = "Journal:EventsPerWrite";
    private const int MostPerWrite = 100_000;
    private const string SnapshotSize = "Journal:EventsPerSnapshot";
    private const int UsualPerSnapshot = 50_000;
    private const string MonitorCount = "Exchange:Monitors";
    private const int MostMonitors = 1_000;

    /// <summary>All settings.</summary>
    public static IConfiguration Load() => new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "config", "appsettings.json"), optional: true)
        .AddEnvironmentVariables(Prefix)
        .Build();

    /// <summary>Events that are stored in one transaction, about.</summary>
    /// <exception cref="InputException">It is no such number.</exception>
    public static int EventsPerWrite() => Number(WriteSize, new ExchangeSystemOptions().EventsPerWrite, 1, MostPerWrite);

    /// <summary>Events from one snapshot of the whole state to the next, at least; 0 for no snapshots.</summary>
    /// <exception cref="InputException">It is no such number.</exception>
    public static int EventsPerSnapshot() => Number(SnapshotSize, UsualPerSnapshot, 0, int.MaxValue);

    /// <summary>Risk monitors, each for a slice of the accounts.</summary>
    /// <exception cref="InputException">It is no such number.</exception>
    public static int Monitors() => Number(MonitorCount, new ExchangeSystemOptions().Monitors, 1, MostMonitors);

    private static int Number(string name, int usual, int least, int most) => Number(Load(), name, usual, least, most);

    /// <summary>A whole number within its limits.</summary>
    /// <exception cref="InputException">It is no such number.</exception>
    public static int Number(IConfiguration settings, string name, int usual, int least, int most)
    {
        var text = settings[name];
        return text is null ? usual
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
                ? number
            : throw new InputException(new InputProblem(
                "settings",
                0,
                name,
                $"\"{text}\" is not a whole number from {least} to {most}",
                $"correct {Prefix}{name.Replace(":", "__", StringComparison.Ordinal)} or config/appsettings.json"));
    }
}
