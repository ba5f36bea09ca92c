using System.Net;
using ExchangeActors.Scenarios.Documents;
using Microsoft.Extensions.Configuration;

namespace ExchangeActors.Node.Service;

/// <summary>Where exchange time comes from.</summary>
internal enum TimeSource
{
    /// <summary>The machine's clock.</summary>
    Wall = 0,

    /// <summary>Whoever feeds prices says what time it is; in between it stands still.</summary>
    Feed = 1,
}

/// <summary>How a node is to run.</summary>
/// <param name="Scenario">Whose venue, markets and insurance fund the exchange has.</param>
/// <param name="Venue">Another venue profile; null for the scenario's.</param>
/// <param name="Settings">Changes of the scenario, path=value.</param>
/// <param name="Urls">Where it listens; a node without an API, for those who watch it, and nowhere when nothing is said.</param>
/// <param name="Data">The folder of its journal, keys and commands.</param>
/// <param name="Journal">Another place for the journal, a PostgreSQL database for example; null for a file in the folder.</param>
/// <param name="Clock">Where time comes from.</param>
/// <param name="PageSize">Rows that one answer has at most.</param>
/// <param name="CommandsUnderWay">Commands that may be unanswered at once; those beyond are refused, to be tried again.</param>
/// <param name="RequestsPerSecond">Requests of one caller, in the long run; twice as many in a burst.</param>
/// <param name="Cluster">How it is part of a cluster; null for a node that is alone.</param>
/// <param name="MetricsKeyFile">A file with a key that may read <c>/metrics</c> and nothing else; null for none.</param>
internal sealed record NodeOptions(
    string Scenario,
    string? Venue,
    IReadOnlyList<string> Settings,
    IReadOnlyList<Uri> Urls,
    string Data,
    string? Journal,
    TimeSource Clock,
    int PageSize,
    int CommandsUnderWay,
    int RequestsPerSecond,
    ClusterOptions? Cluster,
    string? MetricsKeyFile)
{
    /// <summary>The scenario whose exchange a node has when none is named.</summary>
    public const string UsualScenario = "oct-10-2025";

    /// <summary>Where a node listens when nothing is said.</summary>
    public const string UsualUrl = "http://127.0.0.1:5080";

    /// <summary>Where it keeps its data when nothing is said.</summary>
    public const string UsualData = "exchange-data";

    private const string Section = "Node:";

    /// <summary>Names of all settings of a node.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        "Scenario", "Venue", "Urls", "Data", "Journal", "Clock", "PageSize", "CommandsUnderWay", "RequestsPerSecond", "Jwt", "Cluster",
        "Seeds", "Contacts", "Management", "Bind", "Roles", "Certificate", "CertificatePassword", "MetricsKeyFile", "EndsWithInput",
    ];

    /// <summary>Where the journal is.</summary>
    public string JournalPlace => Journal ?? Path.Combine(Data, "journal.db");

    /// <summary>Where keys and commands are kept.</summary>
    public string StorePath => StoreIn(Data);

    /// <summary>The file of keys and commands in a node's folder.</summary>
    public static string StoreIn(string data) => Path.Combine(data, "service.db");

    /// <summary>
    /// What the command line says, else the environment (<c>EXCHANGE_Node__Urls</c>), else config/appsettings.json, else what is usual.
    /// </summary>
    /// <exception cref="InputException">A value is none; it names the key and the remedy.</exception>
    public static NodeOptions Of(
        string? scenario, string? venue, IReadOnlyList<string> changes, string? urls, string? data, string? journal, string? clock,
        string? cluster = null, string? seeds = null, string? roles = null, string? contacts = null, string? management = null,
        string? bind = null)
    {
        var settings = Shell.Settings.Load();
        RequireKnown(settings);
        var options = new NodeOptions(
            scenario ?? Text("Scenario", UsualScenario),
            venue ?? settings[Section + "Venue"],
            changes,
            [],
            data ?? Text("Data", UsualData),
            journal ?? settings[Section + "Journal"],
            Clocks(clock ?? Text("Clock", "wall")),
            Shell.Settings.Number(settings, Section + "PageSize", 1_000, 1, 10_000),
            Shell.Settings.Number(settings, Section + "CommandsUnderWay", 5_000, 1, 50_000),
            Shell.Settings.Number(settings, Section + "RequestsPerSecond", 5_000, 1, 1_000_000),
            null,
            settings[Section + "MetricsKeyFile"]);
        var part = ClusterOptions.Of(settings, cluster, seeds, roles, options.JournalPlace, contacts, management, bind);
        return options with
        {
            Cluster = part,
            Urls = urls is null && part is { Gateway: false } && Text("Urls", string.Empty).Length == 0 ? []
                : Listens(urls ?? Text("Urls", UsualUrl)),
        };

        string Text(string key, string usual) => settings[Section + key] is { Length: > 0 } text ? text : usual;
    }

    /// <summary>The addresses of a text, with ; between.</summary>
    /// <exception cref="InputException">One is none, or would send in the clear what other machines can read.</exception>
    public static Uri[] Listens(string urls)
    {
        var listed = new List<Uri>();
        foreach (var text in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
                || url.PathAndQuery != "/")
            {
                throw Wrong("Urls", text, "is no address to listen at", "write http://127.0.0.1:5080, several with ; between");
            }

            if (url.Scheme == Uri.UriSchemeHttp && !IsLoopback(url))
            {
                throw Wrong(
                    "Urls",
                    text,
                    "is reached by other machines, and what they send would not be encrypted",
                    "listen at https://… with a certificate (Kestrel:Certificates:Default:Path and KeyPath in config/appsettings.json), "
                    + "or at 127.0.0.1 behind a proxy that does so");
            }

            listed.Add(url);
        }

        return listed.Count > 0 ? [.. listed] : throw Wrong("Urls", urls, "names no address", $"write {UsualUrl}");
    }

    /// <summary>A setting that does not exist would be passed over in silence, and a node would run otherwise than was meant.</summary>
    private static void RequireKnown(IConfiguration settings)
    {
        foreach (var child in settings.GetSection("Node").GetChildren())
        {
            if (!Known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                throw new InputException(new InputProblem(
                    "settings", 0, Section + Nearest.Shown(child.Key), "there is no such setting of a node",
                    Nearest.Remedy(child.Key, Known)));
            }
        }
    }

    /// <summary>True for an address that only this machine reaches.</summary>
    public static bool IsLoopback(Uri url) =>
        url.IsLoopback || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static TimeSource Clocks(string text) => text switch
    {
        "wall" => TimeSource.Wall,
        "feed" => TimeSource.Feed,
        _ => throw Wrong("Clock", text, "is no clock", "write wall (the machine's) or feed (whoever feeds prices says the time)"),
    };

    private static InputException Wrong(string key, string value, string what, string remedy) => new(new InputProblem(
        "settings", 0, Section + key, $"\"{value}\" {what}",
            $"{remedy} (--{key.ToLowerInvariant()}, EXCHANGE_Node__{key} or config/appsettings.json)"));
}
