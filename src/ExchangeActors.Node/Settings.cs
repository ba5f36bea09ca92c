using System.Globalization;
using ExchangeActors.Actors;
using ExchangeActors.Scenarios.Documents;
using Microsoft.Extensions.Configuration;

namespace ExchangeActors.Node;

/// <summary>What config/appsettings.json and, before it, the environment (<c>EXCHANGE_…</c>) say.</summary>
internal static class Settings
{
    private const string Prefix = "EXCHANGE_";
    private const string WriteSize = "Journal:EventsPerWrite";
    private const int MostPerWrite = 100_000;

    /// <summary>All settings.</summary>
    public static IConfiguration Load() => new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "config", "appsettings.json"), optional: true)
        .AddEnvironmentVariables(Prefix)
        .Build();

    /// <summary>Events that are stored in one transaction, about.</summary>
    /// <exception cref="InputException">It is no such number.</exception>
    public static int EventsPerWrite()
    {
        var text = Load()[WriteSize];
        return text is null ? new ExchangeSystemOptions().EventsPerWrite
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MostPerWrite
                ? number
            : throw new InputException(new InputProblem(
                "settings",
                0,
                WriteSize,
                $"\"{text}\" is not a whole number from 1 to {MostPerWrite}",
                $"correct {Prefix}Journal__EventsPerWrite or config/appsettings.json"));
    }
}
