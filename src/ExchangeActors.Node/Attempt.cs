using ExchangeActors.Journal;
using ExchangeActors.Node.Running;
using ExchangeActors.Review.Importing;
using ExchangeActors.Review.Reading;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Node;

/// <summary>Turns what can go wrong with a verb that stores nothing into a message and an <see cref="ExitCode"/>.</summary>
internal static class Attempt
{
    /// <summary>The verb's own exit code, or that of what went wrong.</summary>
    public static async Task<int> Run(Func<Task<int>> verb, CancellationToken cancellation)
    {
        try
        {
            // Not on this thread: the command line takes ^C up only when it has the verb's task, and a verb may work long before its first wait.
            return await Task.Run(verb, CancellationToken.None);
        }
        catch (InputException fault)
        {
            return RunVerb.Fail(fault.Message, ExitCode.WrongInput);
        }
        catch (Exception fault) when (fault is ReviewException or ImportException)
        {
            return RunVerb.Fail(fault.Message, ExitCode.WrongInput);
        }
        catch (JournalException fault)
        {
            return RunVerb.Fail(fault.Message, ExitCode.Of(fault.Fault));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return RunVerb.Fail("interrupted", ExitCode.Interrupted);
        }
        catch (FileNotFoundException fault) when (fault.FileName is { } file)
        {
            return RunVerb.Fail($"{file}: there is no such file; check its name", ExitCode.WrongInput);
        }
#pragma warning disable CA1031 // A user is told what happened, not shown a stack.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return RunVerb.Fail(
                fault is IOException or UnauthorizedAccessException ? fault.Message : $"failed unexpectedly ({fault.GetType().Name}): {fault.Message}", ExitCode.Infrastructure);
        }
    }
}
