using ExchangeActors.Domain.Liquidations;

namespace ExchangeActors.Domain.Venues.Triggers;

/// <summary>
/// Fires as soon as the book has left something (Dango: book exhausted; Aevo: cannot be liquidated normally), whatever the fund holds.
/// </summary>
public sealed record BookExhaustedTrigger : IDeleveragingTrigger
{
    /// <inheritdoc/>
    public string Name => "book-exhausted";

    /// <inheritdoc/>
    public bool IgnoresFund => true;

    /// <inheritdoc/>
    public string? Fires(UnfilledRest rest) => WaitReason.BookExhausted;
}
