using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Prices;

/// <summary>The formats of market data that can be read; each plain or gzip.</summary>
public enum PriceFormat
{
    /// <summary>
    /// CSV with the header <c>time,market,index,last</c> (any order, <c>last</c> optional). Time is ISO 8601 in UTC, or a whole number of seconds,
    /// milliseconds or microseconds since 1970. An empty index or last is unknown.
    /// </summary>
    Table,

    /// <summary>
    /// Binance klines (data.binance.vision), with or without header, times in ms or µs. The close is used, at the moment at which the kline is complete.
    /// </summary>
    BinanceKlines,

    /// <summary>Tardis <c>trades</c>: columns <c>symbol</c>, <c>timestamp</c> (µs), <c>price</c>, found by header.</summary>
    TardisTrades,

    /// <summary>
    /// Tardis <c>derivative_ticker</c>: columns <c>symbol</c>, <c>timestamp</c> (µs), <c>last_price</c>, <c>index_price</c>, found by header. Empty means unchanged.
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
}

/// <summary>Which market a symbol of the file feeds.</summary>
/// <param name="Symbol">The symbol or market as the file writes it; null in klines, whose file holds one symbol.</param>
/// <param name="Market">The scenario's market.</param>
/// <param name="Use">What for.</param>
public sealed record SymbolMapping(string? Symbol, MarketId Market, PriceUse Use);

/// <summary>A file of market data.</summary>
/// <param name="Format">Its format.</param>
/// <param name="Shown">The file as the scenario writes it, for messages.</param>
/// <param name="Path">The file.</param>
/// <param name="Mapping">Which symbols are used. A table without a mapping uses its own market names; rows of other symbols are passed over.</param>
public sealed record PriceSource(PriceFormat Format, string Shown, string Path, ImmutableArray<SymbolMapping> Mapping);
