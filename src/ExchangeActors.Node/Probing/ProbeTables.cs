using System.Globalization;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Probing;
using Spectre.Console;

namespace ExchangeActors.Node.Probing;

/// <summary>A probe's report as tables on standard output.</summary>
public static class ProbeTables
{
    /// <summary>Writes the report.</summary>
    public static void Write(ProbeReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var console = Sheets.Console();
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
                $"{report.Scenario} under {report.Venue}, seed {report.Seed}: {report.ForcedCloses:N0} forced closes; {report.Runs} "
                    + $"runs; amounts in quote currency"));
        console.WriteLine();
        if (report.Accounts.IsEmpty)
        {
            console.WriteLine("nobody of the population was closed: name an --account, or take a scenario with auto-deleveraging");
        }

        foreach (var account in report.Accounts)
        {
            Account(console, account);
        }

        Properties(console, report);
        foreach (var broken in report.BrokenInvariants)
        {
            console.WriteLine($"invariant broken: {broken}");
        }

        console.WriteLine(
            "closed: at the opening marks, so that it measures quantity; forgone: against the marks of the rankings and against the last "
                + "marks, below zero a gain; wealth: equity at the last marks and money kept outside, of all the trader's accounts");
        console.WriteLine("pays: the trader is closed less and ends no poorer");
        console.WriteLine($"state hash of the run as it is {report.StateHash}");
    }

    private static void Account(IAnsiConsole console, ProbedAccount account)
    {
        var table = Sheets.Sheet(
            string.Create(CultureInfo.InvariantCulture, $"{account.Account}, leverage {account.Leverage:0.##} at the opening"),
            "probe", "forced closes", "closed", "change", "forgone at ranking", "forgone at end", "wealth", "change", "liquidated", "pays");
        Row(table, "as it is", account.Base, null, null, string.Empty);
        foreach (var probe in account.Probes)
        {
            Row(table, probe.Probe, probe.Outcome, probe.ClosedChange, probe.WealthChange, probe.Pays ? "YES" : "no");
        }

        console.WriteFitted(table);
    }

    private static void Row(Table table, string name, ProbeOutcome outcome, decimal? closedChange, decimal? wealthChange, string pays) =>
        Sheets.Add(
        table,
        name, outcome.ForcedCloses.ToString("N0", CultureInfo.InvariantCulture), Amount(outcome.Closed), Change(closedChange),
            Amount(outcome.ForgoneAtRanking), Amount(outcome.ForgoneAtEnd),
        Amount(outcome.Wealth), Change(wealthChange), outcome.Liquidated ? "yes" : "no", pays);

    private static void Properties(IAnsiConsole console, ProbeReport report)
    {
        var table = Sheets.Sheet("Properties of the venue's rules, as measured", "property", "measured on", "result", "what was measured");
        foreach (var property in report.Properties)
        {
            var result = property.Holds switch
            {
                null => "not measured",
                true => "holds",
                false => string.Create(CultureInfo.InvariantCulture, $"violated by {property.Violation:P2}"),
            };
            Sheets.Add(table, property.Property, property.Level == "queue" ? "recorded queues" : "whole runs", result, property.Detail);
        }

        console.WriteFitted(table);
    }

    private static string Amount(decimal value) => Shown.Whole(value);

    private static string Change(decimal? value) => value is { } change ? Shown.Change(change) : string.Empty;
}
