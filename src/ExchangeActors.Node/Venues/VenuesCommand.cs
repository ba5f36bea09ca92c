using System.CommandLine;

namespace ExchangeActors.Node.Venues;

/// <summary>The command line of <c>exchange venues</c>.</summary>
public static class VenuesCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "As JSON.", Recursive = true };
        var name = new Argument<string>(
            "venue")
        { Description = "A profile under config/venues, e.g. bitmex, or the path of a profile's file, ending in .json." };
        var show = new Command(
            "show", "Shows a venue profile: every policy with its formula, settings and source, and what the profile simplifies.") { name };
        show.SetAction(parsed => VenuesVerb.Show(parsed.GetValue(name)!, parsed.GetValue(json)));
        var policies = new Command(
            "policies", "Lists every policy that a profile can name, by kind, with its formula, settings and source.");
        policies.SetAction(parsed => VenuesVerb.Policies(parsed.GetValue(json)));
        var command = new Command("venues", "Lists the venue profiles; see also venues show and venues policies.") { show, policies };
        command.Options.Add(json);
        command.SetAction(parsed => VenuesVerb.List(parsed.GetValue(json)));
        return command;
    }
}
