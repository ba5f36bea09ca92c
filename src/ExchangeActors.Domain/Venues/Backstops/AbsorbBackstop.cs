using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Backstops;

/// <summary>
/// The fund pays the loss beyond the bankruptcy price, level by level, while fund + delta ≥ floor (VENUES.md, <c>absorb</c>).
/// </summary>
public sealed record AbsorbBackstop : IBackstop
{
    /// <inheritdoc/>
    public string Name => "absorb";

    /// <inheritdoc/>
    public Money Budget(Money available, Money worstCost) => Money.Min(available, worstCost);
}
