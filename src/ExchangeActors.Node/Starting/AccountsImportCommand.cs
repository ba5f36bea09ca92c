using System.CommandLine;

namespace ExchangeActors.Node.Starting;

/// <summary>The command line of <c>exchange import accounts</c>.</summary>
public static class AccountsImportCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var file = new Argument<string>("file")
        {
            Description =
                "CSV with a line of names: account, deposit, market, size, entry, and if you like isolatedMargin and owner; a row for "
                    + "each position.",
            HelpName = "FILE.csv",
        };
        var output = new Option<string?>("--output")
        {
            Description = "The file to make; it appears whole or not at all. Without it the accounts go to standard output.",
            HelpName = "FILE.json",
        };
        var scenario = new Option<string?>("--scenario")
        {
            Description = "A scenario that will use them: names, lots and ticks of its markets are checked too.",
            HelpName = "SCENARIO",
        };
        var json = new Option<bool>("--json") { Description = "What was imported, as JSON; needs --output." };
        var accounts = new Command(
            "accounts",
                "Reads accounts and positions from a table and writes them as a scenario's \"accounts\" (\"accounts\": \"FILE.json\").")
        {
            file, output, scenario, json,
        };
        accounts.SetAction((parsed, cancellation) => AccountsImportVerb.Run(
            parsed.GetValue(file)!, parsed.GetValue(output), parsed.GetValue(scenario), parsed.GetValue(json), cancellation));
        return new Command(
            "import", "Makes files for scenarios of your own data. (Journals are imported with exchange review JOURNAL import.)")
        {
            accounts,
        };
    }
}
