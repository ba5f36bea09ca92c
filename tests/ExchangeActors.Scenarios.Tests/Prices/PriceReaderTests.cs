using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Prices;

namespace ExchangeActors.Scenarios.Tests.Prices;

public sealed class PriceReaderTests : IDisposable
{
    private const long Nine = 1_760_130_000_000; // 2025-10-10T21:00:00Z
    private static readonly MarketId Eth = new("ETH-PERP");
    private static readonly MarketId Btc = new("BTC-PERP");
    private readonly ScenarioFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private List<PricePoint> Read(RejectLog log, PriceFormat format, byte[] bytes, params SymbolMapping[] mapping)
    {
        var path = _folder.Write("data", bytes);
        return [.. PriceStream.Read([new PriceSource(format, "data", path, [.. mapping])], log)];
    }

    private List<PricePoint> Read(PriceFormat format, string text, params SymbolMapping[] mapping)
    {
        var log = new RejectLog(20);
        var points = Read(log, format, System.Text.Encoding.UTF8.GetBytes(text), mapping);
        log.ThrowIfAny();
        return points;
    }

    /// <summary>The times of the rows of index and last are that of the point, unless they are given.</summary>
    private static PricePoint Point(long at, MarketId market, decimal index, decimal? last, long? indexAt = null, long? lastAt = null) =>
        new(new Moment(at), market, new Price(index), last is { } price ? new Price(price) : null, new Moment(indexAt ?? at),
            last is null ? null : new Moment(lastAt ?? at));

    [Fact]
    public void A_table_is_mapped_by_header_in_any_order_with_comments_and_unknown_prices()
    {
        var points = Read(
            PriceFormat.Table,
            "# source\nmarket,last,time,index\nETH-PERP,,2025-10-10T21:00:00Z,2000.5\nETH-PERP,1999,1760130001000,\n"
                + "BTC-PERP,7,1760130002,8\n");

        Assert.Equal(
            [Point(Nine, Eth, 2000.5m, null), Point(Nine + 1000, Eth, 2000.5m, 1999m, indexAt: Nine), Point(Nine + 2000, Btc, 8m, 7m)],
                points);
    }

    [Fact]
    public void A_market_without_an_index_uses_its_last_price() =>
        Assert.Equal([Point(Nine, Eth, 3m, 3m)], Read(PriceFormat.Table, "time,market,index,last\n1760130000,ETH-PERP,,3\n"));

    [Theory]
    [InlineData("1760129999000,1,2,0.5,1.5,9,1760129999999,0,1,0,0,0\n")]
    [InlineData("1760129999000000,1,2,0.5,1.5,9,1760129999999999,0,1,0,0,0\n")]
    [InlineData("open_time,open,high,low,close,volume,close_time,quote_volume,count\n1760129999000,1,2,0.5,1.5,9,1760129999999,0,1\n")]
    [InlineData("Open time,Open,High,Low,Close,Volume,Close time\n1760129999000000,1,2,0.5,1.5,9,1760129999999999\n")]
    public void Klines_give_their_close_at_their_end_with_or_without_header_in_ms_or_us(string text)
    {
        Assert.Equal([Point(Nine, Eth, 1.5m, 1.5m)], Read(PriceFormat.BinanceKlines, text, new SymbolMapping(null, Eth, PriceUse.Both)));
        Assert.Equal([Point(Nine, Eth, 1.5m, null)], Read(PriceFormat.BinanceKlines, text, new SymbolMapping(null, Eth, PriceUse.Index)));
    }

    [Fact]
    public void Tardis_trades_feed_the_mapped_symbols_only()
    {
        const string Text = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"
            + "binance,ETHUSDT,1760130000000999,1760130000001000,1,buy,2000,1\n"
            + "binance,XUSDT,1760130000000999,1760130000001000,1,buy,zero,1\n"
            + "binance,BTCUSDT,1760130000500000,1,2,sell,9,1\n";

        var points = Read(PriceFormat.TardisTrades, Text, new SymbolMapping("ETHUSDT", Eth, PriceUse.Both),
            new SymbolMapping("BTCUSDT", Btc, PriceUse.Both));

        Assert.Equal([Point(Nine, Eth, 2000m, 2000m), Point(Nine + 500, Btc, 9m, 9m)], points);
    }

    [Fact]
    public void Tardis_derivative_ticker_in_gzip_keeps_what_did_not_change()
    {
        const string Text = "exchange,symbol,timestamp,local_timestamp,funding_rate,last_price,index_price,mark_price\n"
            + "x,ETH,1760130000000000,1,,10,11,\nx,ETH,1760130001000000,1,0.1,,,\nx,ETH,1760130002000000,1,,,12,\n";

        var points = Read(new RejectLog(1), PriceFormat.TardisDerivativeTicker, ScenarioFolder.Gzip(Text),
            new SymbolMapping("ETH", Eth, PriceUse.Both));

        Assert.Equal([Point(Nine, Eth, 11m, 10m), Point(Nine + 2000, Eth, 12m, 10m, lastAt: Nine)], points);
    }

    [Fact]
    public void Sources_are_merged_by_time_and_index_and_last_come_from_different_files()
    {
        var index = _folder.Write("index.csv", "time,market,index\n1760130000,ETH-PERP,100\n1760130002,ETH-PERP,102\n");
        var last = _folder.Write("last.csv", "symbol,timestamp,price\nE,1760130001000000,99\n");
        PriceSource[] sources =
        [
            new(PriceFormat.Table, "index.csv", index, []),
            new(PriceFormat.TardisTrades, "last.csv", last, [new SymbolMapping("E", Eth, PriceUse.Last)]),
        ];

        Assert.Equal(
            [Point(Nine, Eth, 100m, null), Point(Nine + 1000, Eth, 100m, 99m, indexAt: Nine),
                Point(Nine + 2000, Eth, 102m, 99m, lastAt: Nine + 1000)],
            PriceStream.Read(sources, new RejectLog(1)));
    }

    [Theory]
    [InlineData("1760130000,ETH-PERP,NaN,1", "index is NaN, not a finite number")]
    [InlineData("1760130000,ETH-PERP,1,Infinity", "last is Infinity, not a finite number")]
    [InlineData("1760130000,ETH-PERP,0,1", "index must be above 0, is 0")]
    [InlineData("1760130000,ETH-PERP,1,-5", "last must be above 0, is -5")]
    [InlineData("1760130000,ETH-PERP,abc,1", "index \"abc\" is not a number")]
    [InlineData("1760130000,ETH-PERP,,", "has neither an index nor a last price")]
    [InlineData("yesterday,ETH-PERP,1,1", "time \"yesterday\" is neither ISO 8601")]
    [InlineData("1760129999,ETH-PERP,1,1", "time 2025-10-10T20:59:59.000Z is out of order, the row before has 2025-10-10T21:00:00.000Z")]
    [InlineData("1760130000", "has 1 columns, needs 2")]
    public void A_row_that_cannot_be_used_is_rejected_with_its_line(string row, string reason)
    {
        var log = new RejectLog(20);

        var points = Read(log, PriceFormat.Table, System.Text.Encoding.UTF8.GetBytes(
            $"time,market,index,last\n1760130000,ETH-PERP,5,5\n{row}\n\n1760130003,ETH-PERP,6,6\n"));

        Assert.Equal(2, points.Count);
        Assert.Equal(1, log.Count);
        Assert.StartsWith($"data:3: {reason}", log.Kept[0].ToString(), StringComparison.Ordinal);
        var fault = Assert.Throws<InputException>(log.ThrowIfAny);
        Assert.Contains("correct the row, or set prices.onReject to \"skip\"", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rejects_are_all_counted_but_only_some_kept()
    {
        var log = new RejectLog(3);
        var rows = string.Concat(Enumerable.Repeat("1760130000,ETH-PERP,0,1\n", 10));

        Read(log, PriceFormat.Table, System.Text.Encoding.UTF8.GetBytes("time,market,index,last\n" + rows));

        Assert.Equal((10, 3), (log.Count, log.Kept.Length));
        Assert.Contains("7 more rows cannot be used; raise prices.rejectsListed", Assert.Throws<InputException>(log.ThrowIfAny).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PriceFormat.Table, "time,index\n", "data:1: column \"market\" is missing, the header has: time, index")]
    [InlineData(PriceFormat.TardisTrades, "symbol,timestamp\n", "column \"price\" is missing")]
    [InlineData(PriceFormat.TardisDerivativeTicker, "symbol,timestamp,last_price\n", "column \"index_price\" is missing")]
    [InlineData(PriceFormat.BinanceKlines, "open_time,close\n", "column \"close_time\" is missing")]
    [InlineData(PriceFormat.BinanceKlines, "1760130000000,1,2,3,4\n", "has 5 columns, a kline has at least 7")]
    [InlineData(PriceFormat.Table, "", "data: is empty; fetch the file again")]
    public void A_missing_column_stops_reading(PriceFormat format, string text, string expected)
    {
        var fault = Assert.Throws<InputException>(() => Read(format, text, new SymbolMapping("E", Eth, PriceUse.Both)));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gzip_truncated_anywhere_is_noticed_and_a_whole_one_of_several_members_is_read()
    {
        var rows = string.Concat(Enumerable.Range(0, 2000).Select(i => $"{1760130000 + i},ETH-PERP,{100 + (i * 7919 % 1000)},\n"));
        var whole = ScenarioFolder.Gzip("time,market,index,last\n" + rows);
        byte[] twoMembers = [.. whole, .. ScenarioFolder.Gzip("1760140000,ETH-PERP,5,\n")];

        Assert.Equal(2000, Read(new RejectLog(1), PriceFormat.Table, whole).Count);
        Assert.Equal(2001, Read(new RejectLog(1), PriceFormat.Table, twoMembers).Count);
        foreach (var kept in new[] { 3, 12, whole.Length / 2, whole.Length - 9, whole.Length - 8, whole.Length - 1, whole.Length + 5,
            twoMembers.Length - 3 })
        {
            var fault = Assert.Throws<InputException>(() => Read(new RejectLog(1), PriceFormat.Table, twoMembers[..kept]));
            Assert.Matches("data(:[0-9]+)?: .*truncated or damaged.*fetch the file again, whole", fault.Message);
        }
    }

    [Fact]
    public void Ticks_carry_prices_forward_and_never_look_ahead()
    {
        ImmutableArray<PricePoint> points = [Point(Nine - 5, Eth, 1m, null), Point(Nine + 1000, Eth, 2m, null),
            Point(Nine + 1001, Eth, 3m, null), Point(Nine + 99_000, Eth, 9m, null)];

        var ticks = PriceStream.Sample(points, [Eth], new Moment(Nine), 1000, 3, _ => throw new InvalidOperationException());

        Assert.Equal([1m, 2m, 3m, 3m], ticks.Select(tick => tick.Points[0].Index.Value));
        Assert.Equal([Nine, Nine + 1000, Nine + 2000, Nine + 3000], ticks.Select(tick => tick.At.UnixMs));
    }
}
