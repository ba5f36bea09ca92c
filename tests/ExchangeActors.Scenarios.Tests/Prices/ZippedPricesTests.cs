using System.IO.Compression;
using System.Text;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Tests.Prices;

/// <summary>
/// ZIP archives of market data, as Binance gives them: read as they are, and refused when they are damaged, of no file or of several, or
/// expand without end.
/// </summary>
public sealed class ZippedPricesTests : IDisposable
{
    private const string Rows = "time,market,index\n1760130000,ETH-PERP,2000\n1760130005,ETH-PERP,1990\n";
    private const string Source = """{ "sources": [{ "format": "table", "file": "prices.zip" }] }""";

    private readonly ScenarioFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(CompressionLevel.Optimal)]
    [InlineData(CompressionLevel.NoCompression)]
    public void An_archive_of_one_file_is_that_file(CompressionLevel level)
    {
        _folder.Write("scenarios/prices.csv", Rows);
        _folder.Write("scenarios/prices.zip", Zip(level, ("ETHUSDT-1m-2025-10-10.csv", Rows)));

        var plain = _folder.Load(ScenarioFolder.Text(prices: Source.Replace(".zip", ".csv", StringComparison.Ordinal)));
        var zipped = _folder.Load(ScenarioFolder.Text(prices: Source));

        Assert.Equal(Prices(plain), Prices(zipped));
        Assert.NotEqual(plain.Hash, zipped.Hash);
    }

    [Fact]
    public void Klines_of_Binance_are_read_from_their_archive()
    {
        const string Klines =
            "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n"
            + "1760129940000,2000,2010,1990,2005,1,1760129999999,1,1,1,1,0\n1760130000000,2005,2010,1900,1950,1,1760130059999,1,1,1,1,0\n";
        _folder.Write("scenarios/prices.zip", Zip(CompressionLevel.Optimal, ("ETHUSDT-1m-2025-10-10.csv", Klines)));

        var scenario = _folder.Load(
            ScenarioFolder.Text(prices: """
                { "sources": [
                  { "format": "binance-klines", "file": "prices.zip", "mapping": [{ "market": "ETH-PERP", "feeds": "both" }] }] }
                """));

        Assert.NotEmpty(scenario.Ticks);
    }

    [Fact]
    public void Folders_and_what_macOS_adds_are_no_files()
    {
        _folder.Write(
            "scenarios/prices.zip", Zip(CompressionLevel.Optimal, ("data/", null), ("data/prices.csv", Rows),
                ("__MACOSX/data/._prices.csv", "x"), ("data/.DS_Store", "x")));

        _folder.Load(ScenarioFolder.Text(prices: Source));
    }

    [Fact]
    public void None_or_several_files_are_refused()
    {
        _folder.Write("scenarios/prices.zip", Zip(CompressionLevel.Optimal));
        Assert.StartsWith("prices.zip: is a ZIP archive without a file;", _folder.Refuse(ScenarioFolder.Text(prices: Source)),
            StringComparison.Ordinal);

        _folder.Write("scenarios/prices.zip", Zip(CompressionLevel.Optimal, ("data/", null)));
        Assert.StartsWith("prices.zip: is a ZIP archive without a file;", _folder.Refuse(ScenarioFolder.Text(prices: Source)),
            StringComparison.Ordinal);

        _folder.Write("scenarios/prices.zip", Zip(CompressionLevel.Optimal, ("a.csv", Rows), ("b.csv", Rows)));
        Assert.Equal("prices.zip: is a ZIP archive of 2 files, a.csv, b.csv; take out the one that is meant",
            _folder.Refuse(ScenarioFolder.Text(prices: Source)));

        _folder.Write(
            "scenarios/prices.zip", Zip(CompressionLevel.NoCompression,
                [.. Enumerable.Range(0, 1_001).Select(i => ($"{i}.csv", (string?)""))]));
        Assert.Contains("is a ZIP archive of more than 1000 entries", _folder.Refuse(ScenarioFolder.Text(prices: Source)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_expands_without_end_is_refused()
    {
        using var target = new MemoryStream();
        using (var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var file = archive.CreateEntry("prices.csv", CompressionLevel.Optimal).Open();
            file.Write(Encoding.UTF8.GetBytes("time,market,index\n"));
            var blank = Encoding.UTF8.GetBytes(new string('\n', 1_000_000));
            for (var i = 0; i < 40; i++)
            {
                file.Write(blank);
            }
        }

        _folder.Write("scenarios/prices.zip", target.ToArray());

        Assert.Matches(
            "^prices.zip: expands to more than 100 times its [0-9]+ bytes; check where it is from; if it is right, raise "
                + "prices.limits.expansion$",
            _folder.Refuse(ScenarioFolder.Text(prices: Source)));
        Assert.Contains(
            "holds more than 1 MiB", _folder.Refuse(ScenarioFolder.Text(prices: Source), "prices.limits.fileMegabytes=1"),
                StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_archive_is_refused()
    {
        var whole = Zip(CompressionLevel.Optimal, ("a.csv", Rows));
        for (var length = 4; length < whole.Length; length++)
        {
            _folder.Write("scenarios/prices.zip", whole[..length]);
            Assert.Contains("truncated or damaged", _folder.Refuse(ScenarioFolder.Text(prices: Source)), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void No_flipped_bit_of_the_content_is_taken_for_a_price(CompressionLevel level)
    {
        var rows = "time,market,index\n"
            + string.Concat(Enumerable.Range(0, 50).Select(i => $"{1760130000 + i},ETH-PERP,{2000 + (i * 7919 % 100)}\n"));
        var whole = Zip(level, ("a.csv", rows));

        _folder.Write("scenarios/prices.zip", whole);
        var prices = Prices(_folder.Load(ScenarioFolder.Text(prices: Source)));
        var refused = 0;

        // Between the file's own head and the archive's directory; the last byte of what is compressed may have bits of no meaning.
        var (head, directory) = (30 + "a.csv".Length, 46 + "a.csv".Length + 22);
        for (var at = head; at < whole.Length - directory - 1; at += 7)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 1;
            _folder.Write("scenarios/prices.zip", damaged);

            // Some bits of a compressed file mean nothing, so that the content is whole: that is fine, another price is not.
            var read = Record.Exception(() => Assert.Equal(prices, Prices(_folder.Load(ScenarioFolder.Text(prices: Source)))));
            refused += read is InputException ? 1 : 0;
            Assert.True(read is null or InputException, $"byte {at}: {read}");
        }

        Assert.True(refused > 10, $"{refused} refused");
    }

    [Fact]
    public void A_table_whose_first_letters_are_those_of_an_archive_is_a_table()
    {
        _folder.Write("scenarios/prices.zip", "PK,time,market,index\n1,1760130000,ETH-PERP,2000\n");

        _folder.Load(ScenarioFolder.Text(prices: Source));
    }

    private static IEnumerable<string> Prices(Scenario scenario) => [.. scenario.Ticks.Select(tick => string.Join(',', tick.Points))];

    private static byte[] Zip(CompressionLevel level, params (string Name, string? Text)[] entries)
    {
        using var target = new MemoryStream();
        using (var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in entries)
            {
                var entry = archive.CreateEntry(name, level);
                if (text is not null)
                {
                    using var file = entry.Open();
                    file.Write(Encoding.UTF8.GetBytes(text));
                }
            }
        }

        return target.ToArray();
    }
}
