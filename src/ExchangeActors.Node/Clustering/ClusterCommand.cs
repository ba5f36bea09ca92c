using System.CommandLine;
using ExchangeActors.Node.Feeding;

namespace ExchangeActors.Node.Clustering;

/// <summary>The command line of <c>exchange cluster</c>.</summary>
internal static class ClusterCommand
{
    private const int UsualNodes = 3;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var scenario = new Argument<string>("scenario")
        {
            Description = "A scenario, by name or file: its exchange runs on the cluster, and its accounts, prices and orders are fed.",
        };
        var nodes = new Option<int>("--nodes")
        {
            Description = $"Node processes, from 1 to 9. Without it {UsualNodes}: the fewest of which one may be lost.",
            DefaultValueFactory = _ => UsualNodes,
        };
        var once = new Option<bool>("--once")
        {
            Description = "Ends when the feed has ended and nothing is under way, and prints the report of run.",
        };
        var speed = new Option<string>("--speed")
        {
            Description = "Seconds of the scenario per second, or max. Without it max.",
            DefaultValueFactory = _ => "max",
        };
        var venue = new Option<string?>("--venue")
        {
            Description = "A venue profile under config/venues, or the path of one, instead of the scenario's.",
        };
        var set = new Option<string[]>("--set")
        {
            Description = "Changes a value of the scenario, path=value. May be repeated.",
        };
        var journal = new Option<string?>("--journal")
        {
            Description = "An empty PostgreSQL database for the journal. Without it a server of its own, which ends with the cluster.",
        };
        var keep = new Option<string?>("--keep")
        {
            HelpName = "FOLDER",
            Description = "Keeps the nodes' logs there, and at the end the journal, as a file that exchange review reads.",
        };
        var json = new Option<bool>("--json")
        {
            Description = "Writes the report as JSON, as run does.",
        };
        var command = new Command(
            "cluster", "Runs a scenario on a cluster of node processes on this machine, with PostgreSQL; Ctrl-C ends all of it.")
        {
            scenario, nodes, once, speed, venue, set, journal, keep, json,
        };
        command.SetAction((parsed, cancellation) => Attempt.Run(
            () => ClusterVerb.Run(
                new ClusterQuestion(
                    parsed.GetValue(scenario)!,
                    ClusterVerb.Nodes(parsed.GetValue(nodes)),
                    parsed.GetValue(once),
                    Pace.SpeedOf(parsed.GetValue(speed)!, "cluster"),
                    parsed.GetValue(venue),
                    parsed.GetValue(set) ?? [],
                    ClusterVerb.Database(parsed.GetValue(journal)),
                    parsed.GetValue(keep),
                    parsed.GetValue(json)),
                cancellation),
            cancellation));
        return command;
    }
}
