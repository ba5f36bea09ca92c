namespace ExchangeActors.Scenarios.Vectors;

/// <summary>Names a vector and says where it is written.</summary>
/// <param name="Suite">Its suite.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="File">Its file as the user named it.</param>
/// <param name="Line">Where it begins, from 1.</param>
internal sealed record VectorTitle(string Suite, string Name, string Kind, string File, long Line);

/// <summary>
/// A given situation and what a venue's documented rules make of it. It is worked by the policies and deciders that the runtimes use; a
/// vector has no rule of its own.
/// </summary>
public abstract class ConformanceVector
{
    private readonly VectorTitle _title;

    private protected ConformanceVector(VectorTitle title) => _title = title;

    /// <summary>Works it and compares.</summary>
    public VectorResult Run()
    {
        var found = new Comparison();
        try
        {
            Work(found);
        }
        catch (Exception fault) when (fault is OverflowException or DivideByZeroException)
        {
            // Figures beyond a decimal, or a margin of nothing: the vector asks for what no account can have.
            found.Add("when", "a result", $"none ({fault.Message})");
        }

        return new VectorResult(_title.Suite, _title.Name, _title.Kind, _title.File, _title.Line, found.Differences);
    }

    /// <summary>Works the situation and notes what differs.</summary>
    private protected abstract void Work(Comparison found);
}
