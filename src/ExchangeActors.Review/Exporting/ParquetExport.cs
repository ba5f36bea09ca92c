using System.IO.Compression;
using ExchangeActors.Journal.Reading;
using Parquet;
using Parquet.Schema;

namespace ExchangeActors.Review.Exporting;

/// <summary>
/// Events as an Apache Parquet file. Times are timestamps in milliseconds, UTC; amounts decimal(38,18): what has more decimals (an
/// unrounded ADL price, say) is rounded to 18, and is exact in the event's JSON. Written in groups of rows, so that only one group is in
/// memory.
/// </summary>
internal sealed class ParquetExport : IEventWriter
{
    private const int RowsPerGroup = 20_000;

    // Ranked queues can be long: a group also ends when its JSON gets so many characters.
    private const long CharactersPerGroup = 8_000_000;
    private const int Precision = 38;
    private const int Scale = 18;

    // What the library keeps of its buffers; without a limit it keeps all.
    private const int LargestPool = 16_000_000;

    // decimal(38,18) has 20 digits before the point.
    private const decimal Largest = 100_000_000_000_000_000_000m;

    private static readonly DataField<long> Ordering = new("ordering", false);
    private static readonly DataField<string> Stream = new("stream", false);
    private static readonly DataField<long> Sequence = new("sequence", false);
    private static readonly DataField<string> Kind = new("kind", false);
    private static readonly DateTimeDataField At = new("at", DateTimeFormat.Timestamp, isAdjustedToUTC: true,
        unit: DateTimeTimeUnit.Millis, isNullable: false);
    private static readonly DataField<string> CausedBy = new("causedBy", false);
    private static readonly DataField<string> Correlation = new("correlation", true);
    private static readonly DataField<string> Account = new("account", true);
    private static readonly DataField<string> Market = new("market", true);
    private static readonly DecimalDataField Amount = Decimal("amount");
    private static readonly DecimalDataField Quantity = Decimal("quantity");
    private static readonly DecimalDataField Price = Decimal("price");
    private static readonly DecimalDataField RealisedPnl = Decimal("realisedPnl");
    private static readonly DataField<int?> Rank = new("rank", true);
    private static readonly DataField<string> Event = new("event", false);
    private static readonly DataField<string> Hash = new("hash", false);

    private readonly ParquetWriter _parquet;
    private readonly List<EventColumns> _rows = [];
    private long _characters;

    private ParquetExport(ParquetWriter parquet) => _parquet = parquet;

    /// <summary>Begins a file; the stream must be one that can be sought in.</summary>
    public static async Task<ParquetExport> Create(Stream output, CancellationToken cancellation)
    {
        var schema = new ParquetSchema(Ordering, Stream, Sequence, Kind, At, CausedBy, Correlation, Account, Market, Amount, Quantity,
            Price, RealisedPnl, Rank, Event, Hash);
        var options = new ParquetOptions
        {
            CompressionMethod = CompressionMethod.Zstd,
            CompressionLevel = CompressionLevel.Fastest,
            MaximumSmallPoolFreeBytes = LargestPool,
            MaximumLargePoolFreeBytes = LargestPool,
        };
        return new ParquetExport(await ParquetWriter.CreateAsync(schema, output, options, cancellationToken: cancellation));
    }

    /// <inheritdoc/>
    public async ValueTask Write(JournalRow row)
    {
        var columns = EventColumns.Of(row);
        _rows.Add(columns);
        _characters += columns.Event.Length;
        if (_rows.Count == RowsPerGroup || _characters >= CharactersPerGroup)
        {
            await WriteGroup();
        }
    }

    /// <inheritdoc/>
    public async ValueTask Complete()
    {
        if (_rows.Count > 0)
        {
            await WriteGroup();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _parquet.DisposeAsync();

    private static DecimalDataField Decimal(string name) => new(name, Precision, Scale, isNullable: true);

    private async Task WriteGroup()
    {
        using var group = _parquet.CreateRowGroup();
        await group.WriteAsync<long>(Ordering, Column(row => row.Ordering));
        await group.WriteAsync(Stream, Column(row => row.Stream));
        await group.WriteAsync<long>(Sequence, Column(row => row.Sequence));
        await group.WriteAsync(Kind, Column(row => row.Kind));
        await group.WriteAsync<DateTime>(At, Column(row => DateTimeOffset.FromUnixTimeMilliseconds(row.At.UnixMs).UtcDateTime));
        await group.WriteAsync(CausedBy, Column(row => row.CausedBy));
        await group.WriteAsync(Correlation, Column(row => row.Correlation));
        await group.WriteAsync(Account, Column(row => row.Account));
        await group.WriteAsync(Market, Column(row => row.Market));
        await group.WriteAsync<decimal>(Amount, Column(row => Fit(row, row.Amount)));
        await group.WriteAsync<decimal>(Quantity, Column(row => Fit(row, row.Quantity)));
        await group.WriteAsync<decimal>(Price, Column(row => Fit(row, row.Price)));
        await group.WriteAsync<decimal>(RealisedPnl, Column(row => Fit(row, row.RealisedPnl)));
        await group.WriteAsync<int>(Rank, Column(row => row.Rank));
        await group.WriteAsync(Event, Column(row => row.Event));
        await group.WriteAsync(Hash, Column(row => row.Hash));
        group.CompleteValidate();
        _rows.Clear();
        _characters = 0;
    }

    private T[] Column<T>(Func<EventColumns, T> value)
    {
        var column = new T[_rows.Count];
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = value(_rows[i]);
        }

        return column;
    }

    private static decimal? Fit(EventColumns row, decimal? value) =>
        value is null ? null
        : Math.Abs(value.Value) < Largest ? decimal.Round(value.Value, Scale)
        : throw new InvalidDataException(
            $"{row.Stream}#{row.Sequence}: {value} does not fit decimal({Precision},{Scale}); export it as csv.");
}
