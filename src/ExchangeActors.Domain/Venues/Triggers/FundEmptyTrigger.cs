using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Triggers;

/// <summary>
/// Fires when the fund is at its floor, or when it cannot pay the next level of the book (BitMEX: unfilled at the bankruptcy price and the
/// contract's fund empty). While the fund has money the book is tried again as time passes; after <paramref name="BookAttempts"/> tries
/// without an end it is <c>book-exhausted</c>: then the profile says whether the fund takes the rest over, as far as it can, or winners are
/// closed.
/// </summary>
/// <param name="BookAttempts">Tries on the book, ≥ 1.</param>
public sealed record FundEmptyTrigger(int BookAttempts) : IDeleveragingTrigger
{
    /// <inheritdoc/>
    public string Name => "fund-empty";

    /// <inheritdoc/>
    public string? Fires(UnfilledRest rest) => rest.FundBalance <= Money.Zero ? FundReason.AtFloor
        : rest.FundExhausted ? FundReason.CannotPayNextLevel
        : rest.Attempts >= BookAttempts ? WaitReason.BookExhausted
        : null;
}
