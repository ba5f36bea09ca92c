using System.CommandLine;

namespace ExchangeActors.Node.Shell;

/// <summary>What a user writes to come to a command.</summary>
internal static class CommandPath
{
    private const string Program = "exchange";

    /// <summary>The verbs from the program on, e.g. <c>exchange review verify</c>.</summary>
    public static string Of(Command command) => string.Join(' ', Verbs(command).Prepend(Program));

    private static IEnumerable<string> Verbs(Command command)
    {
        var verbs = new List<string>();
        for (Symbol? at = command; at is Command and not RootCommand; at = at.Parents.FirstOrDefault())
        {
            verbs.Insert(0, at.Name);
        }

        return verbs;
    }
}
