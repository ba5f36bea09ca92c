using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Vectors;
using ExchangeActors.Scenarios.Vectors.Suites;

namespace ExchangeActors.Scenarios.Tests.Fixtures;

/// <summary>A temporary folder for files of vectors beside copies of the shipped venue profiles, removed at the end of the test.</summary>
public sealed class VectorFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("exchange-vectors-").FullName;

    public VectorFolder()
    {
        Directory.CreateDirectory(PathOf("vectors"));
        Directory.CreateDirectory(PathOf("venues"));
        foreach (var profile in Directory.EnumerateFiles(ShippedFiles.Folder("venues"), "*.json"))
        {
            File.Copy(profile, PathOf(Path.Combine("venues", Path.GetFileName(profile))));
        }
    }

    /// <summary>A suite of one vector, which begins on line 2.</summary>
    public static string Suite(string vector) => $$"""{ "suite": "small", "source": "a test", "vectors": [{{"\n"}}{{vector}}] }""";

    public string PathOf(string name) => Path.Combine(_path, name);

    public string Write(string name, string text)
    {
        var path = PathOf(Path.Combine("vectors", name));
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Runs a suite of one vector.</summary>
    public VectorResult Run(string vector) => Assert.Single(Assert.Single(VectorFiles.Load([Write("small.json", Suite(vector))])).Vectors)
        .Run();

    /// <summary>What differs in a suite of one vector, as it is printed.</summary>
    public IEnumerable<string> Differences(string vector) => Run(vector).Differences.Select(difference => difference.ToString());

    /// <summary>The problems of a file that must not load, one per line, with the folder cut out.</summary>
    public string Refuse(string text) => Refuse(() => VectorFiles.Load([Write("small.json", text)]));

    /// <summary>The problems that loading ends with, one per line, with the folder cut out.</summary>
    public string Refuse(Action load)
    {
        var fault = Assert.Throws<InputException>(load);
        Assert.All(fault.Problems, problem => Assert.True(problem.What.Length > 0 && problem.Remedy.Length > 0));
        return fault.Message.Replace(PathOf("vectors") + Path.DirectorySeparatorChar, string.Empty, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
