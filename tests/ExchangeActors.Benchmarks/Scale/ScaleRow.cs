namespace ExchangeActors.Benchmarks.Scale;

/// <summary>What one process measured.</summary>
/// <param name="What">The row's name.</param>
/// <param name="Size">Accounts or positions; 0 where it has none.</param>
/// <param name="Events">Events that came of it, or operations.</param>
/// <param name="Seconds">Of the clock.</param>
/// <param name="CpuSeconds">Of all threads together.</param>
/// <param name="PeakMegabytes">The most memory that the process had, loading included.</param>
/// <param name="BytesPerEvent">Of the journal; 0 where there is none.</param>
/// <param name="StateHash">Of the end; empty where there is none.</param>
internal sealed record ScaleRow(
    string What, int Size, long Events, double Seconds, double CpuSeconds, double PeakMegabytes, double BytesPerEvent, string StateHash);
