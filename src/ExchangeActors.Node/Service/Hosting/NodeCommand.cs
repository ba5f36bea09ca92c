using System.CommandLine;

namespace ExchangeActors.Node.Service.Hosting;

/// <summary>The command line of <c>exchange node</c>.</summary>
internal static class NodeCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var scenario = new Argument<string?>("scenario")
        {
            Description =
                $"A scenario, by name or file: the exchange has its venue, markets and insurance fund. Its traders and prices "
                + "come in by the "
                + $"API, e.g. with exchange feed. Without it {NodeOptions.UsualScenario}.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var venue = new Option<string?>("--venue")
        {
            Description = "A venue profile under config/venues, or the path of one, instead of the scenario's.",
        };
        var set = new Option<string[]>("--set")
        {
            Description = "Changes a value of the scenario, path=value. May be repeated.",
        };
        var urls = new Option<string?>("--urls")
        {
            Description = $"Where it listens, several with ; between. Without it {NodeOptions.UsualUrl}.",
        };
        var data = new Option<string?>("--data")
        {
            Description = $"The folder of journal, keys and commands. Without it {NodeOptions.UsualData}.",
        };
        var journal = new Option<string?>("--journal")
        {
            Description = "Another place for the journal, e.g. a PostgreSQL database. Without it a file in the folder.",
        };
        var clock = new Option<string?>("--clock")
        {
            Description = "wall: exchange time is the machine's; feed: whoever feeds prices says it. Without it wall.",
        };
        var cluster = new Option<string?>("--cluster")
        {
            Description =
                "Makes it a node of a cluster: where the other nodes reach it. Needs a PostgreSQL --journal that all of them share.",
        };
        var seeds = new Option<string?>("--seeds")
        {
            HelpName = "HOST:PORT;…",
            Description = "Nodes of the cluster to join by, several with ; between. Without it, and without contacts, a cluster begins "
                + "with this node.",
        };
        var contacts = new Option<string?>("--contacts")
        {
            HelpName = "HOST:PORT;…",
            Description = "Instead of --seeds, the same for all nodes: whom to ask for the cluster (their --management). A new one begins "
                + "when all of them answer that there is none.",
        };
        var management = new Option<string?>("--management")
        {
            HelpName = "HOST:PORT",
            Description = "Where contacts ask this node; one of --contacts.",
        };
        var bind = new Option<string?>("--bind")
        {
            HelpName = "HOST:PORT",
            Description = "Where it listens for the other nodes, when they reach it (--cluster) at another place that leads there.",
        };
        var roles = new Option<string?>("--roles")
        {
            Description = "engine: accounts, markets and pools may live here; gateway: it has the API. Without it both. An engine alone "
                + "listens at --urls for those who watch it.",
        };
        var command = new Command(
            "node", "Runs an exchange that goes on until it is stopped, with an HTTP API; started again it goes on where it was.")
        {
            scenario, venue, set, urls, data, journal, clock, cluster, seeds, contacts, management, bind, roles,
        };
        command.SetAction((parsed, cancellation) => NodeVerb.Run(
            () => NodeOptions.Of(
                parsed.GetValue(scenario),
                parsed.GetValue(venue),
                parsed.GetValue(set) ?? [],
                parsed.GetValue(urls),
                parsed.GetValue(data),
                parsed.GetValue(journal),
                parsed.GetValue(clock),
                parsed.GetValue(cluster),
                parsed.GetValue(seeds),
                parsed.GetValue(roles),
                parsed.GetValue(contacts),
                parsed.GetValue(management),
                parsed.GetValue(bind)),
            cancellation));
        return command;
    }
}
