using System.Collections.Immutable;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Waterfall;

namespace ExchangeActors.Web.Figures;

/// <summary>What became of what was liquidated so far, at the marks at which margin broke; amounts in quote.</summary>
/// <param name="MarginCalls">Margin calls issued.</param>
/// <param name="Liquidations">Liquidations opened.</param>
/// <param name="ForcedCloses">Forced closes.</param>
/// <param name="Notional">All that was liquidated.</param>
/// <param name="Book">Closed on the book.</param>
/// <param name="Adl">Closed by ADL.</param>
/// <param name="TakenOver">Taken over.</param>
/// <param name="Returned">Left with its account.</param>
/// <param name="Open">Of liquidations that are not over.</param>
public sealed record LayerSums(
    long MarginCalls,
    long Liquidations,
    long ForcedCloses,
    decimal Notional,
    decimal Book,
    decimal Adl,
    decimal TakenOver,
    decimal Returned,
    decimal Open)
{
    /// <summary>Before the first event.</summary>
    public static LayerSums None { get; } = new(0, 0, 0, 0m, 0m, 0m, 0m, 0m, 0m);

    /// <summary>Of what an observer has seen.</summary>
    public static LayerSums Of(WaterfallObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var (notional, book, adl, takenOver, returned) = observer.Layers;
        return new LayerSums(
            observer.MarginCalls, observer.Liquidations, observer.ForcedCloses, notional, book, adl, takenOver, returned,
            notional - book - adl - takenOver - returned);
    }
}

/// <summary>The insurance fund, quote.</summary>
/// <param name="Balance">What it has.</param>
/// <param name="Reserved">Of it, for liquidations under way.</param>
/// <param name="Seeded">Paid in.</param>
/// <param name="Credited">Fees and what was left over.</param>
/// <param name="Debited">Losses that it paid.</param>
/// <param name="Floor">What it does not fall below.</param>
/// <param name="Deficit">Losses that nobody paid.</param>
public sealed record FundFigures(
    decimal Balance, decimal Reserved, decimal Seeded, decimal Credited, decimal Debited, decimal Floor, decimal Deficit);

/// <summary>A market's prices.</summary>
/// <param name="Market">The market.</param>
/// <param name="Mark">Null before the first price.</param>
/// <param name="AgeSeconds">Since the row was seen that gave the mark.</param>
/// <param name="IsStale">Older than the venue allows for decisions about margin.</param>
/// <param name="Held">A price that waits for confirmation.</param>
/// <param name="Halt">Why trading is halted; null while it goes on.</param>
/// <param name="Bid">Best bid.</param>
/// <param name="Ask">Best ask.</param>
/// <param name="Trades">So far.</param>
public sealed record MarketFigures(
    string Market, decimal? Mark, decimal? AgeSeconds, bool IsStale, decimal? Held, string? Halt, decimal? Bid, decimal? Ask, long Trades);

/// <summary>A liquidation that is not over.</summary>
/// <param name="Id">The liquidation.</param>
/// <param name="Account">The account.</param>
/// <param name="Phase">What it waits for.</param>
/// <param name="Layer">Where it is.</param>
/// <param name="Market">Of the current step.</param>
/// <param name="Rest">Still to be closed in this step.</param>
/// <param name="BankruptcyPrice">Of this step.</param>
/// <param name="Equity">After what was closed so far, quote.</param>
/// <param name="Budget">Reserved of the fund, quote.</param>
public sealed record OpenLiquidation(
    string Id,
    string Account,
    string Phase,
    string Layer,
    string? Market,
    decimal Rest,
    decimal? BankruptcyPrice,
    decimal Equity,
    decimal Budget);

/// <summary>The exchange at one moment, in the figures that the page shows of it.</summary>
/// <param name="Place">The event up to which they are true.</param>
/// <param name="At">Exchange time of it.</param>
/// <param name="Venue">The venue profile.</param>
/// <param name="Accounts">How many are open.</param>
/// <param name="Layers">The waterfall.</param>
/// <param name="Fund">The fund.</param>
/// <param name="Markets">In order of id.</param>
/// <param name="Liquidations">Open ones, the first <see cref="MostLiquidations"/>.</param>
/// <param name="OpenLiquidations">How many there are.</param>
public sealed record ExchangeFigures(
    long Place,
    string At,
    string Venue,
    int Accounts,
    LayerSums Layers,
    FundFigures Fund,
    ImmutableArray<MarketFigures> Markets,
    ImmutableArray<OpenLiquidation> Liquidations,
    int OpenLiquidations)
{
    /// <summary>More than these are counted, not shown.</summary>
    public const int MostLiquidations = 50;

    /// <summary>The figures of a state.</summary>
    /// <param name="place">The event up to which it has come.</param>
    /// <param name="at">Exchange time of it.</param>
    /// <param name="now">Exchange time, from which ages are counted.</param>
    /// <param name="state">All entities.</param>
    /// <param name="rules">Instruments and venue.</param>
    /// <param name="layers">The waterfall up to there.</param>
    public static ExchangeFigures Of(long place, Moment at, Moment now, ExchangeState state, ExchangeRules rules, LayerSums layers)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(rules);
        var pool = state.Pool(rules.Pool);
        return new ExchangeFigures(
            place,
            at.ToString(),
            rules.Profile.Name,
            state.Accounts.Values.Count(account => account.IsOpen),
            layers,
            new FundFigures(
                pool.Balance.Value,
                pool.Reserved.Value,
                pool.Seeded.Value,
                pool.Credited.Value,
                pool.Debited.Value,
                rules.FundFloor.Value,
                pool.Deficit.Value),
            [.. state.Markets.Values.OrderBy(market => market.Id).Select(market => Of(market, now, rules))],
            [.. pool.Cases.Values.Take(MostLiquidations).Select(Of)],
            pool.Cases.Count);
    }

    private static MarketFigures Of(Market market, Moment now, ExchangeRules rules)
    {
        decimal? age = market.Mark.MarkedAt is { } seen ? Math.Max(0m, now.SecondsSince(seen)) : null;
        return new MarketFigures(
            market.Id.Value,
            market.Mark.Mark?.Value,
            age,
            age > rules.Profile.Limits.MaxMarkAgeSeconds,
            market.Mark.Held?.Price.Value,
            market.HaltReason,
            market.Book.Best(Side.Buy)?.Value,
            market.Book.Best(Side.Sell)?.Value,
            market.Trades);
    }

    private static OpenLiquidation Of(LiquidationCase open) => new(
        open.Id.Value,
        open.Account.Value,
        Words.Of(open.Phase),
        Words.Of(open.Layer),
        open.StepMarket?.Value,
        open.Rest.Value,
        open.BankruptcyPrice?.Value,
        open.EquityNow.Value,
        open.Budget.Value);
}
