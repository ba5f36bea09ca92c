using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Residuals;

/// <summary>
/// A shortfall that nobody paid is shared by the winners of the market in proportion to their unrealised PnL, at most all of it (Deribit:
/// the day's winners, pro rata, no ADL). Divided by
/// largest remainder in quote ticks, so that what is collected is the loss, or all profit where that is less.
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
        decimal[] profits = [.. bearers.Select(bearer => Math.Max(0m, bearer.UnrealisedPnl.Value))];
        var shares = LargestRemainder.Divide(Math.Min(loss.Value, profits.Sum()), profits, quoteTick, profits);
        return [.. shares.Select(share => new Money(share))];
    }
}
