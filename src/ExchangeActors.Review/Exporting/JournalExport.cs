using ExchangeActors.Journal;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.Exporting;

/// <summary>
/// Writes a journal, or a part of it, as something that other programs read. Event by event: memory does not grow with the journal but for
/// an index.
/// </summary>
public static class JournalExport
{
    /// <summary>Exports.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="options">What and how.</param>
    /// <param name="output">Where to; for Parquet one that can be sought in.</param>
    /// <param name="progress">Told the orderings that went by; null for nobody.</param>
    /// <param name="cancellation">Ends it; what was written is then of no use.</param>
    /// <exception cref="JournalException">The journal is damaged.</exception>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public static async Task<ExportResult> Write(ReviewedJournal journal, ExportOptions options, Stream output,
        IProgress<long>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Incident && (options.Format != ExportFormat.Jsonl || options.Filter.IsAll))
        {
            throw new ArgumentException("An incident is cut out as JSON lines and by a criterion.", nameof(options));
        }

        var survey = Survey.Of(journal, options, cancellation);
        var renamed = survey.Names is { } names ? new PseudonymousEvents(names) : null;
        var header = TransferHeader.Of(journal, options, survey);
        var heads = new ChainHeads();
        var events = 0L;
        await using var writer = await Create(options.Format, output, header, survey, cancellation);
        foreach (var placed in WholeDecisions.Of(journal, cancellation))
        {
            var row = placed.Row;

            // Renamed before it is chosen: a chain needs all events of its stream.
            var exported = renamed?.Rename(row) ?? row;
            if (survey.Chooses(placed))
            {
                events++;
                heads.Add(exported.Stored);
                await writer.Write(exported);
            }

            progress?.Report(row.Ordering);
        }

        await writer.Complete();
        return new ExportResult(events, header.Holds == TransferHeader.Selection ? null : heads.Root(header.Journal));
    }

    private static async Task<IEventWriter> Create(ExportFormat format, Stream output, TransferHeader header, Survey survey,
        CancellationToken cancellation) => format switch
        {
            ExportFormat.Jsonl => new JsonLines(output, header),
            ExportFormat.Csv => new CsvExport(output),
            ExportFormat.Parquet => await ParquetExport.Create(output, cancellation),
            _ => new TraceExport(output, header.Journal, survey),
        };
}
