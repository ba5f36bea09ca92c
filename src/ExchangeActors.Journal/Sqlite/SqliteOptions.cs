namespace ExchangeActors.Journal.Sqlite;

/// <summary>Limits of the SQLite profile.</summary>
public sealed record SqliteOptions
{
    /// <summary>
    /// The most bytes that the database file may take (whole pages of 4,096 bytes); null for none. Beyond it writes fail as on a full disk.
    /// </summary>
    public long? MaximumBytes { get; init; }

    /// <summary>True to fail where there is no file instead of creating one.</summary>
    public bool MustExist { get; init; }

    /// <summary>How long a statement waits for another process (a reader that copies the file, say).</summary>
    public int BusyTimeoutSeconds { get; init; } = 30;
}
