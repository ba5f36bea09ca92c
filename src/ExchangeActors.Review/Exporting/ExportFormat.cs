namespace ExchangeActors.Review.Exporting;

/// <summary>What events are exported as.</summary>
public enum ExportFormat
{
    /// <summary>A line of JSON per event with its stored bytes, after a line with the header: all that an import needs.</summary>
    Jsonl = 0,

    /// <summary>A line per event with the columns of <see cref="EventColumns"/>.</summary>
    Csv = 1,

    /// <summary>The same columns in a Parquet file.</summary>
    Parquet = 2,

    /// <summary>
    /// Chrome trace events, for Perfetto: a track per entity, spans for liquidations and deleveragings, arrows from cause to effect.
    /// </summary>
    Trace = 3,
}
