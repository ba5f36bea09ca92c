using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Conservation;

/// <summary>
/// No money is made or lost. While messages are under way it is counted with what the clearing knows to be between two entities.
/// </summary>
internal sealed class MoneyInvariant(Clearing clearing) : IInvariant
{
    private readonly Dictionary<EntityRef, decimal> _balances = [];
    private decimal _sum;

    /// <inheritdoc/>
    public InvariantResult Check(ExchangeState state) => InvariantResult.Of(
        Invariants.MoneyName,
        state.Accounts.Values.Sum(BalanceOf) + state.Pools.Values.Sum(BalanceOf) + state.Markets.Values.Sum(BalanceOf),
        "money was made or lost") with
    { OnlyAtRest = true };

    /// <inheritdoc/>
    public InvariantResult? After(ExchangeState state, IReadOnlyCollection<EntityRef> changed)
    {
        foreach (var entity in changed)
        {
            var balance = entity.Kind switch
            {
                EntityKind.Account => BalanceOf(state.Account(new AccountId(entity.Id))),
                EntityKind.Liquidation => BalanceOf(state.Pool(entity.Id)),
                EntityKind.Market => BalanceOf(state.Market(new MarketId(entity.Id))),
                _ => 0m,
            };
            _sum += balance - _balances.GetValueOrDefault(entity);
            _balances[entity] = balance;
        }

        return InvariantResult.Of(Invariants.MoneyName, _sum + clearing.Cash, "money was made or lost between two entities").IfBroken();
    }

    /// <summary>What an account holds, with fees and funding that it has paid, less what it brought.</summary>
    public static decimal BalanceOf(Account account)
    {
        var held = account.Wallet.Value + (account.Withdrawing?.Amount.Value ?? 0m) + account.FundingPaid.Value + account.FeesPaid.Value;
        foreach (var position in account.Positions.Values)
        {
            held += (position.IsolatedMargin?.Value ?? 0m) - position.Cost.Value;
        }

        return held - account.NetDeposits.Value - account.ShrinkProceeds.Value;
    }

    /// <summary>
    /// What a market has paid for the contracts that its sides were shrunk by; the positions that settle with them pay it back.
    /// </summary>
    public static decimal BalanceOf(Market market) => -market.ShrinkProceeds.Value;

    /// <summary>What a pool holds, less what it owes and what was paid in.</summary>
    public static decimal BalanceOf(LiquidationPool pool) =>
        pool.Balance.Value - pool.Deficit.Value + pool.Unclaimed.Value - pool.Seeded.Value;
}
