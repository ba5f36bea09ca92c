using System.Globalization;
using CsvHelper;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Reading;

namespace ExchangeActors.Review.Exporting;

/// <summary>
/// Events as comma-separated values (RFC 4180) with a line of names: amounts exact, times in ISO 8601, what an event does not have empty,
/// and an apostrophe before a text that begins like a formula.
/// </summary>
internal sealed class CsvExport : IEventWriter
{
    private readonly CsvWriter _csv;

    /// <summary>Begins with the line of names.</summary>
    public CsvExport(Stream output)
    {
        _csv = CsvWriter.Create(output, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        string[] names =
        [
            "ordering", "stream", "sequence", "kind", "at", "causedBy", "correlation", "account", "market", "amount", "quantity",
                "price", "realisedPnl", "rank", "event", "hash",
        ];
        _csv.WriteRecord(names);
    }

    /// <inheritdoc/>
    public ValueTask Write(JournalRow row)
    {
        var columns = EventColumns.Of(row);
        string[] fields =
        [
            Text(columns.Ordering),
            Identifier.Cell(columns.Stream),
            Text(columns.Sequence),
            columns.Kind,
            columns.At.ToString(),
            Identifier.Cell(columns.CausedBy),
            Identifier.Cell(columns.Correlation),
            Identifier.Cell(columns.Account),
            Identifier.Cell(columns.Market),
            Text(columns.Amount),
            Text(columns.Quantity),
            Text(columns.Price),
            Text(columns.RealisedPnl),
            columns.Rank is { } rank ? Text(rank) : string.Empty,
            columns.Event,
            columns.Hash,
        ];
        _csv.WriteRecord(fields);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask Complete() => await _csv.FlushAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _csv.DisposeAsync();

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(decimal? amount) => amount is { } value ? Canonical.Text(value) : string.Empty;
}
