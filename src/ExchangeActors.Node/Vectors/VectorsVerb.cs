using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Vectors;
using ExchangeActors.Scenarios.Vectors.Suites;

namespace ExchangeActors.Node.Vectors;

/// <summary><c>exchange vectors</c>: reads all files, runs every vector and says which failed.</summary>
public static class VectorsVerb
{
    /// <summary>
    /// Runs the vectors of files and folders; the result is an <see cref="ExitCode"/>. Nothing is run when any file cannot be used.
    /// </summary>
    public static int Run(IReadOnlyList<string> paths, bool json)
    {
        try
        {
            var suites = VectorFiles.Load(paths);
            var results = suites.SelectMany(suite => suite.Vectors).Select(vector => vector.Run());
            return json ? WriteJson([.. results]) : WriteLines(results);
        }
        catch (InputException fault)
        {
            return Attempt.Fail(fault.Message, ExitCode.WrongInput);
        }
#pragma warning disable CA1031 // A user is told what happened, not shown a stack.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return Attempt.Fail(Attempt.Told(fault), ExitCode.Infrastructure);
        }
    }

    private static int WriteLines(IEnumerable<VectorResult> results)
    {
        var (passed, failed) = (0, 0);
        foreach (var result in results)
        {
            if (result.Passed)
            {
                passed++;
                Lines.Say($"ok {result.Suite}: {result.Name}");
            }
            else
            {
                failed++;
                Lines.Say($"FAILED {result.Suite}: {result.Name} ({result.File}:{result.Line}): {string.Join("; ", result.Differences)}");
            }
        }

        Lines.Say($"{passed} passed, {failed} failed");
        return failed == 0 ? ExitCode.Fine : ExitCode.CheckFailed;
    }

    private static int WriteJson(IReadOnlyList<VectorResult> results)
    {
        Console.Out.WriteLine(VectorsJson.Write(results));
        return results.All(result => result.Passed) ? ExitCode.Fine : ExitCode.CheckFailed;
    }
}
