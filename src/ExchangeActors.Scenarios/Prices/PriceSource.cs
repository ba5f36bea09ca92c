using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Prices;

/// <summary>The formats of market data that can be read; each plain or gzip.</summary>
public enum PriceFormat
{
    /// <summary>
    /// CSV with the header <c>time,market,index,last</c> (any order, <c>last</c> optional). Time is ISO 8601 in UTC, or a whole number of
    /// seconds, milliseconds or microseconds since 1970. An empty index or last is unknown.
    /// </summary>
    Table,

    /// <summary>
    /// Binance klines (data.binance.vision: <c>klines</c>, <c>indexPriceKlines</c>), with or without header, times in ms or µs. The
    /// close is used, at the moment at which the kline is complete,
    /// or the path through its extremes: <see cref="CandlePath"/>.
    /// </summary>
    BinanceKlines,

    /// <summary>Binance <c>markPriceKlines</c>: the columns of klines; they feed the index unless told otherwise.</summary>
    BinanceMarkPriceKlines,

    /// <summary>
    /// Binance <c>aggTrades</c>: <c>agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker</c>, with
    /// header (futures) or without (spot, with
    /// one column more), times in ms or µs.
    /// </summary>
    BinanceAggTrades,

    /// <summary>Binance <c>fundingRate</c>: <c>calc_time,funding_interval_hours,last_funding_rate</c>, with or without header: funding
    /// at those times, no prices.</summary>
    BinanceFundingRate,

    /// <summary>Tardis <c>trades</c>: columns <c>symbol</c>, <c>timestamp</c> (µs), <c>price</c>, found by header.</summary>
    TardisTrades,

    /// <summary>
    /// Tardis <c>derivative_ticker</c>: columns <c>symbol</c>, <c>timestamp</c> (µs), <c>last_price</c>, <c>index_price</c>, where asked
    /// for also <c>mark_price</c>, <c>funding_timestamp</c> and
    /// <c>funding_rate</c>, found by header. Empty means unchanged.
    /// </summary>
    TardisDerivativeTicker,
}

/// <summary>What a symbol's prices are used for.</summary>
public enum PriceUse
{
    /// <summary>Index and last: both columns where there are two, the one price for both where there is one.</summary>
    Both,

    /// <summary>The market's index only.</summary>
    Index,

    /// <summary>The market's last price only.</summary>
    Last,

    /// <summary>The market's funding, no price.</summary>
    Funding,
}

/// <summary>Which prices of a kline are used.</summary>
public enum CandlePath
{
    /// <summary>The close, at the end.</summary>
    Close,

    /// <summary>
    /// Open, one extreme, the other, close: at the beginning, after a third, after two thirds, at the end. A falling kline has its high
    /// first, a rising one its low; one that ends where it
    /// began the extreme that is nearer (the high when both are as near).
    /// </summary>
    Ohlc,
}

/// <summary>Which market a symbol of the file feeds.</summary>
/// <param name="Symbol">The symbol or market as the file writes it; null in files that hold one symbol.</param>
/// <param name="Market">The scenario's market.</param>
/// <param name="Use">What for.</param>
/// <param name="Factor">Units of the market in one unit of the symbol, &gt; 0: prices are divided by it (1000PEPE: 1000).</param>
/// <param name="IsMark">True to take a ticker's <c>mark_price</c> in place of its index and last price.</param>
public sealed record SymbolMapping(string? Symbol, MarketId Market, PriceUse Use, decimal Factor = 1m, bool IsMark = false);

/// <summary>A file of market data.</summary>
/// <param name="Format">Its format.</param>
/// <param name="Shown">The file as the scenario writes it, for messages.</param>
/// <param name="Path">The file.</param>
/// <param name="Mapping">Which symbols are used. A table without a mapping uses its own market names; rows of other symbols are passed
/// over.</param>
public sealed record PriceSource(PriceFormat Format, string Shown, string Path, ImmutableArray<SymbolMapping> Mapping)
{
    /// <summary>Which prices of klines are used.</summary>
    public CandlePath Candles { get; init; }

    /// <summary>Order and limits.</summary>
    public PriceSettings Settings { get; init; } = new();

    /// <summary>True for a format whose files hold one symbol.</summary>
    public static bool HoldsOneSymbol(PriceFormat format) =>
        IsKlines(format) || format is PriceFormat.BinanceAggTrades or PriceFormat.BinanceFundingRate;

    /// <summary>True for klines of any kind.</summary>
    public static bool IsKlines(PriceFormat format) => format is PriceFormat.BinanceKlines or PriceFormat.BinanceMarkPriceKlines;
}
