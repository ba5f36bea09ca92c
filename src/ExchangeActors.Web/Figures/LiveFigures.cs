using System.Collections.Immutable;

namespace ExchangeActors.Web.Figures;

/// <summary>An auto-deleveraging in a list.</summary>
/// <param name="Market">The market.</param>
/// <param name="Number">Its number there.</param>
/// <param name="At">When it was asked for.</param>
/// <param name="Account">The bankrupt account.</param>
/// <param name="Quantity">What had to be closed.</param>
/// <param name="Price">The bankruptcy price.</param>
/// <param name="Closed">What was closed; null while it is under way.</param>
/// <param name="Unfilled">What nobody could take; null while it is under way.</param>
/// <param name="ForcedCloses">How many; null while it is under way.</param>
/// <param name="End">Why it ended; null while it is under way.</param>
public sealed record DeleveragingLine(
    string Market,
    int Number,
    string At,
    string Account,
    decimal Quantity,
    decimal Price,
    decimal? Closed,
    decimal? Unfilled,
    int? ForcedCloses,
    string? End);

/// <summary>An event in a sentence.</summary>
/// <param name="Place">Its place in the journal.</param>
/// <param name="At">Exchange time.</param>
/// <param name="Stream">Whose event it is.</param>
/// <param name="Text">What happened.</param>
public sealed record EventLine(long Place, string At, string Stream, string Text);

/// <summary>An account in a list; amounts in quote.</summary>
/// <param name="Id">The account.</param>
/// <param name="Status">Active, or in liquidation.</param>
/// <param name="Equity">At the newest marks; null where one is missing.</param>
/// <param name="Maintenance">What it needs.</param>
/// <param name="Positions">How many.</param>
public sealed record AccountLine(string Id, string Status, decimal? Equity, decimal? Maintenance, int Positions);

/// <summary>What the live view shows.</summary>
/// <param name="Exchange">The figures of the moment.</param>
/// <param name="SeesAll">False for a trader, who sees markets, the fund and the own accounts.</param>
/// <param name="Broken">The invariant that does not hold; null while all do.</param>
/// <param name="Quarantined">The entities in quarantine; empty for none, and for a trader.</param>
/// <param name="Deleveragings">The newest first.</param>
/// <param name="Events">The newest first.</param>
/// <param name="Accounts">A trader's own.</param>
public sealed record LiveFigures(
    ExchangeFigures Exchange,
    bool SeesAll,
    string? Broken,
    string Quarantined,
    ImmutableArray<DeleveragingLine> Deleveragings,
    ImmutableArray<EventLine> Events,
    ImmutableArray<AccountLine> Accounts);
