using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Waterfall;

/// <summary>What became of the money of one owner, all of its accounts together. Amounts are quote currency.</summary>
/// <param name="Owner">The owner.</param>
/// <param name="Accounts">How many accounts it has.</param>
/// <param name="PaidIn">Opening and later deposits.</param>
/// <param name="TakenOut">Withdrawals as they were paid.</param>
/// <param name="Equity">Wallets, margins put aside, withdrawals under way, and open positions at the newest marks.</param>
/// <param name="Liquidated">How many of the accounts were liquidated.</param>
public sealed record OwnerTotals(string Owner, int Accounts, decimal PaidIn, decimal TakenOut, decimal Equity, int Liquidated)
{
    /// <summary>Equity and what was taken out, less what was paid in.</summary>
    public decimal Profit => Equity + TakenOut - PaidIn;
}

/// <summary>
/// Keeps who stands behind which account, and what each account paid in and took out; fed with every event of a run. Not safe for
/// concurrent use.
/// </summary>
public sealed class OwnerLedger
{
    private readonly Dictionary<AccountId, Entry> _entries = [];

    /// <summary>Takes notice of an event.</summary>
    public void Observe(RecordedEvent recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        switch (recorded.Event)
        {
            case AccountOpened e:
                _entries[e.Account] = new Entry(e.Owner ?? new OwnerId(e.Account.Value), e.Kind,
                    e.Owner is not null)
                { PaidIn = e.Deposit.Value };
                break;
            case Deposited e when Of(recorded) is { } entry: entry.PaidIn += e.Amount.Value; break;
            case Withdrawn e when Of(recorded) is { } entry: entry.TakenOut += e.Amount.Value; break;
            case WithdrawalPaid e when Of(recorded) is { } entry: entry.TakenOut += e.Amount.Value; break;
            case LiquidationStarted when Of(recorded) is { } entry: entry.Liquidated = true; break;
            default: break;
        }
    }

    /// <summary>Every owner that was named, by id.</summary>
    /// <param name="state">The states whose newest marks count.</param>
    public IEnumerable<OwnerTotals> Named(ExchangeState state) =>
        Group(state, entry => entry.IsNamed).OrderBy(totals => totals.Owner, StringComparer.Ordinal);

    /// <summary>An owner, named or an account that is its own; null when nobody is called so.</summary>
    public OwnerTotals? Of(OwnerId owner, ExchangeState state) => Group(state, entry => entry.Owner == owner).FirstOrDefault();

    /// <summary>An account alone; null when it was not opened.</summary>
    public OwnerTotals? Of(AccountId account, ExchangeState state) =>
        _entries.TryGetValue(account, out var entry) ? Sum(account.Value, [(account, entry)], state) : null;

    /// <summary>All accounts of a kind but those of an owner, together, under the name of the kind.</summary>
    public OwnerTotals Others(AccountKind kind, OwnerId owner, ExchangeState state) =>
        Sum(kind.ToString(), _entries.Where(pair => pair.Value.Kind == kind && pair.Value.Owner != owner)
            .Select(pair => (pair.Key, pair.Value)), state);

    /// <summary>
    /// Wallet, margins put aside, what is on its way out, and unrealised PnL at the newest marks, quote; a market without a mark counts
    /// nothing.
    /// </summary>
    public static decimal Equity(Account account, ExchangeState state)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(state);
        var equity = account.Wallet.Value + (account.Withdrawing?.Amount.Value ?? 0m);
        foreach (var (market, position) in account.Positions)
        {
            equity += (position.IsolatedMargin?.Value ?? 0m)
                + (state.Market(market).Quote is { } quote ? position.UnrealisedPnl(quote.Mark).Value : 0m);
        }

        return equity;
    }

    /// <summary>Null when the opening was not seen, as in an incident that was cut out.</summary>
    private Entry? Of(RecordedEvent recorded) => _entries.GetValueOrDefault(new AccountId(recorded.Id.Stream.Id));

    private IEnumerable<OwnerTotals> Group(ExchangeState state, Func<Entry, bool> chosen) => _entries
        .Where(pair => chosen(pair.Value))
        .GroupBy(pair => pair.Value.Owner)
        .Select(group => Sum(group.Key.Value, group.Select(pair => (pair.Key, pair.Value)), state));

    private static OwnerTotals Sum(string name, IEnumerable<(AccountId Id, Entry Entry)> accounts, ExchangeState state)
    {
        var (count, paidIn, takenOut, equity, liquidated) = (0, 0m, 0m, 0m, 0);
        foreach (var (id, entry) in accounts)
        {
            count++;
            paidIn += entry.PaidIn;
            takenOut += entry.TakenOut;
            equity += Equity(state.Account(id), state);
            liquidated += entry.Liquidated ? 1 : 0;
        }

        return new OwnerTotals(name, count, WaterfallObserver.Plain(paidIn), WaterfallObserver.Plain(takenOut),
            WaterfallObserver.Plain(equity), liquidated);
    }

    private sealed class Entry(OwnerId owner, AccountKind kind, bool isNamed)
    {
        public OwnerId Owner { get; } = owner;

        public AccountKind Kind { get; } = kind;

        public bool IsNamed { get; } = isNamed;

        public decimal PaidIn { get; set; }

        public decimal TakenOut { get; set; }

        public bool Liquidated { get; set; }
    }
}
