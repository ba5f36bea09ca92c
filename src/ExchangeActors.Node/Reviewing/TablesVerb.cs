using System.Diagnostics;
using System.Globalization;
using ExchangeActors.Node.Running;
using ExchangeActors.Review.Exporting;
using ExchangeActors.Review.Exporting.Tables;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Node.Reviewing;

/// <summary><c>exchange review export --tables</c>: a folder of tables and what their columns mean.</summary>
public static class TablesVerb
{
    /// <summary>Exports; the result is an <see cref="ExitCode"/>.</summary>
    public static Task<int> Run(ExportChoice choice, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(choice);
        return Attempt.Run(() => Export(choice, cancellation), cancellation);
    }

    private static async Task<int> Export(ExportChoice choice, CancellationToken cancellation)
    {
        var key = ExportVerb.KeyOf(choice);
        var format = choice.Format == "csv" ? TableFormat.Csv : TableFormat.Parquet;
        var watch = Stopwatch.StartNew();
        using var journal = ReviewedJournal.Open(LatestJournal.Meant(choice.Journal));
        using var folder = NewFolder.Create(choice.Output!);
        using var progress = new ReviewProgress("exporting", journal.Count);
        var tables = await TablesExport.Write(journal, format, choice.Pseudonymous, key, folder.Unfinished, progress, cancellation);
        folder.Complete();
        var bytes = tables.Sum(table => table.Bytes);
        if (choice.Json)
        {
            Console.Out.WriteLine(ReportJson.Write(new
            {
                folder = choice.Output,
                format = choice.Format ?? "parquet",
                events = journal.Count,
                bytes,
                tables,
                elapsedMs = watch.ElapsedMilliseconds,
            }));
            return ExitCode.Fine;
        }

        Lines.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{choice.Output}: {tables.Length} files about {journal.Count:N0} events, {bytes / 1e6:N1} MB, "
                + $"{watch.Elapsed.TotalSeconds:N1} s"));
        foreach (var table in tables)
        {
            Lines.Say($"  {table.File,-30} {Counts.Of(table.Rows, "row")}");
        }

        return ExitCode.Fine;
    }
}
