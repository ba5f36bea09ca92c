using ExchangeActors.Journal;
using ExchangeActors.Review.Importing;
using ExchangeActors.Review.Reading;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Node.Shell;

/// <summary>Turns what can go wrong with a verb that stores nothing into a message and an <see cref="ExitCode"/>.</summary>
internal static class Attempt
{
    /// <summary>The verb's own exit code, or that of what went wrong.</summary>
    public static async Task<int> Run(Func<Task<int>> verb, CancellationToken cancellation)
    {
        try
        {
            // Not on this thread: the command line takes ^C up only when it has the verb's task, and a verb may work long before its first
            // wait.
            return await Task.Run(verb, CancellationToken.None);
        }
        catch (InputException fault)
        {
            return Fail(fault.Message, ExitCode.WrongInput);
        }
        catch (Exception fault) when (fault is ReviewException or ImportException)
        {
            return Fail(fault.Message, ExitCode.WrongInput);
        }
        catch (JournalException fault)
        {
            return Fail(fault.Message, ExitCode.Of(fault.Fault));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return Fail("interrupted", ExitCode.Interrupted);
        }
        catch (FileNotFoundException fault) when (fault.FileName is { } file)
        {
            return Fail($"{file}: there is no such file; check its name", ExitCode.WrongInput);
        }
#pragma warning disable CA1031 // A user is told what happened, not shown a stack.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return Fail(Told(fault), ExitCode.Infrastructure);
        }
    }

    /// <summary>What a fault that no verb foresees means for a user: the machine does not give something, or a mistake.</summary>
    public static string Told(Exception fault) => fault switch
    {
        UnauthorizedAccessException => $"{fault.Message.TrimEnd('.')}; choose a place that this user may write",
        IOException full when JournalException.IsFull(full) =>
            $"what was to be written does not fit ({full.Message.TrimEnd('.')}); free space, or write it elsewhere",
        IOException => fault.Message,
        _ => $"failed unexpectedly ({fault?.GetType().Name}): {fault?.Message}",
    };

    /// <summary>Says what is wrong on standard error.</summary>
    public static int Fail(string message, int code)
    {
        foreach (var line in message.Split('\n'))
        {
            // A name from a file, or from a journal that somebody sent, may hold what a terminal acts on.
            LiveLine.Say($"exchange: {line.TrimEnd('\r')}");
        }

        return code;
    }
}
