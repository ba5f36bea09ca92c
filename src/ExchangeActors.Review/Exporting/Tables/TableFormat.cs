namespace ExchangeActors.Review.Exporting.Tables;

/// <summary>What tables are written as.</summary>
public enum TableFormat
{
    /// <summary>Apache Parquet: columns with types, amounts with 18 decimals.</summary>
    Parquet = 0,

    /// <summary>Comma-separated values, amounts exact.</summary>
    Csv = 1,
}
