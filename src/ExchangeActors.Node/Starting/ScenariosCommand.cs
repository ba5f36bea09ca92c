using System.CommandLine;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Loading;
using Spectre.Console;

namespace ExchangeActors.Node.Starting;

/// <summary><c>exchange scenarios</c>: which scenarios can be named.</summary>
public static class ScenariosCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var command = new Command("scenarios", "Lists the scenarios that can be run by their name.") { json };
        command.SetAction((parsed, cancellation) => Attempt.Run(() => Task.FromResult(List(parsed.GetValue(json))), cancellation));
        return command;
    }

    private static int List(bool json)
    {
        var found = new List<ScenarioOutline>();
        var problems = new List<string>();
        foreach (var (name, path) in ScenarioFiles.All())
        {
            try
            {
                found.Add(ScenarioOutline.Read(name, path));
            }
            catch (InputException fault)
            {
                problems.AddRange(fault.Problems.Select(problem => problem.ToString()));
            }
        }

        if (json)
        {
            Console.Out.WriteLine(ReportJson.Write(found));
        }
        else
        {
            Write(found);
        }

        return problems.Count == 0 ? ExitCode.Fine : Attempt.Fail(string.Join('\n', problems), ExitCode.WrongInput);
    }

    private static void Write(List<ScenarioOutline> scenarios)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn(new TableColumn("name") { NoWrap = true });
        table.AddColumn(new TableColumn("accounts") { Alignment = Justify.Right, NoWrap = true });
        table.AddColumn(new TableColumn("markets") { Alignment = Justify.Right, NoWrap = true });
        table.AddColumn(new TableColumn("minutes") { Alignment = Justify.Right, NoWrap = true });
        table.AddColumn(new TableColumn("what it shows"));
        foreach (var scenario in scenarios)
        {
            table.AddRow(
                new Text(Identifier.Plain(scenario.Name)),
                new Text(Shown.Grouped(scenario.Accounts)),
                new Text(Shown.Grouped(scenario.Markets)),
                new Text(Shown.Grouped(Math.Round(scenario.DurationSeconds / 60m, 1))),
                new Text(Identifier.Plain(scenario.Gist)));
        }

        Terminal.Out().WriteFitted(table);
    }
}
