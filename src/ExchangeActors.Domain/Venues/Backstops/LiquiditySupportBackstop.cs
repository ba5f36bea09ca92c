using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Backstops;

/// <summary>
/// Liquidity-support participants take positions over at a small spread to the mark, each within a share of its equity per cooldown group
/// and window, and within a multiple of its equity over all markets (Deribit, linear USDC perpetuals: Liquidity Support Program). Who they
/// are a scenario says. The fund pays on the book as in <c>absorb</c>.
/// </summary>
/// <param name="Terms">Spread, limits, window.</param>
public sealed record LiquiditySupportBackstop(SupportTerms Terms) : IBackstop
{
    /// <inheritdoc/>
    public string Name => "liquidity-support";

    /// <inheritdoc/>
    public bool TakesPositions => true;

    /// <inheritdoc/>
    public SupportTerms? Support => Terms;

    /// <inheritdoc/>
    public Money Budget(Money available, Money worstCost) => Money.Min(available, worstCost);
}
