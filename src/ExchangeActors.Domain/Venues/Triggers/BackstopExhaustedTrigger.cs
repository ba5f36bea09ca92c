namespace ExchangeActors.Domain.Venues.Triggers;

/// <summary>
/// Fires as soon as the backstop, asked before the winners, has left something, whatever the fund holds (Deribit, linear USDC perpetuals:
/// if no
/// participant has capacity the position is auto-deleveraged). Where the book comes after the winners, what it leaves is tried anew, from
/// the
/// first layer on, until it was tried <paramref name="BookAttempts"/> times.
/// </summary>
/// <param name="BookAttempts">Tries on the book, ≥ 1.</param>
public sealed record BackstopExhaustedTrigger(int BookAttempts) : IDeleveragingTrigger
{
    /// <inheritdoc/>
    public string Name => "backstop-exhausted";

    /// <inheritdoc/>
    public bool IgnoresFund => true;

    /// <inheritdoc/>
    public string? Fires(UnfilledRest rest) => Name;
}
