namespace ExchangeActors.Scenarios.Reacting;

/// <summary>
/// Where a stop stands. Round levels are multiples of a hundredth of the price's power of ten: 1,000 at 114,239, 10 at 2,000.
/// </summary>
public static class StopLevel
{
    private const decimal Beyond = 0.0005m; // of the level
    private const decimal LevelShare = 0.01m;

    /// <summary>The stop of a position.</summary>
    /// <param name="entry">Entry price, &gt; 0.</param>
    /// <param name="distance">A fraction of it.</param>
    /// <param name="isLong">Below for a long, above for a short.</param>
    public static decimal Of(decimal entry, decimal distance, bool isLong)
    {
        var aim = entry * (isLong ? 1m - distance : 1m + distance);
        var step = 1m;
        while (step > aim)
        {
            step /= 10m;
        }

        while (step * 10m <= aim)
        {
            step *= 10m;
        }

        step *= LevelShare;
        return isLong ? decimal.Floor(aim / step) * step * (1m - Beyond) : decimal.Ceiling(aim / step) * step * (1m + Beyond);
    }
}
