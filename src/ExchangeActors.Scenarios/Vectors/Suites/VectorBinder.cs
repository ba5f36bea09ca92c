using System.Collections.Immutable;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Vectors.Suites;

/// <summary>Binds a suite of vectors.</summary>
internal static class VectorBinder
{
    private const string Description = "description";

    /// <summary>The suite, with problems noted where it cannot be used.</summary>
    public static VectorSuite Bind(DocumentNode document, string file, ImmutableArray<InputProblem>.Builder problems)
    {
        if (document.Kind != NodeKind.Object)
        {
            problems.Add(
                document.Origin.Problem(string.Empty, $"must be an object, is {document.KindText}",
                    "write { \"suite\", \"source\", \"vectors\": [ … ] }"));
            return new VectorSuite(string.Empty, string.Empty, []);
        }

        var reader = new ObjectReader(document, string.Empty, problems);
        var name = reader.Text("suite");
        var source = reader.Text("source");
        reader.Any(Description);
        var vectors = ImmutableArray.CreateBuilder<ConformanceVector>();
        var count = 0;
        foreach (var vector in reader.Objects("vectors", true))
        {
            count++;
            if (BindVector(vector, name, file) is { } bound)
            {
                vectors.Add(bound);
            }
        }

        if (count == 0 && document["vectors"] is { Kind: NodeKind.List, Items.Count: 0 })
        {
            reader.Note("vectors", "is empty", "write at least one vector");
        }

        reader.Done();
        return new VectorSuite(name, source, vectors.ToImmutable());
    }

    private static ConformanceVector? BindVector(ObjectReader reader, string suite, string file)
    {
        var kind = reader.Text("kind");
        if (!VectorKinds.All.TryGetValue(kind, out var read))
        {
            if (kind.Length > 0)
            {
                reader.Note("kind", $"\"{kind}\" is unknown", Nearest.Remedy(kind, [.. VectorKinds.All.Keys]));
            }

            return null;
        }

        var before = reader.Problems.Count;
        reader.Any(Description);
        var draft = new VectorDraft(reader, suite, kind, file);
        var vector = read(draft);
        if (vector is null && reader.Problems.Count > before)
        {
            // What was not read for that reason is not unknown.
            return null;
        }

        draft.Done();
        return vector;
    }
}
