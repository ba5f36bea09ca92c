using System.Collections.Immutable;

namespace ExchangeActors.Web.Figures;

/// <summary>A position; amounts in quote.</summary>
/// <param name="Market">The market.</param>
/// <param name="Size">Contracts, a long above zero.</param>
/// <param name="Entry">The average price that it was opened at.</param>
/// <param name="Mark">Null before the first price.</param>
/// <param name="Notional">At the mark.</param>
/// <param name="Pnl">Unrealised, at the mark.</param>
/// <param name="Maintenance">What it needs.</param>
/// <param name="LiquidationPrice">The mark at which margin breaks, all others unchanged; null where none does.</param>
/// <param name="Lights">Place in the ADL queue, 5 is next; null for none.</param>
public sealed record PositionFigures(
    string Market,
    decimal? Size,
    decimal? Entry,
    decimal? Mark,
    decimal? Notional,
    decimal? Pnl,
    decimal? Maintenance,
    decimal? LiquidationPrice,
    int? Lights);

/// <summary>An account; amounts in quote.</summary>
/// <param name="Id">The account.</param>
/// <param name="Owner">Who stands behind it.</param>
/// <param name="Status">Active, or in liquidation.</param>
/// <param name="AsOf">The event up to which this is true.</param>
/// <param name="Wallet">The cross balance.</param>
/// <param name="Equity">At the newest marks; null where one is missing.</param>
/// <param name="Initial">Initial margin.</param>
/// <param name="Maintenance">Maintenance margin.</param>
/// <param name="Ratio">Maintenance margin ÷ equity.</param>
/// <param name="IsMarginCalled">Whether a margin call stands.</param>
/// <param name="Liquidation">The liquidation that it is in.</param>
/// <param name="Fees">Paid for trades.</param>
/// <param name="Funding">Paid for funding.</param>
/// <param name="Positions">In order of market.</param>
public sealed record AccountFigures(
    string Id,
    string Owner,
    string Status,
    long AsOf,
    decimal? Wallet,
    decimal? Equity,
    decimal? Initial,
    decimal? Maintenance,
    decimal? Ratio,
    bool IsMarginCalled,
    string? Liquidation,
    decimal? Fees,
    decimal? Funding,
    ImmutableArray<PositionFigures> Positions);
