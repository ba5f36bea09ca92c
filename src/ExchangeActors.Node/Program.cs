using System.CommandLine;
using ExchangeActors.Node;
using ExchangeActors.Node.Calibrating;
using ExchangeActors.Node.Clustering;
using ExchangeActors.Node.Comparing;
using ExchangeActors.Node.Feeding;
using ExchangeActors.Node.Journals;
using ExchangeActors.Node.Markets;
using ExchangeActors.Node.Probing;
using ExchangeActors.Node.Reviewing;
using ExchangeActors.Node.Running;
using ExchangeActors.Node.Service.Hosting;
using ExchangeActors.Node.Service.Keys;
using ExchangeActors.Node.Simulating;
using ExchangeActors.Node.Starting;
using ExchangeActors.Node.Stressing;
using ExchangeActors.Node.Testing;
using ExchangeActors.Node.Vectors;
using ExchangeActors.Node.Venues;

var root = new RootCommand(
    "An event-sourced exchange for perpetual futures and its last line of defence: liquidation, insurance fund, auto-deleveraging.")
{
    RunCommand.Create(),
    ScenariosCommand.Create(),
    NewCommand.Create(),
    ValidateCommand.Create(),
    AccountsImportCommand.Create(),
    TestCommand.Create(),
    CompareCommand.Create(),
    ProbeCommand.Create(),
    VenuesCommand.Create(),
    VectorsCommand.Create(),
    SimulateCommand.Create(),
    StressCommand.Create(),
    MarketCommand.Create(),
    CalibrateCommand.Create(),
    ReviewCommand.Create(),
    JournalCommand.Create(),
    NodeCommand.Create(),
    ClusterCommand.Create(),
    FeedCommand.Create(),
    KeysCommand.Create(),
    HelpCommand.Create(),
    CompletionsCommand.Create(),
};
ValueNames.Give(root);
HelpText.Use(root);

if (args.Length == 0)
{
    await root.Parse(["--help"]).InvokeAsync(new InvocationConfiguration { Output = Console.Error });
    return ExitCode.WrongInput;
}

// An account's id may begin with @, which would otherwise name a file of further arguments.
var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
if (UsageErrors.Any(parsed))
{
    return Attempt.Fail($"{string.Join('\n', UsageErrors.Of(parsed))}\n{UsageErrors.See(parsed)}", ExitCode.WrongInput);
}

// After ^C a run stops its actors and says how to go on, and a node of a cluster hands its shards over; the time for that is more than they
// take.
return await parsed.InvokeAsync(new InvocationConfiguration
{
    EnableDefaultExceptionHandler = false,
    ProcessTerminationTimeout = TimeSpan.FromSeconds(45),
});
