using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Prices;

namespace ExchangeActors.Scenarios.Tests.Prices;

/// <summary>What a file can make the program do.</summary>
public sealed class DataLimitTests : IDisposable
{
    private const string OneTable = """{ "sources": [{ "format": "table", "file": "prices.csv" }] }""";
    private readonly ScenarioFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static byte[] Repeated(string head, string text, int times)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.UTF8.GetBytes(head));
            var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(text, 1_000)));
            for (var i = 0; i < times / 1_000; i++)
            {
                gzip.Write(bytes);
            }
        }

        return target.ToArray();
    }

    [Theory]
    [InlineData("\n", 40_000_000)]
    [InlineData("1760130000,ETH-PERP,0,1\n", 4_000_000)]
    [InlineData("# remark\n", 8_000_000)]
    public void A_small_gzip_that_expands_without_end_is_refused(string text, int times)
    {
        _folder.Write("scenarios/prices.csv", Repeated("time,market,index,last\n", text, times));

        var message = _folder.Refuse(ScenarioFolder.Text(prices: OneTable), "prices.onReject=skip");

        Assert.Matches(
            "^prices.csv: expands to more than 100 times its [0-9]+ bytes; check where it is from; if it is right, raise "
                + "prices.limits.expansion$", message);
    }

    [Fact]
    public void The_length_of_a_file_and_its_rows_are_limited_by_settings()
    {
        _folder.Write("scenarios/prices.csv", "time,market,index\n"
            + string.Concat(Enumerable.Repeat("1760130000,ETH-PERP,2000\n", 50_000)));

        var length = _folder.Refuse(ScenarioFolder.Text(prices: OneTable), "prices.limits.fileMegabytes=1");
        var rows = _folder.Refuse(ScenarioFolder.Text(prices: OneTable), "prices.limits.rows=49999");

        Assert.Equal("prices.csv: holds more than 1 MiB; cut out what the run needs, or raise prices.limits.fileMegabytes", length);
        Assert.Equal("prices.csv:50001: has more than 49999 rows; cut out what the run needs, or raise prices.limits.rows", rows);
        _folder.Load(ScenarioFolder.Text(prices: OneTable), "prices.limits.rows=50000");
    }

    [Theory]
    [InlineData("prices.rejectsListed=2000000000", "prices.rejectsListed: must be between 1 and 10000, is 2000000000")]
    [InlineData("prices.sortRows=2000000000", "prices.sortRows: must be between 1 and 10000000, is 2000000000")]
    [InlineData("prices.sortWindowMs=1e12", "prices.sortWindowMs: must be between 0 and 86400000, is 1e12")]
    [InlineData("prices.limits.expansion=0", "prices.limits.expansion: must be between 1 and 2000, is 0")]
    [InlineData("prices.limits.row=1", "prices.limits.row: no property \"row\" is known here; did you mean \"rows\"?")]
    public void A_limit_has_limits(string setting, string expected) =>
        Assert.Contains(expected, _folder.Refuse(ScenarioFolder.Text(), setting), StringComparison.Ordinal);

    [Fact]
    public void A_row_without_end_is_refused()
    {
        _folder.Write("scenarios/prices.csv", "time,market,index\n1760130000,ETH-PERP,2000\n" + new string('1', 70_000));

        Assert.Equal("prices.csv:3: has a row longer than 65536 bytes, the most that a row may have; check that it is market data",
            _folder.Refuse(ScenarioFolder.Text(prices: OneTable)));
    }

    [Fact]
    public void Rejects_in_their_millions_leave_memory_flat()
    {
        const int Millions = 1_000_000;
        _folder.Write(
            "scenarios/prices.csv", Repeated("time,market,index,last\n1760130000,ETH-PERP,2000,\n",
                "1760130000,ETH-PERP,2000,1\n1760129999,ETH-PERP,2000,0\n", Millions));
        var source = new PriceSource(PriceFormat.Table, "prices.csv", _folder.PathOf("scenarios/prices.csv"),
            [])
        { Settings = new PriceSettings { Expansion = 2_000, IndexToLast = 2_000 } };
        var log = new RejectLog(20);
        var held = new List<WeakReference>();

        foreach (var point in PriceStream.Read([source], log))
        {
            if (held.Count < 1_000)
            {
                held.Add(new WeakReference(point));
            }
        }

        // Nothing of what was read is kept: neither the points nor more rejects than are listed.
        GC.Collect();
        Assert.Equal((Millions, 20), (log.Count, log.Kept.Length));
        Assert.InRange(held.Count(point => point.IsAlive), 0, 2);
    }

    [Fact]
    public void Devices_and_pipes_are_no_files()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var pipe = _folder.PathOf("scenarios/pipe");
        using (var made = Process.Start("mkfifo", pipe))
        {
            made.WaitForExit();
        }

        foreach (var (file, shown) in new[] { ("/dev/zero", "/dev/zero"), ("pipe", "pipe") })
        {
            Assert.Equal(
                $"{shown}: is a device or a pipe; write the data into a file first",
                _folder.Refuse(ScenarioFolder.Text(prices: $$"""{ "sources": [{ "format": "table", "file": "{{file}}" }] }""")));
            Assert.Contains($"{shown}: is a device or a pipe; write it into a file first",
                _folder.Refuse(ScenarioFolder.Text($"\"{file}\"")), StringComparison.Ordinal);
        }

        var fault = Assert.Throws<InputException>(() => ScenarioLoader.Load(pipe));
        Assert.Contains("is a device or a pipe; write it into a file first", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scenario_has_a_limit_and_so_has_a_text_in_it()
    {
        var name = ScenarioFolder.Text().Replace("\"small\"", $"\"{new string('n', 20_000)}\"", StringComparison.Ordinal);
        var message = _folder.Refuse(name);
        Assert.Equal("small.json:2: name: has 20000 characters, a text may have 10000; shorten it", message);

        using (var file = File.Create(_folder.PathOf("scenarios/small.json")))
        {
            file.SetLength(DocumentParserLimit + 1);
        }

        var fault = Assert.Throws<InputException>(() => ScenarioLoader.Load(_folder.PathOf("scenarios/small.json")));
        Assert.EndsWith("small.json: is larger than 64 MiB, the most that it may have; keep market data in a table beside it",
            fault.Message, StringComparison.Ordinal);
    }

    private const long DocumentParserLimit = 64L << 20;

    [Fact]
    public void A_file_that_is_no_price_file_is_not_copied_out()
    {
        _folder.Write("scenarios/prices.csv", "root:x:0:0:a secret that is longer than what a message shows of a field\n");

        var message = _folder.Refuse(ScenarioFolder.Text(prices: OneTable));

        Assert.Contains("column \"time\" is missing", message, StringComparison.Ordinal);
        Assert.DoesNotContain("message shows", message, StringComparison.Ordinal);
        Assert.DoesNotContain("root", message, StringComparison.Ordinal);
    }
}
