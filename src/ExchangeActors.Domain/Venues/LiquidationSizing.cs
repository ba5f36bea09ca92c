using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues;

/// <summary>An open position of an account in liquidation.</summary>
/// <param name="Market">The market.</param>
/// <param name="Size">Signed.</param>
/// <param name="MaintenanceMargin">At the mark of the start.</param>
public sealed record OpenExposure(MarketId Market, Quantity Size, Money MaintenanceMargin);

/// <summary>Which position a liquidation closes next, and how much of it.</summary>
public interface ILiquidationSizing : IPolicy
{
    /// <summary>The next market and unsigned quantity; null when nothing is left.</summary>
    (MarketId Market, Quantity Quantity)? Next(IReadOnlyList<OpenExposure> open);
}

/// <summary>Closes whole positions, the largest maintenance margin first, ties by market id, until margin is restored. VENUES.md, building blocks.</summary>
public sealed record FullSizing : ILiquidationSizing
{
    /// <inheritdoc/>
    public string Name => "full";

    /// <inheritdoc/>
    public (MarketId Market, Quantity Quantity)? Next(IReadOnlyList<OpenExposure> open)
    {
        OpenExposure? largest = null;
        foreach (var exposure in open)
        {
            if (!exposure.Size.IsZero
                && (largest is null
                    || exposure.MaintenanceMargin > largest.MaintenanceMargin
                    || (exposure.MaintenanceMargin == largest.MaintenanceMargin && exposure.Market.CompareTo(largest.Market) < 0)))
            {
                largest = exposure;
            }
        }

        return largest is null ? null : (largest.Market, largest.Size.Absolute);
    }
}
