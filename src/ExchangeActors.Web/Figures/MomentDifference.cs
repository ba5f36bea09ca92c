using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Waterfall;
using ExchangeActors.Review.States;

namespace ExchangeActors.Web.Figures;

/// <summary>A figure at two moments.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Then">Earlier; null where there was none.</param>
/// <param name="Now">Later; null where there is none.</param>
/// <param name="IsAmount">Money, shown with cents.</param>
public sealed record FigureChange(string Name, decimal? Then, decimal? Now, bool IsAmount);

/// <summary>An account at two moments; amounts in quote.</summary>
/// <param name="Id">The account.</param>
/// <param name="Status">Its status at the later one.</param>
/// <param name="Then">Equity at the marks of the earlier moment; null before it was opened.</param>
/// <param name="Now">Equity at those of the later.</param>
/// <param name="Positions">What its positions became, in words.</param>
public sealed record AccountChange(string Id, string Status, decimal? Then, decimal Now, string Positions);

/// <summary>What became different between two moments of a journal.</summary>
/// <param name="From">The event of the earlier.</param>
/// <param name="To">The event of the later.</param>
/// <param name="Figures">Fund, deficit and the waterfall: those that changed.</param>
/// <param name="Marks">By market: those that changed.</param>
/// <param name="Accounts">Whose equity changed most, at most <see cref="Most"/>.</param>
/// <param name="Moved">How many accounts have other positions, or another status.</param>
/// <param name="Changed">How many accounts have another equity.</param>
public sealed record MomentDifference(
    long From,
    long To,
    ImmutableArray<FigureChange> Figures,
    ImmutableArray<FigureChange> Marks,
    ImmutableArray<AccountChange> Accounts,
    int Moved,
    int Changed)
{
    /// <summary>More accounts than these are counted, not shown.</summary>
    public const int Most = 25;

    /// <summary>Compares two moments.</summary>
    public static MomentDifference Between(StateView first, LayerSums firstLayers, StateView second, LayerSums secondLayers)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var accounts = second.State.Accounts.Values.Where(account => account.IsOpen).Select(account => Of(account, first, second)).ToList();
        return new MomentDifference(
            first.Ordering,
            second.Ordering,
            [.. Sums(first, firstLayers).Zip(Sums(second, secondLayers), (then, now) =>
                    new FigureChange(now.Name, then.Value, now.Value, now.IsAmount))
                .Where(change => change.Then != change.Now)],
            [.. second.State.Markets.Values.OrderBy(market => market.Id)
                .Select(market => new FigureChange(
                    market.Id.Value, first.State.Market(market.Id).Mark.Mark?.Value, market.Mark.Mark?.Value, IsAmount: false))
                .Where(change => change.Then != change.Now)],
            [.. accounts.Where(change => change.Then != change.Now || change.Positions.Length > 0)
                .OrderByDescending(change => Math.Abs(change.Now - (change.Then ?? 0m))).ThenBy(change => change.Id, StringComparer.Ordinal)
                .Take(Most)],
            accounts.Count(change => change.Positions.Length > 0),
            accounts.Count(change => change.Then != change.Now));
    }

    private static AccountChange Of(Account account, StateView first, StateView second)
    {
        var before = first.State.Accounts.TryGetValue(account.Id, out var known) && known.IsOpen ? known : null;
        return new AccountChange(
            account.Id.Value,
            Words.Of(account.Status),
            before is null ? null : Equity(before, first.State),
            Equity(account, second.State),
            string.Join(", ", account.Positions.Keys.Union(before?.Positions.Keys ?? []).Order()
                .Select(market => (market, Then: Size(before, market), Now: Size(account, market)))
                .Where(change => change.Then != change.Now)
                .Select(change => $"{change.market}: {Words.Number(change.Then)} → {Words.Number(change.Now)}")));
    }

    private static decimal Equity(Account account, ExchangeState state) => WaterfallObserver.Plain(OwnerLedger.Equity(account, state));

    private static decimal Size(Account? account, MarketId market) =>
        account is not null && account.Positions.TryGetValue(market, out var position) ? position.Size.Value : 0m;

    private static IEnumerable<(string Name, decimal Value, bool IsAmount)> Sums(StateView view, LayerSums layers)
    {
        var pool = view.State.Pool(view.Rules.Pool);
        return
        [
            ("Insurance fund", pool.Balance.Value, true),
            ("Of it reserved", pool.Reserved.Value, true),
            ("Credited to the fund", pool.Credited.Value, true),
            ("Paid by the fund", pool.Debited.Value, true),
            ("Deficit, paid by nobody", pool.Deficit.Value, true),
            ("Margin calls", layers.MarginCalls, false),
            ("Liquidations", layers.Liquidations, false),
            ("Liquidations open", pool.Cases.Count, false),
            ("Forced closes", layers.ForcedCloses, false),
            ("Liquidated, notional", layers.Notional, true),
            ("Closed on the book, notional", layers.Book, true),
            ("Closed by ADL, notional", layers.Adl, true),
            ("Taken over, notional", layers.TakenOver, true),
            ("Returned, notional", layers.Returned, true),
            ("Accounts", view.State.Accounts.Values.Count(account => account.IsOpen), false),
        ];
    }
}
