using System.Globalization;
using ExchangeActors.Scenarios.Stress;
using Parquet;
using Parquet.Schema;

namespace ExchangeActors.Node.Stressing;

/// <summary>
/// The runs of a study as an Apache Parquet file, in groups of rows, so that only one group is in memory. Figures are doubles.
/// </summary>
internal static class StressParquet
{
    private const int RowsPerGroup = 20_000;

    /// <summary>Writes every line of the file; the stream must be one that can be sought in.</summary>
    public static async Task Write(StressFile file, Stream output)
    {
        var names = file.Rows().First();

        // What was drawn, the axes and a seed beyond a long may be texts; figures are numbers, and so are run and point.
        Field[] fields =
        [
            .. names.Select((name, i) => (Field)(i is 0 or 1 ? new DataField<int>(name, false)
                : i >= file.FirstFigure && i < names.Length - 1 ? new DataField<double>(name, false)
                : new DataField<string>(name, false))),
        ];
        var options = new ParquetOptions { CompressionMethod = CompressionMethod.Zstd };
        await using var parquet = await ParquetWriter.CreateAsync(new ParquetSchema(fields), output, options);
        foreach (var rows in file.Rows().Skip(1).Chunk(RowsPerGroup))
        {
            using var group = parquet.CreateRowGroup();
            for (var i = 0; i < fields.Length; i++)
            {
                await WriteColumn(group, fields[i], [.. rows.Select(row => row[i])]);
            }

            group.CompleteValidate();
        }
    }

    private static async Task WriteColumn(ParquetRowGroupWriter group, Field field, string[] values)
    {
        switch (field)
        {
            case DataField<int> whole:
                await group.WriteAsync<int>(whole, Array.ConvertAll(values, value => int.Parse(value, CultureInfo.InvariantCulture)));
                break;
            case DataField<double> number:
                await group.WriteAsync<double>(
                    number, Array.ConvertAll(values, value => double.Parse(value, CultureInfo.InvariantCulture)));
                break;
            case DataField<string> text:
                await group.WriteAsync(text, values);
                break;
            default: throw new InvalidOperationException($"{field.Name} has no type that is known here.");
        }
    }
}
