namespace ExchangeActors.Scenarios.Documents;

/// <summary>Where a value was written.</summary>
/// <param name="Source">The file as shown to the user, or the <c>--set</c> that said it.</param>
/// <param name="Line">From 1; 0 when there is none.</param>
internal readonly record struct Origin(string Source, long Line)
{
    /// <summary>A problem of the value written here.</summary>
    public InputProblem Problem(string path, string what, string remedy) => new(Source, Line, path, what, remedy);
}
