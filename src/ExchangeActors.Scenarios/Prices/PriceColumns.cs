using System.Globalization;
using CsvHelper;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Prices;

/// <summary>A column that holds a price.</summary>
internal sealed record PriceColumn(int Place, string Name, bool MayBeEmpty);

/// <summary>Where a file has what, found in its first row.</summary>
internal sealed class PriceColumns
{
    private const int KlineOpenTime = 0;
    private const int KlineClose = 4;
    private const int KlineCloseTime = 6;

    private readonly Dictionary<string, List<SymbolMapping>> _bySymbol = new(StringComparer.Ordinal);
    private readonly List<SymbolMapping> _all;
    private readonly bool _ownNames;

    private PriceColumns(PriceSource source, bool hasHeader, int time, int? symbol, PriceColumn? index, PriceColumn? last)
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

        (HasHeader, Time, Symbol, Index, Last) = (hasHeader, time, symbol, index, last);
        TimeIsInclusiveEnd = source.Format == PriceFormat.BinanceKlines;
        EmptyIsReject = source.Format == PriceFormat.Table;
        var required = new[] { time, symbol ?? 0, index is { MayBeEmpty: false } ? index.Place : 0, last is { MayBeEmpty: false } ? last.Place : 0 };
        Width = required.Max() + 1;
    }

    /// <summary>True when the first row names the columns.</summary>
    public bool HasHeader { get; }

    /// <summary>The time's column.</summary>
    public int Time { get; }

    /// <summary>The symbol's or market's column; null when the file holds one symbol.</summary>
    public int? Symbol { get; }

    /// <summary>The index's column.</summary>
    public PriceColumn? Index { get; }

    /// <summary>The last price's column.</summary>
    public PriceColumn? Last { get; }

    /// <summary>How many columns a row needs.</summary>
    public int Width { get; }

    /// <summary>True when the time is the last millisecond of an interval: the price is known one later.</summary>
    public bool TimeIsInclusiveEnd { get; }

    /// <summary>True when a row without any price is a fault.</summary>
    public bool EmptyIsReject { get; }

    /// <summary>Finds the columns.</summary>
    /// <exception cref="InputException">A column is missing.</exception>
    public static PriceColumns Find(PriceSource source, CsvReader first)
    {
        var names = Enumerable.Range(0, first.FieldCount).Select(place => first.GetString(place).Trim().ToLowerInvariant().Replace(' ', '_')).ToList();
        switch (source.Format)
        {
            case PriceFormat.Table:
                var index = names.IndexOf("index");
                var last = names.IndexOf("last");
                return new PriceColumns(
                    source,
                    true,
                    Need(source, names, "time"),
                    Need(source, names, "market"),
                    new PriceColumn(index >= 0 ? index : Need(source, names, "index"), "index", true),
                    last < 0 ? null : new PriceColumn(last, "last", true));
            case PriceFormat.TardisTrades:
                var price = new PriceColumn(Need(source, names, "price"), "price", false);
                return new PriceColumns(source, true, Need(source, names, "timestamp"), Need(source, names, "symbol"), price, price);
            case PriceFormat.TardisDerivativeTicker:
                return new PriceColumns(
                    source,
                    true,
                    Need(source, names, "timestamp"),
                    Need(source, names, "symbol"),
                    new PriceColumn(Need(source, names, "index_price"), "index_price", true),
                    new PriceColumn(Need(source, names, "last_price"), "last_price", true));
            default:
                return Klines(source, names);
        }
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

    private static PriceColumns Klines(PriceSource source, List<string> names)
    {
        // Binance's older files have no header: then the first field is a number.
        var hasHeader = !decimal.TryParse(names[KlineOpenTime], NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        if (!hasHeader && names.Count <= KlineCloseTime)
        {
            throw new InputException(new InputProblem(
                source.Shown, 1, string.Empty, $"has {names.Count} columns, a kline has at least {KlineCloseTime + 1} (open_time,open,high,low,close,volume,close_time)", "check the file's format"));
        }

        var close = new PriceColumn(hasHeader ? Need(source, names, "close") : KlineClose, "close", false);
        return new PriceColumns(source, hasHeader, hasHeader ? Need(source, names, "close_time") : KlineCloseTime, null, close, close);
    }

    private static int Need(PriceSource source, List<string> names, string name)
    {
        var place = names.IndexOf(name);
        return place >= 0
            ? place
            : throw new InputException(new InputProblem(
                source.Shown, 1, string.Empty, $"column \"{name}\" is missing, the header has: {string.Join(", ", names)}", "add the column or choose another \"format\""));
    }
}
