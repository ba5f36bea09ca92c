using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Loading;

/// <summary>Finds a scenario by its name, as <see cref="VenueProfileLoader"/> finds a venue's profile.</summary>
public static class ScenarioFiles
{
    private const string Extension = ".json";
    private const string SchemaExtension = ".schema.json";
    private const int MostSuggested = 30;

    /// <summary>
    /// The file of a scenario. A name is looked for as NAME.json in <c>config/scenarios</c> under the current directory and in its folders,
    /// then in the
    /// program's, then as NAME.json in the current directory. What ends in <c>.json</c>, or is a file as it is written, is a path and taken
    /// as it is, whether
    /// there is such a file or not.
    /// </summary>
    /// <exception cref="InputException">
    /// It is a name, and there is no such scenario; says which there are. Or it is a known name with <c>.json</c>, and no such file is
    /// here.
    /// </exception>
    public static string Find(string nameOrPath)
    {
        ArgumentNullException.ThrowIfNull(nameOrPath);
        if (string.IsNullOrWhiteSpace(nameOrPath))
        {
            throw new InputException(new InputProblem(
                "scenario", 0, string.Empty, "has no name", "name a scenario, e.g. first-adl (exchange scenarios lists them), or a file"));
        }

        var known = All();
        if (IsPath(nameOrPath))
        {
            var stem = nameOrPath[..^Extension.Length];
            return File.Exists(nameOrPath) || !known.Any(scenario => scenario.Name == stem)
                ? nameOrPath
                : throw new InputException(new InputProblem(
                    nameOrPath,
                    0,
                    string.Empty,
                    "there is no such file here",
                    $"the scenario of that name is called without .json: {stem}"));
        }

        if (known.FirstOrDefault(scenario => scenario.Name == nameOrPath).Path is { } found)
        {
            return found;
        }

        if (File.Exists(nameOrPath + Extension))
        {
            return nameOrPath + Extension;
        }

        // A file without the usual ending; what else holds a slash was meant as a path as well, and is refused as one.
        if (File.Exists(nameOrPath) || nameOrPath.IndexOfAny(['/', '\\']) >= 0)
        {
            return nameOrPath;
        }

        var names = known.Select(scenario => scenario.Name).Take(MostSuggested).ToList();
        throw new InputException(new InputProblem(
            "scenario", 0, string.Empty, $"there is no scenario \"{Nearest.Shown(nameOrPath)}\"", Nearest.Remedy(nameOrPath, names)
                + " (exchange scenarios lists them); a file of your own ends in .json"));
    }

    /// <summary>All scenarios that can be named, by name; of two with one name the one that <see cref="Find"/> would take.</summary>
    public static IReadOnlyList<(string Name, string Path)> All() =>
    [
        .. Folders()
            .Where(Directory.Exists)
            .SelectMany(
                folder => Directory.EnumerateFiles(folder, "*" + Extension, SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            .Where(file => !file.EndsWith(SchemaExtension, StringComparison.OrdinalIgnoreCase))
            .Select(file => (Name: Path.GetFileNameWithoutExtension(file), Path: Shown(file)))
            .DistinctBy(scenario => scenario.Name)
            .OrderBy(scenario => scenario.Name, StringComparer.Ordinal),
    ];

    private static bool IsPath(string nameOrPath) => nameOrPath.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Folders()
    {
        yield return Path.GetFullPath(Path.Combine("config", "scenarios"));
        yield return Path.Combine(AppContext.BaseDirectory, "config", "scenarios");
    }

    /// <summary>Relative to the current directory when it is below it, so that messages are short.</summary>
    internal static string Shown(string file)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, file);
        return relative.StartsWith("..", StringComparison.Ordinal) ? file : relative;
    }
}
