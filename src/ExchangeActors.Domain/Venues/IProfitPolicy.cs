namespace ExchangeActors.Domain.Venues;

/// <summary>What profit counts for before others' losses have paid for it.</summary>
public interface IProfitPolicy : IPolicy
{
    /// <summary>
    /// Seconds over which new profit is released, &gt; 0. Where it is set initial margin and withdrawals count released profit times the
    /// haircut H; where it is null they count what equity and wallet say.
    /// </summary>
    long? WarmupSeconds => null;

    /// <summary>
    /// Holders of a market whom the risk monitors have look at themselves per sweep, in turn: what losers have lost backs the profits of
    /// others only once it was seen.
    /// </summary>
    int TouchesPerSweep => 0;
}
