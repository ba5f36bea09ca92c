namespace ExchangeActors.Domain.Venues.Profits;

/// <summary>
/// New profit is released over a time, and released profit counts only as far as others' losses have paid for it: H = min(residual,
/// matured)/matured (Percolator).
/// </summary>
/// <param name="Seconds">T, &gt; 0.</param>
/// <param name="TouchesPerSweep">Holders of a market who are looked at per sweep, in turn.</param>
public sealed record WarmupHaircutProfit(long Seconds, int TouchesPerSweep) : IProfitPolicy
{
    /// <inheritdoc/>
    public string Name => "warmup-haircut";

    /// <inheritdoc/>
    public long? WarmupSeconds => Seconds;
}
