using System.Globalization;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Review.Reading;
using Parquet;
using Parquet.Schema;

namespace ExchangeActors.Review.Exporting.Tables;

/// <summary>A column of a table: what it is called and means, and how a row fills it. Every column may be empty.</summary>
/// <param name="name">Its name.</param>
/// <param name="type">As the dictionary has it.</param>
/// <param name="unit">Of its values; empty for none.</param>
/// <param name="meaning">A clause.</param>
internal abstract class TableColumn<TRow>(string name, string type, string unit, string meaning)
{
    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Text, bigint, decimal(38,18) or timestamp.</summary>
    public string Type => type;

    /// <summary>Of its values; empty for none.</summary>
    public string Unit => unit;

    /// <summary>What it holds.</summary>
    public string Meaning => meaning;

    /// <summary>In a Parquet file.</summary>
    public abstract DataField Field { get; }

    /// <summary>As a CSV file has it; empty for nothing.</summary>
    public abstract string Cell(TRow row);

    /// <summary>Writes it into a group of rows.</summary>
    public abstract Task Write(ParquetRowGroupWriter group, IReadOnlyList<TRow> rows);

    /// <summary>A value of each row.</summary>
    protected static T[] Values<T>(IReadOnlyList<TRow> rows, Func<TRow, T> value)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = value(rows[i]);
        }

        return values;
    }
}

/// <summary>Ids, names and codes.</summary>
internal sealed class TextColumn<TRow>(string name, string meaning, Func<TRow, string?> value)
    : TableColumn<TRow>(name, "text", "", meaning)
{
    /// <inheritdoc/>
    public override DataField Field { get; } = new DataField<string>(name, true);

    /// <inheritdoc/>
    public override string Cell(TRow row) => Identifier.Cell(value(row));

    /// <inheritdoc/>
    public override async Task Write(ParquetRowGroupWriter group, IReadOnlyList<TRow> rows) =>
        await group.WriteAsync(Field, Values(rows, value));
}

/// <summary>Counts, places and numbers.</summary>
internal sealed class WholeColumn<TRow>(string name, string unit, string meaning, Func<TRow, long?> value)
    : TableColumn<TRow>(name, "bigint", unit, meaning)
{
    /// <inheritdoc/>
    public override DataField Field { get; } = new DataField<long?>(name, true);

    /// <inheritdoc/>
    public override string Cell(TRow row) => value(row)?.ToString(CultureInfo.InvariantCulture) ?? string.Empty;

    /// <inheritdoc/>
    public override async Task Write(ParquetRowGroupWriter group, IReadOnlyList<TRow> rows) =>
        await group.WriteAsync<long>(Field, Values(rows, value));
}

/// <summary>Money, prices, quantities and scores: exact in a CSV file, to 18 decimals in a Parquet file.</summary>
internal sealed class DecimalColumn<TRow>(string name, string unit, string meaning, Func<TRow, decimal?> value)
    : TableColumn<TRow>(name, $"decimal({Precision},{Scale})", unit, meaning)
{
    private const int Precision = 38;
    private const int Scale = 18;

    // decimal(38,18) has 20 digits before the point.
    private const decimal Largest = 100_000_000_000_000_000_000m;

    /// <inheritdoc/>
    public override DataField Field { get; } = new DecimalDataField(name, Precision, Scale, isNullable: true);

    /// <inheritdoc/>
    public override string Cell(TRow row) => value(row) is { } amount ? Canonical.Text(amount) : string.Empty;

    /// <inheritdoc/>
    public override async Task Write(ParquetRowGroupWriter group, IReadOnlyList<TRow> rows) =>
        await group.WriteAsync<decimal>(Field, Values(rows, Fit));

    private decimal? Fit(TRow row) => value(row) switch
    {
        null => null,
        { } amount when Math.Abs(amount) < Largest => decimal.Round(amount, Scale),
        { } amount =>
            throw new ReviewException(
                $"{Name} is {Canonical.Text(amount)}, which does not fit {Type}; export the tables with --format csv"),
    };
}

/// <summary>Exchange time, to the millisecond, UTC.</summary>
internal sealed class TimeColumn<TRow>(string name, string meaning, Func<TRow, Moment?> value)
    : TableColumn<TRow>(name, "timestamp", "UTC", meaning)
{
    /// <inheritdoc/>
    public override DataField Field { get; } =
        new DateTimeDataField(name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit: DateTimeTimeUnit.Millis, isNullable: true);

    /// <inheritdoc/>
    public override string Cell(TRow row) => value(row)?.ToString() ?? string.Empty;

    /// <inheritdoc/>
    public override async Task Write(ParquetRowGroupWriter group, IReadOnlyList<TRow> rows) =>
        await group.WriteAsync<DateTime>(Field, Values(rows, Date));

    private DateTime? Date(TRow row) => value(row) switch
    {
        null => null,
        { IsInCalendar: true } moment => DateTimeOffset.FromUnixTimeMilliseconds(moment.UnixMs).UtcDateTime,
        { } moment => throw new ReviewException($"{Name} is {moment}, which is no date of a calendar; export the tables with --format csv"),
    };
}
