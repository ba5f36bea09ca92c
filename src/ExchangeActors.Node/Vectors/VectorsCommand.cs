using System.CommandLine;

namespace ExchangeActors.Node.Vectors;

/// <summary>The command line of <c>exchange vectors</c>.</summary>
public static class VectorsCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var paths = new Argument<string[]>("path")
        {
            Description = "A file of vectors, or a folder whose *.json are read, e.g. config/vectors.",
            Arity = ArgumentArity.OneOrMore,
        };
        var json = new Option<bool>("--json") { Description = "The results as JSON." };
        var command = new Command(
            "vectors", "Runs conformance vectors: given situations and what a venue's documented rules make of them.") { paths, json };
        command.SetAction(parsed => VectorsVerb.Run(parsed.GetValue(paths)!, parsed.GetValue(json)));
        return command;
    }
}
