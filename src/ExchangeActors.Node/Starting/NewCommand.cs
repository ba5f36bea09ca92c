using System.CommandLine;

namespace ExchangeActors.Node.Starting;

/// <summary>The command line of <c>exchange new</c>.</summary>
public static class NewCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command(
            "new", "Writes a commented file to begin with: a scenario, a venue, or a test (a scenario with what must come of it).");
        foreach (var (kind, next) in NewVerb.Kinds)
        {
            var name = new Argument<string>("name")
            {
                Description = $"The {kind}'s name; the file is NAME.json in the current folder. Or a path that ends in .json.",
                HelpName = "NAME",
            };
            var made = new Command(kind, $"Writes a {kind} to begin with; then: {string.Format(null, next, "NAME.json")}") { name };
            made.SetAction(parsed => NewVerb.Run(kind, parsed.GetValue(name)!));
            command.Subcommands.Add(made);
        }

        return command;
    }
}
