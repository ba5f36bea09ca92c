using System.Collections.Immutable;

namespace ExchangeActors.Review.Exporting.Tables;

/// <summary>A column as the dictionary of the tables has it.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column.</param>
/// <param name="Type">Text, bigint, decimal(38,18) or timestamp.</param>
/// <param name="Unit">Empty for none.</param>
/// <param name="Meaning">What it holds.</param>
internal sealed record DictionaryRow(string Table, string Column, string Type, string Unit, string Meaning);

/// <summary>
/// The file beside the tables that says what their columns are; as CSV whatever the tables are, so that anybody can read it.
/// </summary>
internal static class Dictionary
{
    /// <summary>The file's table: its columns, then those of all tables.</summary>
    public static Table<DictionaryRow> Table { get; } = new("dictionary",
    [
        new TextColumn<DictionaryRow>("table", "The table: its file's name without the ending.", row => row.Table),
        new TextColumn<DictionaryRow>("column", "The column.", row => row.Column),
        new TextColumn<DictionaryRow>(
            "type", "Its type. In CSV files a timestamp is ISO 8601, a decimal exact; in Parquet files it has 18 decimals.", row =>
                row.Type),
        new TextColumn<DictionaryRow>(
            "unit", "Its unit; empty for none. quote: the quote currency of the exchange. contracts: units of the market.", row =>
                row.Unit),
        new TextColumn<DictionaryRow>("meaning", "What it holds.", row => row.Meaning),
    ]);

    /// <summary>Writes it.</summary>
    public static async Task<TableWritten> Write(ImmutableArray<ITableFile> tables, string folder, CancellationToken cancellation)
    {
        await using var file = TableFile<DictionaryRow>.Create(Table, folder, TableFormat.Csv, cancellation);
        foreach (var row in file.Describe().Concat(tables.SelectMany(table => table.Describe())))
        {
            await file.Add(row);
        }

        return await file.Complete();
    }
}
