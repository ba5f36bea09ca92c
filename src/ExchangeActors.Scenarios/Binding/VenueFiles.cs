using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Binding;

/// <summary>Finds <c>config/venues/NAME.json</c>.</summary>
internal static class VenueFiles
{
    /// <summary>
    /// The first that exists: <c>venues</c> beside the scenario's folder, then <c>config/venues</c> under the current directory, then under the program's.
    /// </summary>
    /// <exception cref="InputException">There is none; says which profiles there are.</exception>
    public static string Find(string name, string? scenario, Origin origin)
    {
        var folders = Folders(scenario).ToList();
        if (name.Length > 0 && name.IndexOfAny(['/', '\\']) < 0
            && folders.Select(folder => Path.Combine(folder, name + ".json")).FirstOrDefault(File.Exists) is { } found)
        {
            return found;
        }

        var known = folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*.json"))
            .Select(Path.GetFileNameWithoutExtension).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        throw new InputException(origin.Problem(
            "venue",
            $"there is no venue profile \"{name}\"",
            known.Count > 0 ? Nearest.Remedy(name, known) : $"put {name}.json into one of: {string.Join(", ", folders)}"));
    }

    private static IEnumerable<string> Folders(string? scenario)
    {
        if (scenario is not null)
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(scenario)) ?? string.Empty;
            yield return Path.GetFullPath(Path.Combine(folder, "..", "venues"));
            yield return Path.Combine(folder, "venues");
        }

        yield return Path.GetFullPath(Path.Combine("config", "venues"));
        yield return Path.Combine(AppContext.BaseDirectory, "config", "venues");
    }
}
