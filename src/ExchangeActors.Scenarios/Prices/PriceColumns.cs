using System.Collections.Frozen;
using System.Globalization;
using CsvHelper;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Prices;

/// <summary>A column that holds a price.</summary>
internal sealed record PriceColumn(int Place, string Name, bool MayBeEmpty);

/// <summary>The columns of a kline's path.</summary>
internal sealed record CandleColumns(int OpenTime, PriceColumn Open, PriceColumn High, PriceColumn Low, PriceColumn Close);

/// <summary>The columns of funding: when it is due and the rate.</summary>
internal sealed record FundingColumns(int Time, int Rate, bool MayBeEmpty);

/// <summary>Where a file has what, found in its first row.</summary>
internal sealed class PriceColumns
{
    private readonly Dictionary<string, List<SymbolMapping>> _bySymbol = new(StringComparer.Ordinal);
    private readonly List<SymbolMapping> _all;
    private readonly bool _ownNames;

    private PriceColumns(PriceSource source)
    {
        _all = [.. source.Mapping];
        _ownNames = source.Mapping.IsEmpty;
        foreach (var mapping in source.Mapping.Where(mapping => mapping.Symbol is not null))
        {
            if (!_bySymbol.TryGetValue(mapping.Symbol!, out var same))
            {
                _bySymbol[mapping.Symbol!] = same = [];
            }

            same.Add(mapping);
        }

        TimeIsInclusiveEnd = PriceSource.IsKlines(source.Format);
        EmptyIsReject = source.Format == PriceFormat.Table;
    }

    /// <summary>True when the first row names the columns.</summary>
    public required bool HasHeader { get; init; }

    /// <summary>The time's column.</summary>
    public required int Time { get; init; }

    /// <summary>The symbol's or market's column; null when the file holds one symbol.</summary>
    public int? Symbol { get; init; }

    /// <summary>The index's column.</summary>
    public PriceColumn? Index { get; init; }

    /// <summary>The last price's column.</summary>
    public PriceColumn? Last { get; init; }

    /// <summary>The mark price's column, where one is asked for.</summary>
    public PriceColumn? Mark { get; init; }

    /// <summary>The columns of a kline's path; null when only its close is used.</summary>
    public CandleColumns? Candle { get; init; }

    /// <summary>The columns of funding, where it is asked for.</summary>
    public FundingColumns? Funding { get; init; }

    /// <summary>True when the time is the last millisecond of an interval: the price is known one later.</summary>
    public bool TimeIsInclusiveEnd { get; }

    /// <summary>True when a row without any price is a fault.</summary>
    public bool EmptyIsReject { get; }

    /// <summary>How many columns a row needs.</summary>
    public int Width
    {
        get
        {
            PriceColumn?[] prices = [Index, Last, Mark, Candle?.Open, Candle?.High, Candle?.Low];
            int[] others = [Time, Symbol ?? 0, Funding is { MayBeEmpty: false } funding ? Math.Max(funding.Time, funding.Rate) : 0];
            return others.Concat(prices.Select(column => column is { MayBeEmpty: false } needed ? needed.Place : 0)).Max() + 1;
        }
    }

    /// <summary>Finds the columns.</summary>
    /// <exception cref="InputException">A column is missing.</exception>
    public static PriceColumns Find(PriceSource source, CsvReader first)
    {
        var names = Enumerable.Range(0, first.FieldCount).Select(
            place => first.GetString(place).Trim().ToLowerInvariant().Replace(' ', '_')).ToList();
        return source.Format switch
        {
            PriceFormat.Table => Table(source, names),
            PriceFormat.TardisTrades => Trades(source, names),
            PriceFormat.TardisDerivativeTicker => Ticker(source, names),
            PriceFormat.BinanceAggTrades => AggregateTrades(source, names),
            PriceFormat.BinanceFundingRate => FundingRates(source, names),
            _ => Klines(source, names),
        };
    }

    /// <summary>The mappings that a row of this symbol feeds.</summary>
    public IEnumerable<SymbolMapping> MappingsOf(string? symbol)
    {
        if (symbol is null)
        {
            return _all;
        }

        if (_bySymbol.TryGetValue(symbol, out var same))
        {
            return same;
        }

        if (!_ownNames)
        {
            return [];
        }

        return _bySymbol[symbol] = [new SymbolMapping(symbol, new MarketId(symbol), PriceUse.Both)];
    }

    private static PriceColumns Table(PriceSource source, List<string> names)
    {
        var index = names.IndexOf("index");
        var last = names.IndexOf("last");
        return new PriceColumns(source)
        {
            HasHeader = true,
            Time = Need(source, names, "time"),
            Symbol = Need(source, names, "market"),
            Index = new PriceColumn(index >= 0 ? index : Need(source, names, "index"), "index", true),
            Last = last < 0 ? null : new PriceColumn(last, "last", true),
        };
    }

    private static PriceColumns Trades(PriceSource source, List<string> names)
    {
        var price = new PriceColumn(Need(source, names, "price"), "price", false);
        return new PriceColumns(source)
        {
            HasHeader = true,
            Time = Need(source, names, "timestamp"),
            Symbol = Need(source, names, "symbol"),
            Index = price,
            Last = price,
        };
    }

    private static PriceColumns Ticker(PriceSource source, List<string> names) => new(source)
    {
        HasHeader = true,
        Time = Need(source, names, "timestamp"),
        Symbol = Need(source, names, "symbol"),
        Index = new PriceColumn(Need(source, names, "index_price"), "index_price", true),
        Last = new PriceColumn(Need(source, names, "last_price"), "last_price", true),
        Mark = source.Mapping.Any(mapping => mapping.IsMark) ? new PriceColumn(Need(source, names, "mark_price"), "mark_price", true)
            : null,
        Funding = source.Mapping.Any(mapping => mapping.Use == PriceUse.Funding)
            ? new FundingColumns(Need(source, names, "funding_timestamp"), Need(source, names, "funding_rate"), true)
            : null,
    };

    private static PriceColumns AggregateTrades(PriceSource source, List<string> names)
    {
        var hasHeader = HasNames(source, names, "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker");
        var price = new PriceColumn(hasHeader ? Need(source, names, "price") : 1, "price", false);
        return new PriceColumns(source)
        {
            HasHeader = hasHeader,
            Time = hasHeader ? Need(source, names, "transact_time") : 5,
            Index = price,
            Last = price
        };
    }

    private static PriceColumns FundingRates(PriceSource source, List<string> names)
    {
        var hasHeader = HasNames(source, names, "calc_time,funding_interval_hours,last_funding_rate");
        var time = hasHeader ? Need(source, names, "calc_time") : 0;
        return new PriceColumns(source)
        {
            HasHeader = hasHeader,
            Time = time,
            Funding = new FundingColumns(time, hasHeader ? Need(source, names, "last_funding_rate") : 2, false),
        };
    }

    private static PriceColumns Klines(PriceSource source, List<string> names)
    {
        var hasHeader = HasNames(source, names, "open_time,open,high,low,close,volume,close_time");
        PriceColumn Price(string name, int place) => new(hasHeader ? Need(source, names, name) : place, name, false);
        var close = Price("close", 4);
        return new PriceColumns(source)
        {
            HasHeader = hasHeader,
            Time = hasHeader ? Need(source, names, "close_time") : 6,
            Index = close,
            Last = close,
            Candle = source.Candles == CandlePath.Close
                ? null
                : new CandleColumns(hasHeader ? Need(source, names, "open_time") : 0, Price("open", 1), Price("high", 2),
                    Price("low", 3), close),
        };
    }

    /// <summary>
    /// Binance's older files have no header: then the first field is a number, and the columns are where they have always been.
    /// </summary>
    private static bool HasNames(PriceSource source, List<string> names, string columns)
    {
        var needed = columns.Count(letter => letter == ',') + 1;
        var isHeader = !decimal.TryParse(names[0], NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        return isHeader || names.Count >= needed
            ? isHeader
            : throw new InputException(new InputProblem(
                source.Shown, 1, string.Empty, $"has {names.Count} columns, {Kind(source.Format)} has at least {needed} ({columns})",
                    "check the file's format"));
    }

    private static string Kind(PriceFormat format) =>
        format switch
        {
            PriceFormat.BinanceAggTrades => "an aggregate trade",
            PriceFormat.BinanceFundingRate => "a funding rate",
            _ => "a kline",
        };

    // What is no market data is not copied out: the file may be anything.
    private static readonly FrozenSet<string> Known = new[]
    {
        "time", "market", "index", "last", "price", "timestamp", "symbol", "index_price", "last_price", "mark_price", "funding_timestamp",
        "funding_rate", "transact_time", "calc_time", "last_funding_rate", "open_time", "open", "high", "low", "close", "volume",
        "close_time",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static int Need(PriceSource source, List<string> names, string name)
    {
        const int Shown = 20;
        var place = names.IndexOf(name);
        return place >= 0
            ? place
            : throw new InputException(new InputProblem(
                source.Shown,
                1,
                string.Empty,
                $"column \"{name}\" is missing, "
                    + (names.Exists(Known.Contains)
                        ? $"the header has: {string.Join(", ", names.Take(Shown).Select(Fields.Shown))}"
                        : "and the first line names no column of prices"),
                "add the column or choose another \"format\""));
    }
}
