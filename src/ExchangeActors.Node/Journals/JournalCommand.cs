using System.CommandLine;

namespace ExchangeActors.Node.Journals;

/// <summary>The command line of <c>exchange journal</c>.</summary>
public static class JournalCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var journal = new Option<string>("--journal")
        {
            Description = "The database, as the owner of its tables: \"Host=…;Database=…;Username=…\" or postgres://user@host/database.",
            HelpName = "DATABASE",
            Required = true,
        };
        var application = new Option<string>("--application")
        {
            Description = "The role that run and node connect as: it reads and adds events, and cannot change or remove any.",
            Required = true,
        };
        var reader = new Option<string?>("--reader") { Description = "The role that review connects as: it reads." };
        var json = new Option<bool>("--json") { Description = "What was done, as JSON." };
        var init = new Command(
            "init", "Makes the tables of a journal in a PostgreSQL database and gives the roles what they need; again without harm.")
        {
            journal, application, reader, json,
        };
        init.SetAction((parsed, cancellation) => JournalInitVerb.Run(
            parsed.GetValue(journal)!,
            parsed.GetValue(application)!,
            parsed.GetValue(reader),
            parsed.GetValue(json),
            cancellation));
        return new Command("journal", "Prepares databases for journals.") { init };
    }
}
