using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Binding;

/// <summary>Finds <c>config/venues/NAME.json</c>, or a profile's own file anywhere.</summary>
internal static class VenueFiles
{
    private const string Extension = ".json";
    private const string SchemaExtension = ".schema.json";

    /// <summary>
    /// A name is looked for as NAME.json in <c>venues</c> beside the scenario's folder, then in
    /// <c>config/venues</c> under the current directory, then in the program's; the first that exists is taken, and after them NAME.json in
    /// the current directory. What ends in
    /// <c>.json</c> is the path of a file: relative to the scenario when it is written there, else to the current directory.
    /// </summary>
    /// <param name="name">Name or path.</param>
    /// <param name="scenario">The scenario's file; null without one.</param>
    /// <param name="origin">Where the name was written.</param>
    /// <param name="path">What problems call it, e.g. <c>venue</c>.</param>
    /// <exception cref="InputException">There is none; says which profiles there are.</exception>
    public static string Find(string name, string? scenario, Origin origin, string path = "venue")
    {
        if (IsPath(name))
        {
            var written = scenario is not null && origin.Line > 0
                ? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(scenario)) ?? string.Empty, name) : name;
            var file = Path.GetFullPath(written);
            return File.Exists(file) ? file : throw new InputException(
                origin.Problem(path, $"there is no file \"{name}\"",
                    $"looked for {file}; correct the path, or name a profile of config/venues"));
        }

        if (name.Length > 0 && name.IndexOfAny(['/', '\\']) < 0
            && Folders(scenario).Select(folder => Path.Combine(folder, name + Extension)).FirstOrDefault(File.Exists) is { } found)
        {
            return found;
        }

        // A profile of one's own, made where one works.
        if (name.Length > 0 && name.IndexOfAny(['/', '\\']) < 0 && File.Exists(name + Extension))
        {
            return Path.GetFullPath(name + Extension);
        }

        var known = All(scenario).Select(profile => profile.Name).ToList();
        throw new InputException(origin.Problem(
            path,
            $"there is no venue profile \"{name}\"",
            known.Count > 0 ? Nearest.Remedy(name, known) : $"put {name}.json into one of: {string.Join(", ", Folders(scenario))}"));
    }

    /// <summary>All profiles that can be named, by name; of two with one name the one that <see cref="Find"/> would take.</summary>
    public static IEnumerable<(string Name, string Path)> All(string? scenario) => Folders(scenario)
        .Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*" + Extension))
        .Where(file => !file.EndsWith(SchemaExtension, StringComparison.OrdinalIgnoreCase))
        .Select(file => (Name: Path.GetFileNameWithoutExtension(file), Path: file))
        .DistinctBy(profile => profile.Name)
        .OrderBy(profile => profile.Name, StringComparer.Ordinal);

    /// <summary>True for what is a file's path and no name.</summary>
    public static bool IsPath(string name) => name.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Folders(string? scenario)
    {
        if (scenario is not null)
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(scenario)) ?? string.Empty;
            yield return Path.GetFullPath(Path.Combine(folder, "..", "venues"));
            yield return Path.Combine(folder, "venues");

            // A folder of scenarios may hold folders of scenarios, as config/scenarios/incidents.
            yield return Path.GetFullPath(Path.Combine(folder, "..", "..", "venues"));
        }

        yield return Path.GetFullPath(Path.Combine("config", "venues"));
        yield return Path.Combine(AppContext.BaseDirectory, "config", "venues");
    }
}
