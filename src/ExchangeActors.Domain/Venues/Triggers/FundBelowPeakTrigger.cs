namespace ExchangeActors.Domain.Venues.Triggers;

/// <summary>
/// Fires when the fund is below a share of its highest balance of the last 8 hours, or empty (OKX, HTX: 70 %; VENUES.md). Until then the
/// book is tried again.
/// </summary>
/// <param name="Share">Of the peak, in (0, 1].</param>
public sealed record FundBelowPeakTrigger(decimal Share) : IDeleveragingTrigger
{
    /// <inheritdoc/>
    public string Name => "fund-below-peak";

    /// <inheritdoc/>
    public string? Fires(UnfilledRest rest)
    {
        ArgumentNullException.ThrowIfNull(rest);
        return rest.FundBalance.Value <= 0m ? FundReason.AtFloor : rest.FundBalance.Value < rest.FundPeak.Value * Share
            ? "fund-below-peak" : null;
    }
}
