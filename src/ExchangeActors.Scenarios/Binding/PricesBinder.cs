using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Prices;

namespace ExchangeActors.Scenarios.Binding;

/// <summary>Reads where the prices come from.</summary>
internal sealed record PricesBinder(ImmutableArray<PriceSource> Sources, ImmutableArray<PricePoint> Inline, RejectLog Rejects, bool FailOnReject)
{
    private static readonly Dictionary<string, PriceFormat> Formats = new(StringComparer.Ordinal)
    {
        ["table"] = PriceFormat.Table,
        ["binance-klines"] = PriceFormat.BinanceKlines,
        ["tardis-trades"] = PriceFormat.TardisTrades,
        ["tardis-derivative-ticker"] = PriceFormat.TardisDerivativeTicker,
    };

    private static readonly Dictionary<string, PriceUse> Uses = new(StringComparer.Ordinal)
    {
        ["both"] = PriceUse.Both,
        ["index"] = PriceUse.Index,
        ["last"] = PriceUse.Last,
    };

    private static readonly Dictionary<string, bool> OnReject = new(StringComparer.Ordinal) { ["fail"] = true, ["skip"] = false };

    /// <summary>Reads <c>prices</c>.</summary>
    public static PricesBinder Bind(ObjectReader? reader, MarketList markets, Moment start, string scenario)
    {
        if (reader is null)
        {
            return new PricesBinder([], [], new RejectLog(0), true);
        }

        var listed = (int)reader.Whole("rejectsListed", RejectLog.DefaultLimit, 1, 10_000);
        var fail = reader.Word<bool>("onReject", OnReject, true);
        if (reader.Has("inline") == reader.Has("sources"))
        {
            reader.Problems.Add(reader.Node.Origin.Problem(reader.Path, "needs either \"inline\" or \"sources\"", "write the path in the scenario, or name its files"));
        }

        var inline = InlinePoints(reader, markets, start);
        var sources = reader.Objects("sources", false).Select(source => Source(source, markets, scenario)).OfType<PriceSource>().ToImmutableArray();
        if (reader.Node["sources"] is { Kind: NodeKind.List, Items.Count: 0 } || reader.Node["inline"] is { Kind: NodeKind.List, Items.Count: 0 })
        {
            reader.Problems.Add(reader.Node.Origin.Problem(reader.Path, "has no prices", "add at least one"));
        }

        reader.Done();
        return new PricesBinder(sources, inline, new RejectLog(listed), fail);
    }

    private static ImmutableArray<PricePoint> InlinePoints(ObjectReader reader, MarketList markets, Moment start)
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
                observations.Add(new PriceObservation(at, known, index, last));
            }
        }

        return [.. PriceStream.Combine(observations)];
    }

    private static PriceSource? Source(ObjectReader reader, MarketList markets, string scenario)
    {
        var before = reader.Problems.Count;
        var format = reader.Word<PriceFormat>("format", Formats);
        var file = reader.Text("file");
        var path = MarketFiles.Relative(scenario, file);
        if (file.Length > 0 && !File.Exists(path))
        {
            reader.Note("file", $"no such file: \"{file}\"", $"looked for {Path.GetFullPath(path)}; correct the path (it is relative to the scenario's file)");
        }

        var mapping = ImmutableArray.CreateBuilder<SymbolMapping>();
        foreach (var entry in reader.Objects("mapping", format != PriceFormat.Table))
        {
            var symbol = format == PriceFormat.BinanceKlines ? null : entry.Text("symbol");
            var market = markets.Named(entry, "market");
            var use = entry.Word<PriceUse>("feeds", Uses, PriceUse.Both);
            entry.Done();
            if (market is { } known)
            {
                mapping.Add(new SymbolMapping(symbol, known, use));
            }
        }

        reader.Done();
        return reader.Problems.Count == before ? new PriceSource(format, file, path, mapping.ToImmutable()) : null;
    }
}
