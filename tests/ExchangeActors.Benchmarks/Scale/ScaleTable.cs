using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace ExchangeActors.Benchmarks.Scale;

/// <summary>
/// <c>-- scale [--accounts 10000,30000,100000] [--durable 10000] [--positions 1000000] [--scenario FILE]</c>: how cost grows, in one run,
/// as
/// a Markdown table. Each row is measured in a process of its own, one after the other; the exponent compares with the row above of the
/// same name. Ratios within a run are what counts: the seconds are those of this machine at this hour.
/// </summary>
internal static class ScaleTable
{
    /// <summary>Prints the table; the exit code is 1 when a durable run does not end in the state of the one in memory.</summary>
    public static async Task<int> Run(string[] args)
    {
        var scenario = Option(args, "--scenario") ?? FindScenario();
        var rows = new List<ScaleRow>();
        var sizes = Sizes(args, "--accounts", "10000,30000,100000");
        var durable = Sizes(args, "--durable", "10000");
        var positions = Sizes(args, "--positions", "1000000");
        Console.WriteLine(
            "| what | accounts or positions | events | seconds | events/s | CPU ns per event | peak MB | exponent | bytes per event |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        IEnumerable<(string What, int Size)> plan =
        [
            .. sizes.Select(size => (ScaleMeasures.InMemory, size)),
            (ScaleMeasures.InMemoryAgain, sizes[0]),
            .. durable.Select(size => (ScaleMeasures.Durable, size)),
            (ScaleMeasures.BareActor, durable[0]),
            (ScaleMeasures.BulkInsert, durable[0]),
            .. positions.Select(size => (ScaleMeasures.Ranking, size)),
            .. positions.Select(size => (ScaleMeasures.QuietTick, size)),
        ];
        foreach (var (what, size) in plan)
        {
            var row = await Measure(what, size, scenario);
            Console.WriteLine(Line(row, rows.LastOrDefault(other => other.What == row.What)));
            rows.Add(row);
        }

        var equal = true;
        Console.WriteLine();
        foreach (var row in rows.Where(row => row.What == ScaleMeasures.Durable))
        {
            if (rows.Find(other => other.What == ScaleMeasures.InMemory && other.Size == row.Size) is { } inMemory)
            {
                var same = row.StateHash == inMemory.StateHash;
                equal &= same;
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"durable / in memory at {row.Size:N0} accounts: {row.Seconds / inMemory.Seconds:0.0} of the clock, "
                    + $"{row.CpuSeconds / inMemory.CpuSeconds:0.0} of the processors; state hash {(same ? "the same" : "DIFFERS")}"));
            }
        }

        return equal ? 0 : 1;
    }

    /// <summary>Measures one row in this process and prints it for the one that asked.</summary>
    public static async Task<int> Part(string[] args)
    {
        var row = await ScaleMeasures.Measure(args[0], int.Parse(args[1], CultureInfo.InvariantCulture), args[2]);
        Console.WriteLine(JsonSerializer.Serialize(row));
        return 0;
    }

    private static async Task<ScaleRow> Measure(string what, int size, string scenario)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                typeof(ScaleTable).Assembly.Location, "scale-part", what, size.ToString(CultureInfo.InvariantCulture), scenario,
            },
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 && JsonSerializer.Deserialize<ScaleRow>(output.TrimEnd().Split('\n')[^1]) is { } row
            ? row
            : throw new InvalidOperationException($"{what} at {size} ended with exit code {process.ExitCode}");
    }

    private static string Line(ScaleRow row, ScaleRow? smaller)
    {
        var exponent = smaller is { Size: > 0 } && row.Size > smaller.Size
            ? (Math.Log(row.CpuSeconds / smaller.CpuSeconds) / Math.Log((double)row.Size / smaller.Size))
                .ToString("0.00", CultureInfo.InvariantCulture)
            : string.Empty;
        var bytes = row.BytesPerEvent > 0 ? row.BytesPerEvent.ToString("N0", CultureInfo.InvariantCulture) : string.Empty;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {row.What} | {row.Size:N0} | {row.Events:N0} | {row.Seconds:0.00} | {row.Events / row.Seconds:N0} | "
            + $"{row.CpuSeconds / row.Events * 1e9:N0} | {row.PeakMegabytes:N0} | {exponent} | {bytes} |");
    }

    private static List<int> Sizes(string[] args, string name, string otherwise) =>
        [.. (Option(args, name) ?? otherwise).Split(',').Select(size => int.Parse(size, CultureInfo.InvariantCulture)).Order()];

    private static string? Option(string[] args, string name) =>
        Array.IndexOf(args, name) is >= 0 and var place && place + 1 < args.Length ? args[place + 1] : null;

    private static string FindScenario()
    {
        const string Name = "config/scenarios/oct-10-2025.json";
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Name)))
            {
                return Path.Combine(folder.FullName, Name);
            }
        }

        throw new FileNotFoundException($"{Name} is not above {AppContext.BaseDirectory}; name one with --scenario");
    }
}
