using ExchangeActors.Journal;

namespace ExchangeActors.Node.Shell;

/// <summary>What the process says to whoever started it.</summary>
public static class ExitCode
{
    /// <summary>Everything went well.</summary>
    public const int Fine = 0;

    /// <summary>The run came to its end but an invariant or another check failed.</summary>
    public const int CheckFailed = 1;

    /// <summary>Wrong input or usage.</summary>
    public const int WrongInput = 2;

    /// <summary>A file, a database or a port failed.</summary>
    public const int Infrastructure = 3;

    /// <summary>Interrupted by the user (128 + SIGINT, as shells have it).</summary>
    public const int Interrupted = 130;

    /// <summary>
    /// Of a fault of a journal. Another scenario, version or file is the user's choice of journal; a damaged one fails the check that every
    /// reading is; what the machine does not give is infrastructure.
    /// </summary>
    public static int Of(JournalFault fault) => fault switch
    {
        JournalFault.Foreign or JournalFault.WrongVersion or JournalFault.WrongScenario or JournalFault.Missing or JournalFault.Exists =>
            WrongInput,
        JournalFault.Corrupt => CheckFailed,
        _ => Infrastructure,
    };
}
