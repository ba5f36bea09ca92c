using System.Globalization;
using System.Text;
using CsCheck;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Prices;

namespace ExchangeActors.Scenarios.Tests.Prices;

/// <summary>Market data as recorders and exchanges write it.</summary>
public sealed class MarketDataTests : IDisposable
{
    private const long Nine = 1_760_130_000_000; // 2025-10-10T21:00:00Z
    private static readonly MarketId Eth = new("ETH-PERP");
    private readonly ScenarioFolder _folder = new();
    private int _files;

    public void Dispose() => _folder.Dispose();

    private List<PricePoint> Read(PriceSource source, byte[] bytes, RejectLog log, FundingLog? funding = null) =>
        [.. PriceStream.Read([source with { Path = _folder.Write($"data{Interlocked.Increment(ref _files)}", bytes) }], log, funding)];

    private List<PricePoint> Read(PriceSource source, string text, RejectLog log, FundingLog? funding = null) =>
        Read(source, Encoding.UTF8.GetBytes(text), log, funding);

    private static PriceSource Source(PriceFormat format, params SymbolMapping[] mapping) =>
        new(format, "data", string.Empty, [.. mapping]);

    private static string Trades(IEnumerable<long> times) =>
        "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"
            + string.Concat(times.Select((at, i) => $"b,E,{at * 1000},{Nine * 1000},{i},buy,{at - Nine + 100_000},1\n"));

    private static readonly PriceSource TradeSource = Source(PriceFormat.TardisTrades, new SymbolMapping("E", Eth, PriceUse.Both));

    [Fact]
    public void Rows_out_of_order_within_the_window_are_sorted_and_equal_times_stay() => Gen.Int[0, 10_000].Array[1, 200].Sample(delays =>
    {
        // Each row arrives up to ten seconds after it happened.
        var times = delays.Select((delay, i) => (At: Nine + (i * 700L), Arrives: (i * 700L) + delay, Number: i))
            .OrderBy(row => row.Arrives).ThenBy(row => row.Number).Select(row => row.At).ToList();
        var log = new RejectLog(5);

        var points = Read(TradeSource, Trades(times), log);

        Assert.Equal((0, times.Count), (log.Count, points.Count));
        Assert.Equal(times.Order(), points.Select(point => point.At.UnixMs));
        Assert.All(points, point => Assert.Equal(point.At.UnixMs - Nine + 100_000, point.Index.Value));
    }, iter: 50);

    [Fact]
    public void The_window_is_a_setting_and_a_row_beyond_it_is_a_reject_with_its_line()
    {
        var text = Trades([Nine, Nine + 3_000, Nine + 7_000, Nine + 2_000]);
        var log = new RejectLog(5);

        Assert.Equal(4, Read(TradeSource, text, new RejectLog(0)).Count);
        Read(TradeSource with { Settings = new PriceSettings { SortWindowMs = 3_999, AheadMs = 10_000 } }, text, log);

        Assert.Equal(
            "data:5: time 2025-10-10T21:00:02.000Z is out of order, the row before has 2025-10-10T21:00:03.000Z, by more than "
                + "prices.sortWindowMs (3999) or beyond prices.sortRows", log.Kept[0].ToString());
        Assert.Equal(1, log.Count);
    }

    [Fact]
    public void Rows_from_the_future_are_the_rejects_and_nothing_else_is() =>
        Gen.Select(Gen.Int[0, 60_000].Array[3, 120], Gen.Int[0, 200], Gen.Int[1, 14], Gen.Long[70_000, 300_000_000_000], Gen.Bool)
            .Sample((steps, place, burst, ahead, table) =>
        {
            // Ordered, with gaps of up to a minute and one of an hour; a burst of rows that a broken clock has stamped, with at least twice
            // as many good ones behind.
            var at = Nine;
            var times = steps.Select((step, i) => at += step + (i == steps.Length / 3 ? 3_600_000 : 0)).ToList();
            burst = Math.Min(burst, (times.Count - 1) / 3);
            var first = Math.Min(place, times.Count - (2 * burst));
            var newest = times[^1];
            var rows = times.Take(first).Concat(Enumerable.Range(0, burst).Select(i => newest + ahead + i)).Concat(times.Skip(first))
                .ToList();
            var log = new RejectLog(20);
            var text = table ? "time,market,index\n" + string.Concat(rows.Select(time => $"{time},ETH-PERP,100\n")) : Trades(rows);

            var points = Read(table ? Source(PriceFormat.Table) : TradeSource, text, log);

            Assert.Equal(times, points.Select(point => point.At.UnixMs));
            Assert.Equal(Enumerable.Range(first + 2, burst).Select(line => (long)line), log.Kept.Select(reject => reject.Line));
            Assert.All(
                log.Kept, reject =>
                    Assert.Contains("is further ahead of the rows around it than prices.aheadMs", reject.Reason, StringComparison.Ordinal));
        }, iter: 300);

    [Fact]
    public void What_is_held_to_be_sorted_is_limited()
    {
        var log = new RejectLog(1);
        var text = Trades(Enumerable.Repeat(Nine, 50_000));

        var points = Read(TradeSource with { Settings = new PriceSettings { SortRows = 10 } }, text, log);

        Assert.Equal((50_000, 0), (points.Count, log.Count));
    }

    // What gzip makes of nothing; .NET's own stream writes no byte at all then.
    private static readonly byte[] EmptyGzip = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    [Fact]
    public void An_empty_gzip_is_a_day_without_data_and_so_is_one_with_a_header_alone()
    {
        var log = new RejectLog(1);
        Assert.Empty(Read(TradeSource, EmptyGzip, log));
        Assert.Empty(Read(TradeSource, Trades([]), log));

        Assert.Equal("data: is empty: a day without data, data: has a header and no rows", string.Join(", ", log.Warnings));
        Assert.Equal(0, log.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_scenario_with_an_empty_day_loads_and_says_so(bool wholeGzip)
    {
        _folder.Write("scenarios/a.csv", "time,market,index\n1760130000,ETH-PERP,2000\n");
        _folder.Write("scenarios/b.csv.gz", wholeGzip ? EmptyGzip : []);

        var scenario = _folder.Load(ScenarioFolder.Text(prices: """
            { "sources": [{ "format": "table", "file": "a.csv" },
              { "format": "tardis-trades", "file": "b.csv.gz", "mapping": [{ "symbol": "E", "market": "ETH-PERP", "feeds": "last" }] }] }
            """));

        Assert.Equal("b.csv.gz: is empty: a day without data", Assert.Single(scenario.Rejects.Warnings));
    }

    [Theory]
    [InlineData("100,110,95,105", "100,95,110,105")] // rising: the low first
    [InlineData("105,110,95,100", "105,110,95,100")] // falling: open, high, low, close
    [InlineData("100,104,95,100", "100,104,95,100")] // flat: the nearer extreme first
    [InlineData("100,110,95,100", "100,95,110,100")]
    [InlineData("100,105,95,100", "100,105,95,100")]
    public void The_path_of_a_kline_goes_through_its_extremes(string candle, string expected)
    {
        foreach (var header in new[] { string.Empty, "open_time,open,high,low,close,volume,close_time,quote_volume\n" })
        {
            var text = $"{header}{Nine},{candle},9,{Nine + 59_999},0\n";
            var source = Source(PriceFormat.BinanceKlines, new SymbolMapping(null, Eth, PriceUse.Both)) with { Candles = CandlePath.Ohlc };

            var points = Read(source, text, new RejectLog(0));

            Assert.Equal(expected, string.Join(',', points.Select(point => Canonical.Text(point.Index.Value))));
            Assert.Equal([Nine, Nine + 20_000, Nine + 40_000, Nine + 60_000], points.Select(point => point.At.UnixMs));
            Assert.All(points, point => Assert.Equal(point.Index, point.Last));
            Assert.All(Read(source with { Mapping = [new SymbolMapping(null, Eth, PriceUse.Index)] }, text, new RejectLog(0)), point =>
                Assert.Null(point.Last));
        }
    }

    [Fact]
    public void A_kline_whose_close_lies_outside_is_a_reject_of_the_path()
    {
        var log = new RejectLog(1);
        var source = Source(PriceFormat.BinanceKlines, new SymbolMapping(null, Eth, PriceUse.Both));
        var text = $"{Nine},100,110,95,111,9,{Nine + 59_999},0\n";

        Assert.Single(Read(source, text, log));
        Assert.Empty(Read(source with { Candles = CandlePath.Ohlc }, text, log));

        Assert.Equal("data:1: open 100, high 110, low 95, close 111 is no kline: open and close lie between low and high",
            log.Kept[0].ToString());
    }

    [Fact]
    public void Mark_price_klines_feed_the_index_in_a_scenario()
    {
        _folder.Write("scenarios/mark.csv", "1760129940000,2000,2010,1990,2005,0,1760129999999,0,60,0,0,0\n");

        var scenario = _folder.Load(ScenarioFolder.Text(prices: """
            { "sources": [{ "format": "binance-mark-price-klines", "file": "mark.csv", "mapping": [{ "market": "ETH-PERP" }] }] }
            """));

        Assert.Equal((2005m, null), (scenario.Ticks[0].Points[0].Index.Value, scenario.Ticks[0].Points[0].Last));
    }

    [Theory]
    [InlineData(
        "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker\n10,64100.5,0.1,1,2,1760130000500,true\n")]
    [InlineData("10,64100.5,0.1,1,2,1760130000500,true\n")]
    [InlineData("10,64100.50,0.100,1,2,1760130000500123,False,False\n")]
    public void Aggregate_trades_are_read_of_futures_and_spot(string text) => Assert.Equal(
        [new PricePoint(new Moment(Nine + 500), Eth, new Price(64100.5m), new Price(64100.5m), new Moment(Nine + 500),
            new Moment(Nine + 500))],
        Read(Source(PriceFormat.BinanceAggTrades, new SymbolMapping(null, Eth, PriceUse.Both)), text, new RejectLog(0)));

    private const string Ticker =
        "exchange,symbol,timestamp,local_timestamp,funding_timestamp,funding_rate,predicted_funding_rate,open_interest,last_price,"
        + "index_price,mark_price\n"
        + "b,E,1760130000000000,1,1760130005000000,0.0001,,5,101,100,100.5\n"
        + "b,E,1760130001000000,1,1760130005000000,0.0002,,5,,,100.25\n"
        + "b,E,1760130006000000,1,1760130005000000,0.0009,,5,102,,\n" // known only afterwards
        + "b,E,1760130007000000,1,1790130005000000,0.0003,,5,,,99\n"; // due after the run

    [Fact]
    public void A_tickers_mark_price_is_used_where_the_mapping_says_so()
    {
        var points = Read(
            Source(PriceFormat.TardisDerivativeTicker, new SymbolMapping("E", Eth, PriceUse.Index, IsMark: true),
                new SymbolMapping("E", Eth, PriceUse.Last)), Ticker, new RejectLog(0));

        Assert.Equal([100.5m, 100.5m, 100.25m, 100.25m, 99m], points.Select(point => point.Index.Value));
        Assert.Equal([null, 101m, 101m, 102m, 102m], points.Select(point => point.Last?.Value));
    }

    [Theory]
    [InlineData("tardis-derivative-ticker", Ticker, "\"symbol\": \"E\", \"feeds\": \"funding\", ", "5:0.0002")]
    [InlineData(
        "binance-funding-rate",
        "calc_time,funding_interval_hours,last_funding_rate\n1760129999999,8,0.5\n1760130000000,8,0.0001\n"
            + "1760130008002,8,-0.0002\n1760130010001,8,0.9\n",
        "",
        "0:0.0001 8.002:-0.0002")]
    [InlineData("binance-funding-rate", "1760130008002,8,-0.0002\n", "", "8.002:-0.0002")]
    public void Funding_is_taken_from_market_data_and_added_to_the_scenarios(string format, string text, string mapping, string expected)
    {
        _folder.Write("scenarios/a.csv", "time,market,index\n1760130000,ETH-PERP,2000\n");
        _folder.Write("scenarios/funding.csv", text);

        var scenario = _folder.Load(ScenarioFolder.Text(
            prices: $$"""
            { "sources": [{ "format": "table", "file": "a.csv" },
              { "format": "{{format}}", "file": "funding.csv", "mapping": [{ {{mapping}}"market": "ETH-PERP" }] }] }
            """,
            more: """ "funding": [{ "second": 9, "market": "ETH-PERP", "rate": 0.5 }] """));

        Assert.Equal(
            expected + " 9:0.5",
                string.Join(' ', scenario.Funding.Select(rate => $"{Canonical.Text(rate.Second)}:{Canonical.Text(rate.Rate)}")));
    }

    [Theory]
    [InlineData("0.0123", 1000, "0.0000123")]
    [InlineData("0.0123", 0.001, "12.3")]
    [InlineData("7", 3, "2.3333333333333333333333333333")]
    public void Prices_are_divided_by_the_factor_of_their_mapping(string price, double factor, string expected)
    {
        var source = Source(PriceFormat.BinanceAggTrades, new SymbolMapping(null, Eth, PriceUse.Both, (decimal)factor));

        var points = Read(source, $"1,{price},1,1,1,{Nine},true\n", new RejectLog(0));

        Assert.Equal(expected, Canonical.Text(points[0].Index.Value));
    }

    [Theory]
    [InlineData("0.0123", "12.3")]
    [InlineData("12.3", "0.0123")]
    public void Index_and_last_far_apart_are_refused_with_both_figures_and_the_factor(string index, string last)
    {
        _folder.Write("scenarios/index.csv", $"time,market,index\n1760130000,ETH-PERP,{index}\n");
        _folder.Write("scenarios/last.csv", $"1,{last},1,1,1,{Nine - 5000},true\n2,{last},1,1,1,{Nine + 5000},true\n");
        string Prices(string mapping, string more) => $$"""
            { {{more}} "sources": [{ "format": "table", "file": "index.csv" },
              { "format": "binance-agg-trades", "file": "last.csv", "mapping": [{ "market": "ETH-PERP", "feeds": "last"{{mapping}} }] }] }
            """;

        var message = _folder.Refuse(ScenarioFolder.Text(prices: Prices(string.Empty, string.Empty)));
        Assert.StartsWith(
            $"index.csv:2: market \"ETH-PERP\" has the index {index} and the last price {last} here, 1000 times apart; give the mapping "
                + $"of one of them a \"factor\"", message, StringComparison.Ordinal);
        Assert.Contains("raise prices.indexToLast (20)", message, StringComparison.Ordinal);

        var factor = index == "12.3" ? "0.001" : "1000";
        Assert.Equal(decimal.Parse(index, CultureInfo.InvariantCulture),
            _folder.Load(ScenarioFolder.Text(prices: Prices($", \"factor\": {factor}", string.Empty)))
                .Ticks[0].Points[0].Last!.Value.Value);
        _folder.Load(ScenarioFolder.Text(prices: Prices(string.Empty, "\"indexToLast\": 1000,")));
    }

    [Fact]
    public void Index_and_last_far_apart_in_inline_rows_are_refused_with_their_line() => Assert.Contains(
        "small.json:9: market \"ETH-PERP\" has the index 2000 and the last price 2 here, 1000 times apart",
        _folder.Refuse(
            ScenarioFolder.Text(
                prices: "{ \"inline\": [{ \"second\": 0, \"market\": \"ETH-PERP\", \"index\": 2000 },\n{ \"second\": 1, \"market\": "
                    + "\"ETH-PERP\", \"last\": 2 }] }")),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("2025-10-10T21:00:00Z", true)]
    [InlineData("2025-10-10T21:00Z", true)]
    [InlineData("2025-10-10T21:00:00.000000000Z", true)]
    [InlineData("2025-10-10 21:00:00", true)]
    [InlineData("2025-10-10T23:00:00+02:00", true)]
    [InlineData("1760130000", true)]
    [InlineData("10-11-2025", false)]
    [InlineData("10/11/2025 21:00", false)]
    [InlineData("2025/10/10 21:00", false)]
    [InlineData("2025-13-10", false)]
    [InlineData("20251010", false)]
    [InlineData("Oct 10, 2025 21:00", false)]
    [InlineData("2025-10-10T21", false)]
    public void Times_are_iso_8601_or_refused_in_rows_and_at_the_start(string time, bool isTime)
    {
        var log = new RejectLog(1);
        var points = Read(Source(PriceFormat.Table), $"time,market,index\n\"{time}\",ETH-PERP,5\n", log);
        var text = ScenarioFolder.Text().Replace("2025-10-10T21:00:00Z", time, StringComparison.Ordinal);

        if (isTime)
        {
            Assert.Equal(Nine, points[0].At.UnixMs);
            Assert.Equal(Nine, _folder.Load(text).Start.UnixMs);
        }
        else
        {
            Assert.Equal((0, 1), (points.Count, log.Count));
            Assert.Contains($"start: \"{time}\" is not a time; write ISO 8601 in UTC", _folder.Refuse(text), StringComparison.Ordinal);
        }
    }
}
