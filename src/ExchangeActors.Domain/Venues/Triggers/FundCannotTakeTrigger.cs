using ExchangeActors.Domain.Liquidations;

namespace ExchangeActors.Domain.Venues.Triggers;

/// <summary>
/// Fires when the fund cannot take the position (Binance): what the rest would cost beyond its bankruptcy price at the newest mark is more
/// than the fund has available, or the fund could not pay the next level of the book. Otherwise the book is tried again, at most
/// <paramref name="BookAttempts"/> times.
/// </summary>
/// <param name="BookAttempts">Tries on the book, ≥ 1.</param>
public sealed record FundCannotTakeTrigger(int BookAttempts) : IDeleveragingTrigger
{
    /// <inheritdoc/>
    public string Name => "fund-cannot-take";

    /// <inheritdoc/>
    public string? Fires(UnfilledRest rest) =>
        rest.LossAtMark > rest.FundAvailable || rest.FundAvailable.Value <= 0m ? FundReason.CannotTakePosition
        : rest.FundExhausted ? FundReason.CannotPayNextLevel
        : rest.Attempts >= BookAttempts ? WaitReason.BookExhausted
        : null;
}
