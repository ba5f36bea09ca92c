using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Residuals;

/// <summary>
/// A shortfall that nobody paid is spread over all contracts of both sides of the market: ceil(loss/(OI_long + OI_short)) per contract, in quote ticks (Drift v2, Mango v4; VENUES.md). What rounding brings too much goes
/// to the fund. An account pays no more than its equity; the rest stays a booked deficit.
/// </summary>
public sealed record SocialLossResidual : IResidual
{
    /// <inheritdoc/>
    public string Name => "social-loss";

    /// <inheritdoc/>
    public bool IsShared => true;

    /// <summary>Quote per contract; null when there is no open interest (<c>no-open-interest</c>).</summary>
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
        var longs = new Quantity(bearers.Sum(bearer => Math.Max(0m, bearer.Size.Value)));
        var shorts = new Quantity(bearers.Sum(bearer => Math.Max(0m, -bearer.Size.Value)));
        return PerContract(loss, longs, shorts, quoteTick) is { } perContract
            ? [.. bearers.Select(bearer => new Money(Rounding.Up(bearer.Size.Absolute.Value * perContract.Value, quoteTick)))]
            : [.. bearers.Select(_ => Money.Zero)];
    }
}
