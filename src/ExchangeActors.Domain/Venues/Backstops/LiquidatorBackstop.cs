using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Backstops;

/// <summary>
/// Liquidators take what the book left, at the newest mark; the loss is the account's and beyond its equity the fund's (Drift v2, Mango v4,
/// Deribit: no ADL). Their account stands in for all liquidators, has unlimited means and keeps what it takes. The fund pays on the book as
/// in <c>absorb</c>.
/// </summary>
public sealed record LiquidatorBackstop : IBackstop
{
    /// <inheritdoc/>
    public string Name => "liquidator";

    /// <inheritdoc/>
    public bool TakesPositions => true;

    /// <inheritdoc/>
    public Money Budget(Money available, Money worstCost) => Money.Min(available, worstCost);

    /// <inheritdoc/>
    public TakeOverBy? Takes(UnfilledRest rest) => TakeOverBy.Liquidator;
}
