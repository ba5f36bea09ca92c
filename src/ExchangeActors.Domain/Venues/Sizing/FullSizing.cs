namespace ExchangeActors.Domain.Venues.Sizing;

/// <summary>
/// Closes whole positions, the largest maintenance margin first, ties by market id, until margin is restored. VENUES.md, building blocks.
/// </summary>
public sealed record FullSizing : ILiquidationSizing
{
    /// <inheritdoc/>
    public string Name => "full";

    /// <inheritdoc/>
    public NextClose? Next(SizingInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return LargestMargin.Open(input.Positions) is { } open ? new NextClose(open.Market, open.Left.Absolute) : null;
    }
}
