using System.CommandLine;
using ExchangeActors.Review.Selection;

namespace ExchangeActors.Node.Reviewing;

/// <summary>The command line of <c>exchange review JOURNAL export</c>.</summary>
public static class ExportCommand
{
    private static readonly string[] Formats = ["jsonl", "csv", "parquet", "trace"];

    /// <summary>The command.</summary>
    public static Command Create(Argument<string?> journal, Option<bool> json)
    {
        var format = new Option<string?>(
            "--format")
        {
            Description =
                "jsonl (all that an import needs), csv, parquet, or trace (Chrome trace events, for ui.perfetto.dev)."
        };
        var scenario = new Option<bool>(
            "--scenario")
        {
            Description =
                "Instead of events: a scenario of the whole journal, with what came of it as \"then\", for exchange test. It is run at "
                    + "once to see whether it reproduces the record."
        };
        var tables = new Option<bool>("--tables")
        {
            Description =
                "Instead of events: accounts, positions, liquidations, deleveragings, forced closes, rankings, fund ledger, marks and "
                    + "trades "
                + "as tables in a folder, with a dictionary of their columns; --format parquet (default) or csv.",
        };
        var output = new Option<string?>(
            "--output")
        {
            Description =
                "The file (for --tables the folder) to make; it appears whole or not at all. Without it events go to standard output "
                    + "(not for parquet)."
        };
        var correlation = new Option<string[]>(
            "--correlation")
        {
            Description =
                "Only events of this order, liquidation or deleveraging, e.g. liq/alice/1. May be repeated.",
            AllowMultipleArgumentsPerToken = false
        };
        var from = new Option<string?>(
            "--from")
        { Description = "Only events from here on: a place in the journal (a number) or a time, e.g. 2025-10-10T21:15:00Z." };
        var to = new Option<string?>("--to") { Description = "Only events up to here, included: a place or a time." };
        var account = new Option<string?>("--account") { Description = "Only events of this account, or that name it." };
        var market = new Option<string?>("--market") { Description = "Only events of this market, or that name it." };
        var incident = new Option<bool>(
            "--incident")
        {
            Description =
                "Adds what is needed to review the chosen events elsewhere: what caused them, and the streams concerned from their "
                    + "beginning. For jsonl."
        };
        var pseudonymous = new Option<bool>(
            "--pseudonymous")
        {
            Description =
                "Replaces the ids of accounts everywhere. The hash chains are computed anew. Amounts and times stay."
        };
        var key = new Option<string?>(
            "--pseudonym-key")
        {
            Description =
                "A file with a secret of 16 bytes or more: names are then a keyed hash of the ids, the same in every export with this "
                    + "key."
        };
        var command = new Command(
            "export", "Writes the events of a journal as JSON lines, CSV, Parquet or a trace; cuts an incident out of it; writes tables; "
                + "or makes a scenario of it.")
        {
            format, scenario, tables, output, correlation, from, to, account, market, incident, pseudonymous, key,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var choice = new ExportChoice(
                parsed.GetValue(journal) ?? string.Empty,
                parsed.GetValue(format),
                parsed.GetValue(scenario),
                parsed.GetValue(tables),
                parsed.GetValue(output),
                parsed.GetValue(correlation) ?? [],
                parsed.GetValue(from),
                parsed.GetValue(to),
                parsed.GetValue(account),
                parsed.GetValue(market),
                parsed.GetValue(incident),
                parsed.GetValue(pseudonymous),
                parsed.GetValue(key),
                parsed.GetValue(json));
            return Problem(choice) is { } problem
                ? Task.FromResult(Attempt.Fail($"review export: {problem}\nsee exchange review export --help", ExitCode.WrongInput))
                : choice.Tables ? TablesVerb.Run(choice, cancellation)
                : choice.Scenario ? ScenarioExportVerb.Run(choice.Journal, choice.Output!, choice.Json, cancellation)
                : ExportVerb.Run(choice, cancellation);
        });
        return command;
    }

    private static string? Problem(ExportChoice choice) =>
        choice.Journal.Length == 0 ? "name a journal, e.g. exchange review journals/run.db export --format jsonl"
        : choice is { Scenario: true, Tables: true } ? "--scenario and --tables are two exports; make them one after the other"
        : choice.Scenario ? ScenarioProblem(choice)
        : choice.Tables ? TablesProblem(choice)
        : choice.Format is null ? $"name a --format: {string.Join(", ", Formats)}; or --tables, or --scenario"
        : !Formats.Contains(choice.Format, StringComparer.Ordinal)
            ? $"--format \"{choice.Format}\" is unknown; there are: {string.Join(", ", Formats)}"
        : choice.Output is { } output && string.IsNullOrWhiteSpace(output) ? "--output has no name"
        : choice is { Format: "parquet", Output: null } ? "parquet cannot go to standard output; name a file with --output"
        : choice is { Json: true, Output: null } ? "--json is the summary of an export to a file; name one with --output"
        : choice is { Incident: true, Format: not "jsonl" } ? "--incident is for --format jsonl"
        : choice is { Incident: true, Correlations: [], From: null, To: null, Account: null, Market: null }
            ? "--incident needs to know which: --correlation, --from, --to, --account or --market"
        : choice is { PseudonymKey: not null, Pseudonymous: false } ? "--pseudonym-key is for --pseudonymous"
        : choice.From is { } from && Place.Parse(from) is null
            ? $"--from \"{from}\" is neither a place in the journal nor a time like 2025-10-10T21:15:00Z"
        : choice.To is { } to && Place.Parse(to) is null
            ? $"--to \"{to}\" is neither a place in the journal nor a time like 2025-10-10T21:15:00Z"
        : null;

    private static string? ScenarioProblem(ExportChoice choice) =>
        string.IsNullOrWhiteSpace(choice.Output) ? "--scenario makes a file; name it with --output"
        : choice is not
        {
            Format: null, Correlations: [], From: null, To: null, Account: null, Market: null, Incident: false,
            Pseudonymous: false, PseudonymKey: null
        }
            ? "--scenario is of the whole journal as it is; leave everything but --output and --json out"
        : null;

    private static string? TablesProblem(ExportChoice choice) =>
        string.IsNullOrWhiteSpace(choice.Output) ? "--tables makes a folder; name it with --output"
        : choice.Format is not (null or "parquet" or "csv") ? $"--format \"{choice.Format}\" is none of tables; there are: parquet, csv"
        : choice is not { Correlations: [], From: null, To: null, Account: null, Market: null, Incident: false }
            ? "--tables is of the whole journal; leave --correlation, --from, --to, --account, --market and --incident out, and choose "
                + "rows where the tables are read"
        : choice is { PseudonymKey: not null, Pseudonymous: false } ? "--pseudonym-key is for --pseudonymous"
        : null;
}
