using ExchangeActors.Domain.Conservation;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Verifying;

namespace ExchangeActors.Node.Reviewing;

/// <summary>What <c>verify</c> checked and found.</summary>
internal static class VerificationTables
{
    private const string Broken = "BROKEN";
    private const string Holds = "holds";

    public static void Write(Verification verification, ReviewedJournal journal, string? checkpoint)
    {
        var table = Sheets.Sheet($"{journal.Path}: {Verdict(verification)}", "checked", "count", "result");
        var sound = verification.Findings.IsEmpty;
        bool Found(string check) => verification.Findings.Any(finding => finding.Check == check);
        void Row(string what, long count, string check) =>
            Sheets.Add(table, what, Counts.Of(count), Found(check) ? Broken : sound ? Holds : "holds as far as it was read");
        Row("events: hash chains, order, gaps, rows", verification.Events, Finding.Chain);
        Sheets.Add(table, "header: venue and profile are those of the rules", "1", Found(Finding.Header) ? Broken : Holds);
        Row("decisions taken again", verification.Decisions, Finding.Decision);
        if (verification.Archived is not null)
        {
            Sheets.Add(table, "states that it begins with: the end of its archive", string.Empty, sound ? Holds : "see below");
            Sheets.Add(
                table,
                "inputs, rankings, invariants",
                string.Empty,
                "not checked: they look back; the archive verifies by itself");
        }
        else
        {
            Row(
                "inputs followed to their cause",
                verification.Inputs.Outside + verification.Inputs.Entities + verification.Inputs.Monitors + verification.Inputs.Repeats,
                Finding.Input);
        }

        if (verification.Cut is null && verification.Archived is null)
        {
            Row("rankings made again", verification.Rankings.Count, Finding.Queue);
        }
        else if (verification.Cut is not null)
        {
            Sheets.Add(table, "inputs whose cause is not in the cut", Counts.Of(verification.Inputs.NotHeld), "not checked");
            Sheets.Add(
                table,
                "rankings made again, invariants",
                string.Empty,
                Found(Finding.Queue) ? Broken : "not checked: they are about the whole exchange");
        }

        Row("snapshots compared", verification.Snapshots, Finding.Snapshot);
        Sheets.Add(
            table,
            $"checkpoint outside of the journal: {checkpoint ?? "none"}",
            string.Empty,
            checkpoint is null ? "not compared: a cut end is found only with one"
                : Found(Finding.CheckpointCheck) ? Broken
                : verification.SignatureChecked ? "holds, signed"
                : Holds);
        foreach (var invariant in verification.Invariants)
        {
            Sheets.Add(
                table,
                invariant.Name,
                invariant.OnlyAtRest ? "at the end" : "after every decision",
                Result(invariant, verification.AtRest));
        }

        Sheets.Console().WriteFitted(table);
        Rest(verification);
    }

    private static string Verdict(Verification verification) => !verification.Holds ? "NOT VERIFIED"
        : verification.Cut is { } cut ? $"verified as far as a cut can be (by {cut.Criteria} out of {Counts.Of(cut.Of)} events)"
        : verification.Archived is { } old
            ? $"verified as far as a rest can be ({Counts.Of(old.Events)} events are in {old.Archive})"
        : "verified";

    private static string Result(InvariantResult invariant, bool atRest) => invariant.Holds ? Holds
        : invariant.OnlyAtRest && !atRest ? "open: something is under way"
        : $"OFF BY {invariant.Error}";

    private static void Rest(Verification verification)
    {
        foreach (var finding in verification.Findings)
        {
            Lines.Say(
                $"{finding.Check} at {finding.Event?.ToString() ?? "no single event"}"
                + $"{(finding.Ordering is { } ordering ? $" (row {ordering})" : string.Empty)}: {finding.What}");
            if (finding.Recorded is { } recorded)
            {
                Lines.Say($"  recorded {recorded}");
            }

            if (finding.Derived is { } derived)
            {
                Lines.Say($"  derived  {derived}");
            }
        }

        if (verification.Archived is { } archived)
        {
            Lines.Say($"archive's root {archived.Root}");
        }

        if (verification.StateHash is { } hash)
        {
            Lines.Say($"state hash {hash}");
            Lines.Say($"root {verification.Root}");
        }
    }
}
