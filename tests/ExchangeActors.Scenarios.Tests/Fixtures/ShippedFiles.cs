namespace ExchangeActors.Scenarios.Tests.Fixtures;

/// <summary>The files under config.</summary>
internal static class ShippedFiles
{
    private static readonly string Config = Find();

    /// <summary>A folder under config.</summary>
    public static string Folder(string name) => Path.Combine(Config, name);

    /// <summary>A file of config/scenarios.</summary>
    public static string Scenario(string file) => Path.Combine(Config, "scenarios", file);

    /// <summary>A venue's profile, by name.</summary>
    public static string Venue(string name) => Path.Combine(Config, "venues", name + ".json");

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ExchangeActors.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("no folder above the tests has ExchangeActors.sln");
        }

        return Path.Combine(folder.FullName, "config");
    }
}
