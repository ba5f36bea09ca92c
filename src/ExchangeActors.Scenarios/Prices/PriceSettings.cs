namespace ExchangeActors.Scenarios.Prices;

/// <summary>How market data is read, and how much of it: <c>prices</c> of a scenario.</summary>
public sealed record PriceSettings
{
    /// <summary>How far ahead of the rows around it a row of an exchange's file may be when nothing is set, milliseconds; also the
    /// default window of sorting there.</summary>
    public const int DefaultWindowMs = 10_000;

    /// <summary>The same for a table, whose rows may lie far apart.</summary>
    public const int DefaultTableAheadMs = 60_000;

    /// <summary>
    /// Rows that are out of exchange-time order by at most this are sorted, milliseconds; null for <see cref="DefaultWindowMs"/> in the
    /// files of exchanges and recorders (Tardis orders by the
    /// time of arrival) and 0 in tables.
    /// </summary>
    public int? SortWindowMs { get; init; }

    /// <summary>The most rows that are held to be sorted; beyond it the earliest goes on.</summary>
    public int SortRows { get; init; } = 200_000;

    /// <summary>A row further ahead of the rows around it than this is not used, milliseconds; null for the window, in tables
    /// <see cref="DefaultTableAheadMs"/>.</summary>
    public int? AheadMs { get; init; }

    /// <summary>The most that index and last price of a market may differ by, the greater over the smaller.</summary>
    public decimal IndexToLast { get; init; } = 20m;

    /// <summary>
    /// A market without a row for longer than this is stale, seconds: gaps are listed when the prices are read, and the report says which
    /// market ended so.
    /// </summary>
    public decimal StaleAfterSeconds { get; init; } = 300m;

    /// <summary>The most bytes that a file may hold, expanded.</summary>
    public long FileBytes { get; init; } = 64L << 30;

    /// <summary>The most that a gzip may expand to, times its own length; small ones (<see cref="LimitedStream.FreeBytes"/>) may expand
    /// to more.</summary>
    public int Expansion { get; init; } = 100;

    /// <summary>The most rows that a file may have.</summary>
    public long Rows { get; init; } = 1_000_000_000;

    /// <summary>The window of a format, milliseconds.</summary>
    public int WindowOf(PriceFormat format) => SortWindowMs ?? (format == PriceFormat.Table ? 0 : DefaultWindowMs);

    /// <summary>How far ahead a row of a format may be, milliseconds.</summary>
    public int AheadOf(PriceFormat format) =>
        AheadMs ?? (format == PriceFormat.Table ? Math.Max(DefaultTableAheadMs, WindowOf(format)) : WindowOf(format));
}
