using System.Text;
using ExchangeActors.Scenarios.Loading;

namespace ExchangeActors.Node.Starting;

/// <summary><c>exchange new</c>: writes a file to begin with, that can be used as it is.</summary>
public static class NewVerb
{
    private const string Extension = ".json";
    private const string Placeholder = "NAME";
    private const int LongestName = 64;

    /// <summary>What can be made, and what is done with it then.</summary>
    public static IReadOnlyDictionary<string, string> Kinds { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["scenario"] = "exchange run {0}",
        ["test"] = "exchange test {0}",
        ["venue"] = "exchange run first-adl --venue {0}",
    };

    /// <summary>Writes the file; the result is an <see cref="ExitCode"/>. What is there already stays as it is.</summary>
    public static int Run(string kind, string nameOrPath)
    {
        var name = Path.GetFileName(nameOrPath);
        name = name.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) ? name[..^Extension.Length] : name;
        var path = nameOrPath.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) ? nameOrPath : nameOrPath + Extension;
        if (name.Length is 0 or > LongestName || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'))
        {
            return Attempt.Fail(
                $"new {kind}: \"{name}\" is no name; write up to {LongestName} letters, digits, - _ and ., e.g. exchange new {kind} "
                    + $"mine", ExitCode.WrongInput);
        }

        if (path == name + Extension && Taken(kind, name))
        {
            return Attempt.Fail(
                $"new {kind}: there is a {(kind == "venue" ? "venue" : "scenario")} \"{name}\" already; choose another name",
                ExitCode.WrongInput);
        }

        try
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            file.Write(Encoding.UTF8.GetBytes(Template(kind).Replace(Placeholder, name, StringComparison.Ordinal)));
        }
        catch (IOException) when (Path.Exists(path))
        {
            return Attempt.Fail($"new {kind}: {path} is there already and was left as it is; choose another name", ExitCode.WrongInput);
        }
        catch (DirectoryNotFoundException)
        {
            return Attempt.Fail($"new {kind}: there is no folder {Path.GetDirectoryName(path)}; make it first", ExitCode.WrongInput);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Attempt.Fail(fault.Message, ExitCode.Infrastructure);
        }

        Lines.Say(path);
        LiveLine.Say($"next: {string.Format(null, Kinds[kind], path)}");
        return ExitCode.Fine;
    }

    private static bool Taken(string kind, string name) => kind == "venue"
        ? VenueProfileLoader.List(out _).Any(profile => profile.Name == name)
        : ScenarioFiles.All().Any(scenario => scenario.Name == name);

    private static string Template(string kind)
    {
        using var stream = typeof(NewVerb).Assembly.GetManifestResourceStream($"template/{kind}{Extension}")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
