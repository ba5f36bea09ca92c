using System.CommandLine;

namespace ExchangeActors.Node.Reviewing;

/// <summary>The command line of <c>exchange review</c>.</summary>
public static class ReviewCommand
{
    /// <summary>The command with its verbs.</summary>
    public static Command Create() => new("review", "Looks into the journal of a run: what happened, why, and whether it was by the rules. A journal is only ever read.")
    {
        ExportCommand.Create(),
        ImportCommand.Create(),
    };
}
