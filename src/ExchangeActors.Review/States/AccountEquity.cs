using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Simulation;
using ExchangeActors.Domain.Totals;

namespace ExchangeActors.Review.States;

/// <summary>What an account is worth.</summary>
internal static class AccountEquity
{
    /// <summary>Wallet, margins put aside, what is on its way out, and unrealised PnL at the newest marks; quote.</summary>
    public static decimal Of(Account account, ExchangeState state)
    {
        var equity = account.Wallet.Value + (account.Withdrawing?.Amount.Value ?? 0m);
        foreach (var (market, position) in account.Positions)
        {
            var mark = state.Market(market).Quote?.Mark.Value ?? 0m;
            equity += (position.IsolatedMargin?.Value ?? 0m) + (position.Size.Value * mark) - position.Cost.Value;
        }

        return WaterfallObserver.Plain(equity);
    }
}
