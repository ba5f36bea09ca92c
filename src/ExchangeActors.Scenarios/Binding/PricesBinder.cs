using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Prices;

namespace ExchangeActors.Scenarios.Binding;

/// <summary>Reads where the prices come from.</summary>
internal sealed record PricesBinder(
    ImmutableArray<PriceSource> Sources, ImmutableArray<PricePoint> Inline, RejectLog Rejects, bool FailOnReject, decimal StaleAfterSeconds)
{
    /// <summary>The exponents of the markets' moves, in the order of the list.</summary>
    public ImmutableArray<decimal> Shocks { get; init; } = [];

    /// <summary>How far each market's path goes, a fraction of its first price; null for as far as it is given.</summary>
    public ImmutableArray<decimal?> Moves { get; init; } = [];

    private static readonly Dictionary<string, PriceFormat> Formats = new(StringComparer.Ordinal)
    {
        ["table"] = PriceFormat.Table,
        ["binance-klines"] = PriceFormat.BinanceKlines,
        ["binance-mark-price-klines"] = PriceFormat.BinanceMarkPriceKlines,
        ["binance-agg-trades"] = PriceFormat.BinanceAggTrades,
        ["binance-funding-rate"] = PriceFormat.BinanceFundingRate,
        ["tardis-trades"] = PriceFormat.TardisTrades,
        ["tardis-derivative-ticker"] = PriceFormat.TardisDerivativeTicker,
    };

    private static readonly Dictionary<string, PriceUse> Uses = new(StringComparer.Ordinal)
    {
        ["both"] = PriceUse.Both,
        ["index"] = PriceUse.Index,
        ["last"] = PriceUse.Last,
        ["funding"] = PriceUse.Funding,
    };

    private static readonly Dictionary<string, CandlePath> Paths = new(
        StringComparer.Ordinal)
    { ["close"] = CandlePath.Close, ["ohlc"] = CandlePath.Ohlc };

    private static readonly Dictionary<string, bool> Columns = new(StringComparer.Ordinal) { ["mark_price"] = true };

    private static readonly Dictionary<string, bool> OnReject = new(StringComparer.Ordinal) { ["fail"] = true, ["skip"] = false };

    /// <summary>Reads <c>prices</c>.</summary>
    public static PricesBinder Bind(ObjectReader? reader, MarketList markets, Moment start, string scenario)
    {
        if (reader is null)
        {
            return new PricesBinder([], [], new RejectLog(0), true, new PriceSettings().StaleAfterSeconds);
        }

        var listed = (int)reader.Whole("rejectsListed", RejectLog.DefaultLimit, 1, 10_000);
        var fail = reader.Word<bool>("onReject", OnReject, true);
        if (reader.Has("inline") == reader.Has("sources"))
        {
            reader.Problems.Add(
                reader.Node.Origin.Problem(reader.Path, "needs either \"inline\" or \"sources\"",
                    "write the path in the scenario, or name its files"));
        }

        var settings = Settings(reader);
        var inline = InlinePoints(reader, markets, start, settings.IndexToLast);
        var sources = reader.Objects("sources", false).Select(source => Source(source, markets, scenario, settings)).OfType<PriceSource>()
            .ToImmutableArray();
        if (reader.Node["sources"] is { Kind: NodeKind.List, Items.Count: 0 }
            || reader.Node["inline"] is { Kind: NodeKind.List, Items.Count: 0 })
        {
            reader.Problems.Add(reader.Node.Origin.Problem(reader.Path, "has no prices", "add at least one"));
        }

        var shock = reader.Number("shock", 1m, 0m, PriceShock.Largest);
        var shocks = markets.Weights(reader.Object("shocks", false), 1m, PriceShock.Largest);
        var moves = markets.Numbers(reader.Object("moves", false), PriceShock.LeastMove, PriceShock.GreatestMove);
        reader.Done();
        return new PricesBinder(sources, inline, new RejectLog(listed), fail, settings.StaleAfterSeconds)
        {
            Shocks = [.. shocks.Select(own => Math.Min(shock * own, PriceShock.Largest))],
            Moves = moves,
        };
    }

    private static PriceSettings Settings(ObjectReader reader)
    {
        const int Day = 24 * 3600 * 1000;
        var standard = new PriceSettings();
        var settings = standard with
        {
            SortWindowMs = (int?)reader.OptionalWhole("sortWindowMs", 0, Day),
            SortRows = (int)reader.Whole("sortRows", standard.SortRows, 1, 10_000_000),
            AheadMs = (int?)reader.OptionalWhole("aheadMs", 0, int.MaxValue),
            IndexToLast = reader.Number("indexToLast", standard.IndexToLast, 1m, 1_000_000_000_000m),
            StaleAfterSeconds = reader.Number("staleAfterSeconds", standard.StaleAfterSeconds, 0.001m, 1_000_000_000m),
        };
        if (reader.Object("limits", false) is not { } limits)
        {
            return settings;
        }

        settings = settings with
        {
            FileBytes = limits.Whole("fileMegabytes", standard.FileBytes >> 20, 1, 1L << 24) << 20,
            Expansion = (int)limits.Whole("expansion", standard.Expansion, 1, 2_000),
            Rows = limits.Whole("rows", standard.Rows, 1, 100_000_000_000),
        };
        limits.Done();
        return settings;
    }

    private static ImmutableArray<PricePoint> InlinePoints(ObjectReader reader, MarketList markets, Moment start, decimal indexToLast)
    {
        var observations = new List<PriceObservation>();
        var newest = new Moment(long.MinValue);
        foreach (var row in reader.Objects("inline", false))
        {
            var second = row.Number("second", null, 0m, 1_000_000_000m);
            var market = markets.Named(row, "market");
            var index = row.OptionalNumber("index", 0m, 1_000_000_000_000m);
            var last = row.OptionalNumber("last", 0m, 1_000_000_000_000m);
            foreach (var (name, price) in new[] { ("index", index), ("last", last) })
            {
                if (price == 0m)
                {
                    row.Note(name, "must be above 0, is 0", "write a price");
                }
            }

            if (!row.Has("index") && !row.Has("last"))
            {
                row.Problems.Add(row.Node.Origin.Problem(row.Path, "has neither \"index\" nor \"last\"", "write a price"));
            }

            var at = start.PlusMs((long)(second * 1000m));
            if (at < newest)
            {
                row.Note("second", $"{second} is out of order, the row before is later", "sort the rows by time");
            }

            newest = at;
            row.Done();
            if (market is { } known && (index is > 0m || last is > 0m))
            {
                observations.Add(new PriceObservation(at, known, index, last, row.Node.Origin.Source, row.Node.Origin.Line));
            }
        }

        try
        {
            return [.. PriceStream.Combine(observations, indexToLast)];
        }
        catch (InputException fault)
        {
            reader.Problems.AddRange(fault.Problems);
            return [];
        }
    }

    private static PriceSource? Source(ObjectReader reader, MarketList markets, string scenario, PriceSettings settings)
    {
        var before = reader.Problems.Count;
        var format = reader.Word<PriceFormat>("format", Formats);
        var file = reader.Text("file");
        var path = MarketFiles.Relative(scenario, file);
        if (file.Length > 0 && !File.Exists(path))
        {
            reader.Note("file", $"no such file: \"{file}\"",
                $"looked for {Path.GetFullPath(path)}; correct the path (it is relative to the scenario's file)");
        }

        var candles = PriceSource.IsKlines(format) ? reader.Word<CandlePath>("path", Paths, CandlePath.Close) : CandlePath.Close;
        var mapping = ImmutableArray.CreateBuilder<SymbolMapping>();
        foreach (var entry in reader.Objects("mapping", format != PriceFormat.Table))
        {
            if (Mapping(entry, format, markets) is { } known)
            {
                mapping.Add(known);
            }
        }

        reader.Done();
        return reader.Problems.Count == before
            ? new PriceSource(format, file, path, mapping.ToImmutable()) { Candles = candles, Settings = settings }
            : null;
    }

    private static SymbolMapping? Mapping(ObjectReader entry, PriceFormat format, MarketList markets)
    {
        var symbol = PriceSource.HoldsOneSymbol(format) ? null : entry.Text("symbol");
        var market = markets.Named(entry, "market");
        var use = format == PriceFormat.BinanceFundingRate ? PriceUse.Funding
            : entry.Word<PriceUse>("feeds", Uses, format == PriceFormat.BinanceMarkPriceKlines ? PriceUse.Index : PriceUse.Both);
        if (use == PriceUse.Funding && format is not (PriceFormat.BinanceFundingRate or PriceFormat.TardisDerivativeTicker))
        {
            entry.Note("feeds", "\"funding\" is in no file of this format", "use tardis-derivative-ticker or binance-funding-rate");
        }

        if (format == PriceFormat.BinanceFundingRate)
        {
            entry.Word<PriceUse>("feeds", new Dictionary<string, PriceUse>(StringComparer.Ordinal) { ["funding"] = PriceUse.Funding },
                PriceUse.Funding);
        }

        var isMark = format == PriceFormat.TardisDerivativeTicker && entry.Word<bool>("column", Columns, false);
        var factor = entry.Number("factor", 1m, 0m, 1_000_000_000_000m);
        if (factor < 0.000_000_000_001m)
        {
            entry.Note("factor", $"must be at least 0.000000000001, is {factor}",
                "write how many units of the market one unit of the symbol is, 1000 for 1000PEPE");
        }

        entry.Done();
        return market is { } known && factor > 0m ? new SymbolMapping(symbol, known, use, factor, isMark) : null;
    }
}
