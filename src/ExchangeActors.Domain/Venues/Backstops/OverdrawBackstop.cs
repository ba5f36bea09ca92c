using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Backstops;

/// <summary>
/// The fund pays every loss beyond the bankruptcy price and may go below its floor, also below zero (Dango; VENUES.md: fund may go
/// negative).
/// </summary>
public sealed record OverdrawBackstop : IBackstop
{
    /// <inheritdoc/>
    public string Name => "absorb-overdraw";

    /// <inheritdoc/>
    public bool MayOverdraw => true;

    /// <inheritdoc/>
    public Money Budget(Money available, Money worstCost) => worstCost;
}
