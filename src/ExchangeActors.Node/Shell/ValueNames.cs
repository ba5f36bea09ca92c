using System.CommandLine;
using System.CommandLine.Completions;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Loading;

namespace ExchangeActors.Node.Shell;

/// <summary>What the help calls the values of options, and what a shell offers for them.</summary>
internal static class ValueNames
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["--account"] = "ID",
        ["--adl"] = "ADL|MARKET",
        ["--application"] = "ROLE",
        ["--at"] = "EVENT|TIME",
        ["--attacks"] = "all|A,B,…",
        ["--checkpoint"] = "FILE",
        ["--checkpoint-key"] = "FILE.pem",
        ["--cluster"] = "HOST:PORT",
        ["--clock"] = "wall|feed",
        ["--correlation"] = "ID",
        ["--counterparties"] = "N",
        ["--cover"] = "1|2",
        ["--crashes"] = "N",
        ["--crowd"] = "N",
        ["--csv"] = "FILE",
        ["--data"] = "FOLDER",
        ["--days"] = "N",
        ["--duplicates"] = "N",
        ["--format"] = "jsonl|csv|parquet|trace",
        ["--from"] = "EVENT|TIME",
        ["--fund"] = "solve:P(adl)<=X",
        ["--grid"] = "AXIS=A|B,…",
        ["--horizons"] = "SECONDS,…",
        ["--html"] = "FILE.html",
        ["--inherits"] = "CONTRACTS",
        ["--journal"] = "FILE|DATABASE",
        ["--journal-limit-mb"] = "MIB",
        ["--junit"] = "FILE.xml",
        ["--key"] = "KEY",
        ["--limit"] = "N",
        ["--market"] = "ID",
        ["--minutes"] = "MINUTES",
        ["--most"] = "SHOCK",
        ["--move"] = "FRACTION",
        ["--name"] = "TEXT",
        ["--out"] = "FOLDER",
        ["--nodes"] = "N",
        ["--output"] = "FILE",
        ["--page"] = "FILE.html",
        ["--parallel"] = "N",
        ["--parquet"] = "FILE",
        ["--parts"] = "N",
        ["--plant"] = "NAME|all",
        ["--pseudonym-key"] = "FILE",
        ["--patience"] = "SECONDS",
        ["--reader"] = "ROLE",
        ["--repeat"] = "FILE",
        ["--reverse"] = "fund|adl",
        ["--role"] = "ROLE",
        ["--roles"] = "engine|gateway",
        ["--runs"] = "N",
        ["--seed"] = "N",
        ["--seeds"] = "N",
        ["--set"] = "PATH=VALUE",
        ["--skip"] = "N",
        ["--speed"] = "N|max",
        ["--stake"] = "QUOTE",
        ["--take"] = "N",
        ["--targets"] = "FILE",
        ["--to"] = "EVENT|TIME",
        ["--top"] = "N",
        ["--type"] = "KIND",
        ["--urls"] = "URL;…",
        ["--vary"] = "PATH=DRAW",
        ["--venue"] = "NAME|FILE.json",
        ["--venues"] = "A,B,…",
    };

    /// <summary>The name of an option's value.</summary>
    public static string Of(Option option) =>
        option.HelpName ?? Names.GetValueOrDefault(option.Name, option.Name.TrimStart('-').ToUpperInvariant());

    /// <summary>Gives every option of the command and those below it the name of its value, and what a shell may offer.</summary>
    public static void Give(Command command)
    {
        foreach (var option in command.Options.Where(option => option.Arity.MaximumNumberOfValues > 0 && option.ValueType != typeof(bool)))
        {
            option.HelpName ??= Names.GetValueOrDefault(option.Name);
            if (option.Name == "--venue")
            {
                option.CompletionSources.Add(_ => VenueProfileLoader.List(out var _).Select(profile => new CompletionItem(profile.Name)));
            }
        }

        foreach (
            var scenario in command.Arguments.Where(
                argument => argument.Name == "scenario" || (argument.Name == "file" && command.Name == "test")))
        {
            scenario.HelpName ??= scenario.Name;
            scenario.CompletionSources.Add(_ => ScenarioFiles.All().Select(found => new CompletionItem(Identifier.Plain(found.Name))));
        }

        foreach (var below in command.Subcommands)
        {
            Give(below);
        }
    }
}
