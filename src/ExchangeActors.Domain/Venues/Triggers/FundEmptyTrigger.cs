using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Triggers;

/// <summary>
/// Fires when the fund is at its floor, when all of it is reserved for other liquidations, or when it cannot pay the next level of the book (BitMEX: unfilled at the bankruptcy price and the contract's fund empty). While the fund has money the book is tried again as time
/// passes; after <paramref name="BookAttempts"/> tries without an end the fund's money helps nobody, since nobody trades, and it fires as <c>book-exhausted</c>.
/// </summary>
/// <param name="BookAttempts">Tries on the book, ≥ 1.</param>
public sealed record FundEmptyTrigger(int BookAttempts) : IDeleveragingTrigger
{
    /// <inheritdoc/>
    public string Name => "fund-empty";

    /// <inheritdoc/>
    public string? Fires(UnfilledRest rest) =>
        rest.FundBalance <= Money.Zero ? FundReason.AtFloor : rest.FundAvailable <= Money.Zero ? FundReason.Reserved : rest.FundExhausted ? FundReason.CannotPayNextLevel : rest.Attempts >= BookAttempts ? "book-exhausted" : null;
}
