namespace ExchangeActors.Domain.Venues.Sizing;

/// <summary>
/// The order in which every sizing takes positions: the largest maintenance margin of the start first, ties by market id.
/// </summary>
internal static class LargestMargin
{
    /// <summary>True when <paramref name="a"/> comes before <paramref name="b"/>.</summary>
    public static bool IsBefore(PositionToClose a, PositionToClose b) =>
        a.MaintenanceMargin != b.MaintenanceMargin ? a.MaintenanceMargin > b.MaintenanceMargin : a.Market.CompareTo(b.Market) < 0;

    /// <summary>The first that is still open; null when none is.</summary>
    public static PositionToClose? Open(IReadOnlyList<PositionToClose> positions)
    {
        PositionToClose? first = null;
        foreach (var position in positions)
        {
            if (!position.Left.IsZero && (first is null || IsBefore(position, first)))
            {
                first = position;
            }
        }

        return first;
    }
}
