using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues;

/// <summary>What is known when a liquidation order is sent.</summary>
/// <param name="Instrument">The market's instrument.</param>
/// <param name="Size">Of the position at the start, signed.</param>
/// <param name="Mark">At the start.</param>
/// <param name="MaintenanceMargin">Of the position at the start.</param>
/// <param name="BankruptcyPrice">Of the position, &gt; 0; as fine as settlement needs, not always on the tick.</param>
/// <param name="Equity">Of the account, as it stands after what was closed, at the marks of the start.</param>
/// <param name="TotalMaintenanceMargin">Of the account's positions that are left.</param>
/// <param name="Budget">What the fund can pay beyond the bankruptcy price if others need nothing of what is reserved for them; the market
/// keeps to what is reserved for the order.</param>
public sealed record LimitInput(
    Instrument Instrument, Quantity Size, Price Mark, Money MaintenanceMargin, Price BankruptcyPrice, Money Equity,
        Money TotalMaintenanceMargin, Money Budget)
{
    /// <summary>The bankruptcy price as a limit on the book, no worse for the account.</summary>
    public Price BankruptcyOnBook => SettlementPrice.OnBook(BankruptcyPrice, Size.ClosingSide(), Instrument);
}

/// <summary>
/// The worst price of a liquidation's order. Beyond the bankruptcy price the market also keeps to the fund's budget, and always to its band
/// around the mark.
/// </summary>
public interface ILiquidationLimit : IPolicy
{
    /// <summary>The limit, on the tick, &gt; 0.</summary>
    Price Limit(LimitInput input);
}
