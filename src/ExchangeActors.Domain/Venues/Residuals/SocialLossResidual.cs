using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Residuals;

/// <summary>
/// A shortfall that nobody paid is spread over all contracts of both sides of the market (Drift v2, Mango v4; VENUES.md), divided by
/// largest remainder in quote ticks, so that what is collected
/// is the loss. (The venues print ceil(loss/(OI_long + OI_short)) per contract: on a contract that costs less than a quote tick that
/// would take many times the loss.) An account pays no more than
/// its equity; the rest stays a booked deficit.
/// </summary>
public sealed record SocialLossResidual : IResidual
{
    /// <inheritdoc/>
    public string Name => "social-loss";

    /// <inheritdoc/>
    public bool IsShared => true;

    /// <summary>
    /// Quote per contract as the venues print it; null when there is no open interest (<c>no-open-interest</c>). It is what conformance
    /// vectors compare, not what is charged.
    /// </summary>
    /// <param name="loss">≥ 0.</param>
    /// <param name="openInterestLong">Unsigned.</param>
    /// <param name="openInterestShort">Unsigned.</param>
    /// <param name="quoteTick">Step of the result.</param>
    public static Money? PerContract(Money loss, Quantity openInterestLong, Quantity openInterestShort, decimal quoteTick)
    {
        var contracts = openInterestLong.Value + openInterestShort.Value;
        return contracts > 0m ? new Money(Rounding.Up(loss.Value / contracts, quoteTick)) : null;
    }

    /// <inheritdoc/>
    public ImmutableArray<Money> Shares(Money loss, IReadOnlyList<LossBearer> bearers, decimal quoteTick)
    {
        ArgumentNullException.ThrowIfNull(bearers);
        var shares = LargestRemainder.Divide(loss.Value, [.. bearers.Select(bearer => bearer.Size.Absolute.Value)], quoteTick);
        return [.. shares.Select(share => new Money(share))];
    }
}
