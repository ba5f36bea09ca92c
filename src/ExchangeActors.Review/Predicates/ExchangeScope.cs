using System.Linq.Dynamic.Core.CustomTypeProviders;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Review.States;

namespace ExchangeActors.Review.Predicates;

/// <summary>What a predicate can ask about: the exchange after an event. Names may be written in any case.</summary>
/// <param name="state">The states, as folded so far.</param>
/// <param name="rules">Instruments and venue.</param>
[DynamicLinqType]
public sealed class ExchangeScope(ExchangeState state, ExchangeRules rules)
{
    /// <summary>The insurance fund.</summary>
    public FundScope Fund => new(state.Pool(rules.Pool), rules.FundFloor.Value);

    /// <summary>Events so far.</summary>
    public long Events { get; internal set; }

    /// <summary>Exchange time of the event, e.g. <c>time &gt;= DateTime(2025, 10, 10, 21, 15, 0)</c>.</summary>
    public DateTime Time { get; internal set; }

    /// <summary>Name of the event, e.g. <c>event == "DeficitBooked"</c>.</summary>
    public string Event { get; internal set; } = string.Empty;

    /// <summary>Forced closes so far.</summary>
    public long ForcedCloses { get; internal set; }

    /// <summary>Liquidations begun so far.</summary>
    public long Liquidations { get; internal set; }

    /// <summary>An account; one that is not opened yet has nothing.</summary>
    public AccountScope Account(string id) => new(state.Account(new AccountId(id)), state);

    /// <summary>A market; one that is not listed yet has nothing.</summary>
    public MarketScope Market(string id) => new(new MarketId(id), state);
}

/// <summary>The insurance fund.</summary>
[DynamicLinqType]
public sealed class FundScope(Domain.Liquidations.LiquidationPool pool, decimal floor)
{
    /// <summary>True once it was paid into, or asked for.</summary>
    public bool Exists => pool.Version > 0;

    /// <summary>Quote; before the fund is there no comparison with it holds.</summary>
    public decimal Balance => pool.Balance.Value;

    /// <summary>Reserved for fills under way, quote.</summary>
    public decimal Reserved => pool.Reserved.Value;

    /// <summary>What it never goes below, quote.</summary>
    public decimal Floor => floor;

    /// <summary>Booked and not paid by anybody, quote.</summary>
    public decimal Deficit => pool.Deficit.Value;

    /// <summary>Liquidation fees so far, quote.</summary>
    public decimal Credited => pool.Credited.Value;

    /// <summary>Shortfalls paid so far, quote.</summary>
    public decimal Debited => pool.Debited.Value;

    /// <summary>Liquidations that are not over.</summary>
    public int OpenLiquidations => pool.Cases.Count;
}

/// <summary>An account.</summary>
[DynamicLinqType]
public sealed class AccountScope(Domain.Accounts.Account account, ExchangeState state)
{
    /// <summary>True once it is opened.</summary>
    public bool Exists => account.Version > 0;

    /// <summary>Cross balance, quote; before the account is opened no comparison with it holds.</summary>
    public decimal Wallet => account.Wallet.Value;

    /// <summary>
    /// With unrealised PnL at the newest marks and margins put aside, quote; none before it is opened, and while a market that it has a
    /// position in has no mark yet, and no comparison
    /// with none holds.
    /// </summary>
    public decimal? Equity =>
        Exists && account.Positions.Keys.All(market => state.Market(market).Quote is not null) ? AccountEquity.Of(account, state) : null;

    /// <summary>True while it is frozen by a liquidation.</summary>
    public bool Frozen => account.Status != Domain.Accounts.AccountStatus.Active;

    /// <summary>True while a margin call stands.</summary>
    public bool MarginCalled => account.MarginCalled;

    /// <summary>Liquidations so far.</summary>
    public int Liquidations => account.LiquidationNumber;

    /// <summary>Open positions.</summary>
    public int Positions => account.Positions.Count;

    /// <summary>Signed size in a market; 0 for none. Before the account is opened no comparison with it holds.</summary>
    public decimal Size(string market) => account.Positions.GetValueOrDefault(new MarketId(market))?.Size.Value ?? 0m;
}

/// <summary>A market.</summary>
[DynamicLinqType]
public sealed class MarketScope(MarketId market, ExchangeState state)
{
    /// <summary>Mark price; none before the first, and no comparison with none holds.</summary>
    public decimal? Mark => state.Market(market).Quote?.Mark.Value;

    /// <summary>Contracts of all longs. Looks at every account.</summary>
    public decimal OpenInterest => state.Accounts.Values.Sum(
        account => account.Positions.TryGetValue(market, out var position) ? Math.Max(0m, position.Size.Value) : 0m);

    /// <summary>Trades so far.</summary>
    public long Trades => state.Market(market).Trades;

    /// <summary>Deleveragings asked for so far.</summary>
    public int Deleveragings => state.Coordinator(market).LastNumber;

    /// <summary>True while trading is halted.</summary>
    public bool Halted => state.Market(market).HaltReason is not null;
}
