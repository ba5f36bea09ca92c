using System.Collections.Immutable;

namespace ExchangeActors.Scenarios.Probing;

/// <summary>
/// A scenario in which every amount of money and every size is so many times as large: wallets, positions, fund, liquidity, orders, and
/// with them lots, quote ticks and the floors of margin tiers. Prices stay. Rules without absolute amounts then give outcomes as many times
/// as large.
/// </summary>
public static class ScaledScenario
{
    /// <summary>The scenario, without its population, which <see cref="Of(OpeningAccount, decimal)"/> scales account by account.</summary>
    public static Scenario Of(Scenario scenario, decimal factor)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return scenario with
        {
            Markets =
            [
                .. scenario.Markets.Select(instrument => instrument with
                {
                    LotSize = instrument.LotSize * factor,
                    QuoteTick = instrument.QuoteTick * factor,
                    Tiers = [.. instrument.Tiers.Select(tier => tier with { Floor = tier.Floor * factor })],
                }),
            ],
            InsuranceFund = scenario.InsuranceFund * factor,
            InsuranceFundFloor = scenario.InsuranceFundFloor * factor,
            Liquidity = scenario.Liquidity is { } liquidity
                ? liquidity with
                {
                    Deposit = liquidity.Deposit * factor,
                    Scales = liquidity.Scales.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value * factor)
                }
                : null,
            Actions = [.. scenario.Actions.Select(action => Of(action, factor))],
        };
    }

    /// <summary>An account, scaled.</summary>
    public static OpeningAccount Of(OpeningAccount account, decimal factor)
    {
        ArgumentNullException.ThrowIfNull(account);
        return account with
        {
            Deposit = account.Deposit * factor,
            Positions = [
                .. account.Positions.Select(
                    position => position with { Size = position.Size * factor, IsolatedMargin = position.IsolatedMargin * factor })],
        };
    }

    private static TimedAction Of(TimedAction action, decimal factor) => action switch
    {
        TimedOrder order => order with { Quantity = order.Quantity * factor },
        TimedDeposit deposit => deposit with { Amount = deposit.Amount * factor },
        TimedWithdrawal withdrawal => withdrawal with { Amount = withdrawal.Amount * factor },
        _ => action,
    };
}
