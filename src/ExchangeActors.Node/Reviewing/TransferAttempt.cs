using ExchangeActors.Journal;
using ExchangeActors.Node.Running;
using ExchangeActors.Review.Importing;

namespace ExchangeActors.Node.Reviewing;

/// <summary>Turns what can go wrong with an export or import into a message and an <see cref="ExitCode"/>.</summary>
internal static class TransferAttempt
{
    /// <summary>The verb's own exit code, or that of what went wrong.</summary>
    public static Task<int> Run(Func<Task<int>> verb, CancellationToken cancellation) => Attempt.Run(
        async () =>
        {
            try
            {
                return await verb();
            }
            catch (ImportException fault)
            {
                return RunVerb.Fail(fault.Message, ExitCode.WrongInput);
            }
            catch (JournalException fault)
            {
                // A damaged journal is a finding; another file or version is the user's choice; the rest is the machine's.
                return RunVerb.Fail(
                    fault.Message,
                    fault.Fault == JournalFault.Corrupt ? ExitCode.CheckFailed
                    : fault.Fault is JournalFault.Foreign or JournalFault.WrongVersion or JournalFault.WrongScenario or JournalFault.Missing or JournalFault.Exists ? ExitCode.WrongInput
                    : ExitCode.Infrastructure);
            }
        },
        cancellation);
}
