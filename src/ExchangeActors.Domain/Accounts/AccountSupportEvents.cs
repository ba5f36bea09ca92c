using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Accounts;

/// <summary>
/// A liquidity-support participant takes (a part of) a liquidated position; the transfer follows. With every figure that it decided on.
/// </summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Step">Its step.</param>
/// <param name="Number">The pool's offer.</param>
/// <param name="Through">Offers up to this one are not asked again.</param>
/// <param name="Market">The market.</param>
/// <param name="Group">The market's cooldown group.</param>
/// <param name="Requested">Unsigned.</param>
/// <param name="Quantity">Unsigned.</param>
/// <param name="Price">The transfer price.</param>
/// <param name="Mark">The mark.</param>
/// <param name="FundingIndex">A position that is opened with it begins here.</param>
/// <param name="Equity">Cross, at the marks, before it.</param>
/// <param name="Notional">Of all positions, before it.</param>
/// <param name="Share">Of equity that may be assigned in the group within a window.</param>
/// <param name="Capacity">Multiple of equity that the notional of all positions may reach.</param>
/// <param name="WindowStart">The window's first assignment; this one's time when it opens a window.</param>
/// <param name="UsedBefore">Assigned in the window before it, notional at the marks.</param>
/// <param name="RestsUntil">Less than a lot is left of the window, which ends then; null when more is left.</param>
public sealed record SupportAccepted(
    LiquidationId Liquidation,
    int Step,
    long Number,
    long Through,
    MarketId Market,
    int Group,
    Quantity Requested,
    Quantity Quantity,
    Price Price,
    Price Mark,
    decimal FundingIndex,
    Money Equity,
    Money Notional,
    decimal Share,
    decimal Capacity,
    Moment WindowStart,
    Money UsedBefore,
    Moment? RestsUntil) : AccountEvent
{
    /// <inheritdoc/>
    public override string? Correlation => Liquidation.Value;
}

/// <summary>
/// A participant takes nothing: <c>support-limit</c> (its group's share of equity is used up in this window), <c>support-capacity</c> (it
/// holds
/// as much as it may), <c>nothing-to-reduce</c>, <c>insufficient-margin</c>, <c>account-in-liquidation</c>, <c>market-without-mark</c>,
/// <c>margin-mode-mismatch</c> (its position or orders in the market are isolated), <c>open-interest-cap-account</c> or
/// <c>no-participant</c>.
/// </summary>
public sealed record SupportDeclined(
    LiquidationId Liquidation,
    int Step,
    long Number,
    long Through,
    MarketId Market,
    Quantity Requested,
    string Code,
    Price? Mark,
    Moment? RestsUntil) : AccountEvent
{
    /// <inheritdoc/>
    public override string? Correlation => Liquidation.Value;
}
