using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Node.Service.Keys;

/// <summary>A key that is in no store: one that a node on loopback made for itself, or one from a file. It is taken while the process
/// runs.</summary>
/// <param name="Key">The key.</param>
/// <param name="Hash">Of its secret.</param>
internal sealed record LocalKey(ApiKey Key, byte[] Hash)
{
    /// <summary>The watcher's key in a file (<c>Node:MetricsKeyFile</c>).</summary>
    /// <exception cref="InputException">The file cannot be read, or holds no key.</exception>
    public static LocalKey Read(string file)
    {
        string text;
        try
        {
            text = File.ReadAllText(file).Trim();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Refused(file, $"cannot be read ({fault.Message.TrimEnd('.')})");
        }

        return KeyRing.Parse(text) is var (id, secret)
            ? new LocalKey(new ApiKey(id, Roles.Watcher, Roles.Watcher, [], 0, null, null), KeyRing.HashOf(secret))
            : throw Refused(file, "holds no key");
    }

    private static InputException Refused(string file, string what) => new(new InputProblem(
        "settings", 0, "Node:MetricsKeyFile", $"\"{file}\" {what}",
        "name a file with one key, as exchange keys create --role watcher shows it (EXCHANGE_Node__MetricsKeyFile or "
            + "config/appsettings.json)"));
}
