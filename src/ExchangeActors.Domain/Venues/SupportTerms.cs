namespace ExchangeActors.Domain.Venues;

/// <summary>How liquidity-support participants take positions over.</summary>
/// <param name="Spread">Fraction of the mark by which a long transfers below it and a short above it, in [0, 1).</param>
/// <param name="Share">
/// Of a participant's equity: so much notional may be assigned to it in one cooldown group within one window, unless the participant has a
/// share of its own for the group.
/// </param>
/// <param name="CooldownMs">
/// Length of a window, milliseconds. It begins with the first assignment of a group and ends so long after it; then all of it is free
/// again.
/// </param>
/// <param name="Capacity">Multiple of a participant's equity that its notional in all markets may reach by assignments.</param>
public sealed record SupportTerms(decimal Spread, decimal Share, long CooldownMs, decimal Capacity);
