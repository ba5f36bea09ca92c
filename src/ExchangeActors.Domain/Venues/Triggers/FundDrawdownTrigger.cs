namespace ExchangeActors.Domain.Venues.Triggers;

/// <summary>
/// Fires when (PnL − PnL_8hMax)/pool_8hMax ≤ −trigger and goes on until it is above −stop; or when the pool has nothing left, until it has
/// something again (Bybit; VENUES.md). Between, the book is tried again; money in the fund does not stop it.
/// </summary>
/// <param name="Trigger">Share of the peak, in (0, 1].</param>
/// <param name="Stop">Share of the peak, at most the trigger.</param>
public sealed record FundDrawdownTrigger(decimal Trigger, decimal Stop) : IDeleveragingTrigger
{
    /// <inheritdoc/>
    public string Name => "fund-drawdown";

    /// <summary>True when a drawdown fires. At exactly the trigger it does (Bybit's second example).</summary>
    /// <param name="peak">Highest balance of the last 8 hours.</param>
    /// <param name="lossSincePeak">≥ 0.</param>
    /// <param name="active">It fired at the last decision.</param>
    public bool IsDrawnDown(decimal peak, decimal lossSincePeak, bool active) =>
        peak > 0m && (lossSincePeak / peak >= Trigger || (active && lossSincePeak / peak >= Stop));

    /// <inheritdoc/>
    public string? Fires(UnfilledRest rest)
    {
        ArgumentNullException.ThrowIfNull(rest);
        return rest.FundBalance.Value <= 0m ? FundReason.AtFloor
            : IsDrawnDown(rest.FundPeak.Value, rest.LossSincePeak.Value, rest.Active) ? "fund-drawdown"
            : null;
    }
}
