using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Residuals;

/// <summary>
/// A shortfall that nobody paid is shared by the winners of the market in proportion to their unrealised PnL, at most all of it (Deribit: the day's winners, pro rata, no ADL). Rounded up to the quote tick; what that brings too
/// much goes to the fund.
/// </summary>
public sealed record WinnersShareResidual : IResidual
{
    /// <inheritdoc/>
    public string Name => "winners-share";

    /// <inheritdoc/>
    public bool IsShared => true;

    /// <inheritdoc/>
    public ImmutableArray<Money> Shares(Money loss, IReadOnlyList<LossBearer> bearers, decimal quoteTick)
    {
        ArgumentNullException.ThrowIfNull(bearers);
        var profit = bearers.Sum(bearer => Math.Max(0m, bearer.UnrealisedPnl.Value));
        var haircut = profit > 0m ? Math.Min(1m, loss.Value / profit) : 0m;
        return [.. bearers.Select(bearer => new Money(Rounding.Up(Math.Max(0m, bearer.UnrealisedPnl.Value) * haircut, quoteTick)))];
    }
}
