using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Backstops;

/// <summary>The fund pays for nothing on the book: a liquidation trades at its bankruptcy price or better.</summary>
public sealed record NoBackstop : IBackstop
{
    /// <inheritdoc/>
    public string Name => "none";

    /// <inheritdoc/>
    public Money Budget(Money available, Money worstCost) => Money.Zero;
}
