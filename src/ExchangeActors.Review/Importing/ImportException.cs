namespace ExchangeActors.Review.Importing;

/// <summary>What is wrong with a file that was to be imported, and in which line.</summary>
/// <param name="file">The file.</param>
/// <param name="line">Its line, from 1.</param>
/// <param name="problem">What is wrong and what to do, a clause.</param>
/// <param name="inner">The cause, if any.</param>
public sealed class ImportException(string file, long line, string problem, Exception? inner = null)
    : Exception($"{file}:{line}: {problem}", inner)
{
    /// <summary>The line, from 1.</summary>
    public long Line => line;
}
