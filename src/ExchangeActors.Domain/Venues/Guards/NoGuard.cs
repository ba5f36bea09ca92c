using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Guards;

/// <summary>Everything that is needed may be closed.</summary>
public sealed record NoGuard : IGuard
{
    /// <inheritdoc/>
    public string Name => "none";

    /// <inheritdoc/>
    public Quantity Allows(GuardInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Needed;
    }
}
