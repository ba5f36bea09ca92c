using System.CommandLine;
using System.Text.Json;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Node.Service;
using ExchangeActors.Review.Reading;
using ExchangeActors.Scenarios;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Running;

namespace ExchangeActors.Node.Feeding;

/// <summary>The command line of <c>exchange feed</c>.</summary>
internal static class FeedCommand
{
    private const string KeyVariable = "EXCHANGE_KEY";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var scenario = new Argument<string>("scenario")
        {
            Description = "A scenario, by name or file: its accounts, prices, quotes and orders are fed.",
        };
        var to = new Option<string>("--to")
        {
            HelpName = "URL",
            Description = $"The node's address. Without it {NodeOptions.UsualUrl}.",
            DefaultValueFactory = _ => NodeOptions.UsualUrl,
        };
        var key = new Option<string?>("--key")
        {
            Description = $"A key of role risk-admin. Without it the environment's {KeyVariable}, which no list of processes shows.",
        };
        var speed = new Option<string>("--speed")
        {
            Description = "Seconds of the scenario per second, or max. Without it 1: real time.",
            DefaultValueFactory = _ => "1",
        };
        var venue = new Option<string?>("--venue")
        {
            Description = "The venue that the node was started with, if it is not the scenario's.",
        };
        var set = new Option<string[]>("--set")
        {
            Description = "Changes a value of the scenario, path=value, as the node was started with. May be repeated.",
        };
        var patience = new Option<int>("--patience")
        {
            Description = "Seconds that the node may be away. Without it 120.",
            DefaultValueFactory = _ => 120,
        };
        var json = new Option<bool>("--json")
        {
            Description = "Writes JSON.",
        };
        var command = new Command(
            "feed", "Drives a running node with a scenario's accounts, prices and orders; started again it goes on where it was.")
        {
            scenario, to, key, speed, venue, set, patience, json,
        };
        command.SetAction((parsed, cancellation) => Attempt.Run(
            () => Run(
                new FeedQuestion(
                    parsed.GetValue(scenario)!,
                    Address(parsed.GetValue(to)!),
                    parsed.GetValue(key) ?? Environment.GetEnvironmentVariable(KeyVariable)
                        ?? throw Wrong("--key", "is missing", $"give it, or set {KeyVariable}"),
                    Pace.SpeedOf(parsed.GetValue(speed)!, "feed"),
                    parsed.GetValue(venue),
                    parsed.GetValue(set) ?? [],
                    TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(patience), 1, 86_400)),
                    parsed.GetValue(json)),
                cancellation),
            cancellation));
        return command;
    }

    private static async Task<int> Run(FeedQuestion question, CancellationToken cancellation)
    {
        var scenario = ScenarioLoader.Load(question.Scenario, question.Settings, question.Venue);
        if (scenario.Market is not null || scenario.Reactions is not null)
        {
            throw Wrong(
                scenario.Name, "has a market that answers, or traders who react",
                    "those see every event as it happens, which a feed does not; use exchange run");
        }

        using var client = new FeedClient(question.Node, question.Key, question.Patience);
        await RequireSameRules(client, scenario, question.Node, cancellation);
        var tellsTime = (string?)(await client.Get("/api/v1/status", cancellation))["clock"] == "feed";
        await using var runtime = new FeedRuntime(client, scenario.Hash, question.Speed, tellsTime, TimeProvider.System);
        var run = new ScenarioRun(scenario, runtime);
        using (var progress = new FeedProgress(runtime))
        {
            await run.Run(progress, cancellation);
        }

        await runtime.Quiesce(cancellation);
        var report = new
        {
            Scenario = scenario.Name,
            Node = question.Node.ToString(),
            runtime.Sent,
            runtime.Replayed,
            run.Refused,
            runtime.Events
        };
        if (question.Json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(report, Documents.Indented));
        }
        else
        {
            var refused = run.Refused.Count == 0 ? "none refused" : "refused "
                + string.Join(", ", run.Refused.Select(pair => $"{pair.Value} {pair.Key}"));
            Console.Out.WriteLine(
                $"fed {Identifier.Plain(scenario.Name)}: {report.Sent} commands, {report.Replayed} of them known already, {refused}; "
                + $"the exchange is at event {report.Events}");
        }

        return ExitCode.Fine;
    }

    private static async Task RequireSameRules(FeedClient client, Scenario scenario, Uri node, CancellationToken cancellation)
    {
        var rules = await client.Get("/api/v1/rules", cancellation);
        if ((string?)rules["profileHash"] != JournaledRules.HashOf(scenario.RulesSpec))
        {
            throw Wrong(
                node.ToString(),
                $"runs the exchange of {Identifier.Shown((string?)rules["scenario"] ?? string.Empty)} under "
                + $"{Identifier.Shown((string?)rules["venue"] ?? string.Empty)}, whose rules are others",
                $"start a node with this scenario: exchange node {Identifier.Shown(scenario.Name)}");
        }
    }

    private static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            ? url
            : throw Wrong("--to", $"\"{Identifier.Shown(text)}\" is no address", $"write {NodeOptions.UsualUrl}");

    private static InputException Wrong(string where, string what, string remedy) => new(new InputProblem("feed", 0, where, what, remedy));

    private sealed record FeedQuestion(
        string Scenario, Uri Node, string Key, decimal? Speed, string? Venue, IReadOnlyList<string> Settings, TimeSpan Patience, bool Json);
}
