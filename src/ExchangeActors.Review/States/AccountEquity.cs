using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Waterfall;

namespace ExchangeActors.Review.States;

/// <summary>What an account is worth.</summary>
internal static class AccountEquity
{
    /// <summary>Wallet, margins put aside, what is on its way out, and unrealised PnL at the newest marks; quote.</summary>
    public static decimal Of(Account account, ExchangeState state) => WaterfallObserver.Plain(OwnerLedger.Equity(account, state));
}
