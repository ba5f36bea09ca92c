using System.Globalization;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Waterfall;

/// <summary>Whose accounts an exchange has.</summary>
/// <param name="Traders">Of traders.</param>
/// <param name="Liquidity">That quote a scenario's depth, one a market.</param>
/// <param name="Exchange">The exchange's own, and its vaults.</param>
public readonly record struct AccountTotals(int Traders, int Liquidity, int Exchange)
{
    /// <summary>Accounts that quote a scenario's depth are called this and their market.</summary>
    public const string LiquidityPrefix = "liquidity-";

    /// <summary>All together.</summary>
    public int All => Traders + Liquidity + Exchange;

    /// <summary>Counts those of a state.</summary>
    public static AccountTotals Of(ExchangeState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var quoting = state.Markets.Keys.Select(market => new AccountId(LiquidityPrefix + market)).ToHashSet();
        var all = state.Accounts.Values.Where(account => account.Version > 0);
        return all.Aggregate(default(AccountTotals), (sum, account) => account.Kind switch
        {
            AccountKind.Trader when quoting.Contains(account.Id) => sum with { Liquidity = sum.Liquidity + 1 },
            AccountKind.Trader => sum with { Traders = sum.Traders + 1 },
            _ => sum with { Exchange = sum.Exchange + 1 },
        });
    }

    /// <summary>For people: <c>10,000 accounts + 18 of liquidity and the exchange</c>.</summary>
    public override string ToString()
    {
        var others = (Liquidity, Exchange) switch
        {
            (0, 0) => null,
            (0, _) => "the exchange",
            (_, 0) => "liquidity",
            _ => "liquidity and the exchange",
        };
        var accounts = string.Create(CultureInfo.InvariantCulture, $"{Traders:N0} {(Traders == 1 ? "account" : "accounts")}");
        return others is null ? accounts : string.Create(CultureInfo.InvariantCulture, $"{accounts} + {All - Traders:N0} of {others}");
    }
}
