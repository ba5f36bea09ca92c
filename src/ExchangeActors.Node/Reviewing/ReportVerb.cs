using System.Text.Json;
using ExchangeActors.Journal;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Reports;
using ExchangeActors.Review.Verifying;
using ExchangeActors.Web.Reports;
using ExchangeActors.Web.Reports.Incidents;

namespace ExchangeActors.Node.Reviewing;

/// <summary><c>exchange review JOURNAL report --html FILE</c>.</summary>
internal static class ReportVerb
{
    /// <summary>Writes the page; the result is an <see cref="ExitCode"/>.</summary>
    /// <exception cref="ReviewException">The page may not be written there.</exception>
    public static async Task<int> Run(
        ReviewedJournal journal, string file, bool force, bool verify, bool json, CancellationToken cancellation)
    {
        PageFile.Check(file, force, journal.Path);
        Incident incident;
        using (var progress = new ReviewProgress("reading", journal.Count))
        {
            incident = IncidentReader.Read(journal, progress, cancellation);
        }

        if (verify)
        {
            incident = incident with { Verification = Verify(journal, cancellation) };
        }

        cancellation.ThrowIfCancellationRequested();
        var written = new Written(
            Path.GetFullPath(file),
            await PageFile.Write<IncidentPage>(file, force, (nameof(IncidentPage.Incident), incident)),
            incident.Summary.Events,
            incident.Summary.Liquidations.Count,
            incident.Summary.Adl.Deleveragings,
            incident.Deleveragings.Length,
            incident.WithQueues.Length,
            incident.Summary.Root,
            incident.Verification?.Holds);
        Console.Out.WriteLine(json
            ? JsonSerializer.Serialize(written, Documents.Indented)
            : Domain.Primitives.Identifier.Plain(
                $"{file}: {Counts.Of(written.Bytes)} bytes about {Counts.Of(written.Events)} events; "
                + $"{Counts.Of(written.Queues)} of {Counts.Of(written.Deleveragings)} deleveragings with their queue"));
        return incident.Verification is { Holds: false }
            ? Attempt.Fail($"{journal.Path}: not verified; the page says what is wrong, and exchange review {journal.Path} verify",
                ExitCode.CheckFailed)
            : ExitCode.Fine;
    }

    /// <summary>Null where the journal cannot be verified, since it holds no rules.</summary>
    private static Verification? Verify(ReviewedJournal journal, CancellationToken cancellation)
    {
        using var progress = new ReviewProgress("verifying", journal.Count);
        try
        {
            return Verifier.Run(journal, null, null, progress, cancellation);
        }
        catch (JournalException fault) when (fault.Fault == JournalFault.WrongVersion)
        {
            LiveLine.Say($"exchange: warning: not verified: {fault.Message}");
            return null;
        }
    }

    /// <summary>What was written.</summary>
    /// <param name="File">The page.</param>
    /// <param name="Bytes">Its size.</param>
    /// <param name="Events">Events of the journal.</param>
    /// <param name="Liquidations">Liquidations.</param>
    /// <param name="Deleveragings">Deleveragings.</param>
    /// <param name="Listed">Of them, those in the page's list.</param>
    /// <param name="Queues">Of them, those with their queue.</param>
    /// <param name="Root">The root over all streams' heads.</param>
    /// <param name="Verified">What verifying came to; null when it was not done.</param>
    private sealed record Written(string File, long Bytes, long Events, long Liquidations, long Deleveragings, int Listed, int Queues,
        string Root, bool? Verified);
}
