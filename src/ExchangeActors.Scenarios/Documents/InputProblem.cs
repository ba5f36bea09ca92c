using System.Collections.Immutable;

namespace ExchangeActors.Scenarios.Documents;

/// <summary>One thing that is wrong with the input.</summary>
/// <param name="Source">The file, or the <c>--set</c> that said it.</param>
/// <param name="Line">Line in the file, from 1; 0 when there is none.</param>
/// <param name="Path">Where in the document, e.g. <c>markets[2].lotSize</c>; empty for the whole.</param>
/// <param name="What">What is wrong.</param>
/// <param name="Remedy">What to do.</param>
public sealed record InputProblem(string Source, long Line, string Path, string What, string Remedy)
{
    /// <summary><c>file:line: path: what is wrong; what to do</c>.</summary>
    public override string ToString()
    {
        var place = Line > 0 ? $"{Source}:{Line}: " : $"{Source}: ";
        var path = Path.Length > 0 ? $"{Path}: " : string.Empty;
        return $"{place}{path}{What}; {Remedy}";
    }
}

/// <summary>A scenario, a venue profile or market data that cannot be used. The message holds every problem, one per line.</summary>
public sealed class InputException : Exception
{
    /// <summary>With all problems that were found.</summary>
    public InputException(ImmutableArray<InputProblem> problems)
        : base(string.Join('\n', problems)) => Problems = problems;

    /// <summary>With one problem.</summary>
    public InputException(InputProblem problem)
        : this([problem])
    {
    }

    /// <summary>Every problem that was found, in the order of the input.</summary>
    public ImmutableArray<InputProblem> Problems { get; }
}
