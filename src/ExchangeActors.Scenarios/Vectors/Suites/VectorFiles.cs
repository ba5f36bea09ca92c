using System.Collections.Immutable;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Vectors.Suites;

/// <summary>Finds and reads files of conformance vectors.</summary>
public static class VectorFiles
{
    private const string Pattern = "*.json";

    /// <summary>
    /// The suites of all files; each path is a file, or a folder whose <c>*.json</c> are read in order of their names. A file that several
    /// paths lead to is read once.
    /// </summary>
    /// <exception cref="InputException">With every problem that was found in any of them.</exception>
    public static ImmutableArray<VectorSuite> Load(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var problems = ImmutableArray.CreateBuilder<InputProblem>();
        var suites = ImmutableArray.CreateBuilder<VectorSuite>();
        foreach (var file in paths.SelectMany(path => Files(path, problems)).DistinctBy(Path.GetFullPath).ToList())
        {
            try
            {
                suites.Add(VectorBinder.Bind(DocumentParser.ParseFile(file, file), file, problems));
            }
            catch (InputException fault)
            {
                problems.AddRange(fault.Problems);
            }
        }

        return problems.Count == 0 ? suites.ToImmutable() : throw new InputException(problems.DrainToImmutable());
    }

    private static IReadOnlyList<string> Files(string path, ImmutableArray<InputProblem>.Builder problems)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            problems.Add(
                new InputProblem("the path", 0, string.Empty, "has no name",
                    "name a file of vectors, or a folder with some, e.g. config/vectors"));
            return [];
        }

        if (!Directory.Exists(path))
        {
            // A path that leads to nothing says so when it is read.
            return [path];
        }

        try
        {
            var files = Directory.EnumerateFiles(path, Pattern).Order(StringComparer.Ordinal).ToList();
            if (files.Count == 0)
            {
                problems.Add(
                    new InputProblem(path, 0, string.Empty, $"has no {Pattern}",
                        "name a file of vectors, or a folder with some, e.g. config/vectors"));
            }

            return files;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            problems.Add(FileProblem.Of(path, path, fault));
            return [];
        }
    }
}
