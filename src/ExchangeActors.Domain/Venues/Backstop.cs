using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues;

/// <summary>What the insurance fund pays for while a liquidation trades on the book.</summary>
public interface IBackstop : IPolicy
{
    /// <summary>The most that a step's fills beyond the bankruptcy price may cost, ≥ 0. It is reserved until the liquidation settles.</summary>
    /// <param name="available">Fund balance less its floor less what other liquidations reserved, ≥ 0.</param>
    /// <param name="worstCost">Quantity × distance from the bankruptcy price to the order's limit.</param>
    Money Budget(Money available, Money worstCost);
}

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

/// <summary>The fund pays for nothing on the book: a liquidation trades at its bankruptcy price or better.</summary>
public sealed record NoBackstop : IBackstop
{
    /// <inheritdoc/>
    public string Name => "none";

    /// <inheritdoc/>
    public Money Budget(Money available, Money worstCost) => Money.Zero;
}
