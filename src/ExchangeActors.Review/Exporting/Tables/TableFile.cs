using CsvHelper;
using Parquet;
using Parquet.Schema;

namespace ExchangeActors.Review.Exporting.Tables;

/// <summary>A table as it is written, row by row: a group of rows is in memory, never the table.</summary>
internal abstract class TableFile<TRow>(Table<TRow> table, FileStream output) : ITableFile
{
    private long _rows;
    private bool _closed;

    /// <summary>The table.</summary>
    protected Table<TRow> Table => table;

    /// <summary>Where it is written.</summary>
    protected FileStream Output => output;

    /// <summary>Begins the file in a folder.</summary>
    public static TableFile<TRow> Create(Table<TRow> table, string folder, TableFormat format, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, $"{table.Name}.{(format == TableFormat.Csv ? "csv" : "parquet")}");
        var output = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16);
        return format == TableFormat.Csv ? new CsvTable<TRow>(table, output) : new ParquetTable<TRow>(table, output, cancellation);
    }

    /// <summary>Adds a row.</summary>
    public async ValueTask Add(TRow row)
    {
        _rows++;
        await Write(row);
    }

    /// <inheritdoc/>
    public IEnumerable<DictionaryRow> Describe() => table.Columns.Select(
        column => new DictionaryRow(table.Name, column.Name, column.Type, column.Unit, column.Meaning));

    /// <inheritdoc/>
    public async Task<TableWritten> Complete()
    {
        await Finish();
        await CloseOnce();
        output.Flush(flushToDisk: true);
        var written = new TableWritten(table.Name, Path.GetFileName(output.Name), _rows, output.Length);
        await output.DisposeAsync();
        return written;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseOnce();
        await output.DisposeAsync();
    }

    /// <summary>Writes a row.</summary>
    protected abstract ValueTask Write(TRow row);

    /// <summary>Writes what comes after the last row; the stream stays open.</summary>
    protected abstract Task Finish();

    /// <summary>Lets the writer go; the stream stays open.</summary>
    protected abstract ValueTask Close();

    private async ValueTask CloseOnce()
    {
        if (!_closed)
        {
            _closed = true;
            await Close();
        }
    }
}

/// <summary>A table as it is written.</summary>
internal interface ITableFile : IAsyncDisposable
{
    /// <summary>Its rows of the dictionary.</summary>
    IEnumerable<DictionaryRow> Describe();

    /// <summary>Everything is written.</summary>
    Task<TableWritten> Complete();
}

/// <summary>
/// A table as comma-separated values (RFC 4180) with a line of names, an apostrophe before a text that begins like a formula.
/// </summary>
internal sealed class CsvTable<TRow> : TableFile<TRow>
{
    private readonly CsvWriter _csv;
    private readonly string[] _cells;

    /// <summary>Begins with the line of names.</summary>
    public CsvTable(Table<TRow> table, FileStream output)
        : base(table, output)
    {
        _csv = CsvWriter.Create(output, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        _cells = [.. table.Columns.Select(column => column.Name)];
        _csv.WriteRecord(_cells);
    }

    /// <inheritdoc/>
    protected override ValueTask Write(TRow row)
    {
        for (var i = 0; i < _cells.Length; i++)
        {
            _cells[i] = Table.Columns[i].Cell(row);
        }

        _csv.WriteRecord(_cells);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task Finish() => await _csv.FlushAsync();

    /// <inheritdoc/>
    protected override ValueTask Close() => _csv.DisposeAsync();
}

/// <summary>A table as an Apache Parquet file, compressed with zstd, in groups of rows.</summary>
internal sealed class ParquetTable<TRow>(Table<TRow> table, FileStream output, CancellationToken cancellation)
    : TableFile<TRow>(table, output)
{
    private const int RowsPerGroup = 10_000;

    // What the library keeps of its buffers; without a limit it keeps all.
    private const int LargestPool = 4_000_000;

    private readonly List<TRow> _rows = [];
    private ParquetWriter? _parquet;

    /// <inheritdoc/>
    protected override async ValueTask Write(TRow row)
    {
        _rows.Add(row);
        if (_rows.Count == RowsPerGroup)
        {
            await WriteGroup();
        }
    }

    /// <inheritdoc/>
    protected override async Task Finish()
    {
        if (_rows.Count > 0)
        {
            await WriteGroup();
        }

        // A file without a group has its schema too.
        await Begun();
    }

    /// <inheritdoc/>
    protected override ValueTask Close() => _parquet?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async ValueTask<ParquetWriter> Begun()
    {
        var options = new ParquetOptions
        {
            CompressionMethod = CompressionMethod.Zstd,
            CompressionLevel = System.IO.Compression.CompressionLevel.Fastest,
            MaximumSmallPoolFreeBytes = LargestPool,
            MaximumLargePoolFreeBytes = LargestPool,
        };
        return _parquet ??= await ParquetWriter.CreateAsync(
            new ParquetSchema([.. Table.Columns.Select(column => (Field)column.Field)]), Output, options, cancellationToken: cancellation);
    }

    private async Task WriteGroup()
    {
        using var group = (await Begun()).CreateRowGroup();
        foreach (var column in Table.Columns)
        {
            await column.Write(group, _rows);
        }

        group.CompleteValidate();
        _rows.Clear();
    }
}
