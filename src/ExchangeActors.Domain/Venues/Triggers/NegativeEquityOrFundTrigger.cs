using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Triggers;

/// <summary>
/// dYdX v4 (VENUES.md): an account with negative equity is deleveraged at once, without book or fund; otherwise a pass over the book that
/// filled nothing deleverages, because equity went below zero meanwhile or because the fund cannot pay the next level (FORMAT.md; v4-chain
/// deleverages after a liquidation order only if that filled nothing). Otherwise the book is tried again.
/// </summary>
public sealed record NegativeEquityOrFundTrigger : IDeleveragingTrigger
{
    /// <inheritdoc/>
    public string Name => "negative-equity-or-fund";

    /// <inheritdoc/>
    public string? FiresBeforeBook(Money equity) => equity < Money.Zero ? "equity-below-zero" : null;

    /// <inheritdoc/>
    public string? Fires(UnfilledRest rest)
    {
        ArgumentNullException.ThrowIfNull(rest);
        return !rest.Filled.IsZero ? null
            : rest.Equity < Money.Zero ? "equity-below-zero"
            : rest.FundExhausted ? FundReason.CannotPayNextLevel
            : null;
    }
}
