using System.Diagnostics;

namespace ExchangeActors.Benchmarks.Scale;

/// <summary>Measures clock, processors and memory of this process from now on.</summary>
internal sealed class ScaleWatch
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly TimeSpan _cpu = Environment.CpuUsage.TotalTime;

    public static ScaleWatch Start()
    {
        GC.Collect();
        return new ScaleWatch();
    }

    public ScaleRow Row(string what, int size, long events, string hash)
    {
        var (seconds, cpu) = (_clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - _cpu).TotalSeconds);
        using var self = Process.GetCurrentProcess();
        return new ScaleRow(what, size, events, seconds, cpu, self.PeakWorkingSet64 / 1e6, 0.0, hash);
    }
}
