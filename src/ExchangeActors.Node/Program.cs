using System.CommandLine;
using ExchangeActors.Node;
using ExchangeActors.Node.Running;

var root = new RootCommand("An event-sourced exchange for perpetual futures and its last line of defence: liquidation, insurance fund, auto-deleveraging.")
{
    RunCommand.Create(),
};

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
    {
        Console.Error.WriteLine($"exchange: {error.Message}");
    }

    Console.Error.WriteLine("exchange: see exchange --help");
    return ExitCode.WrongInput;
}

return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
