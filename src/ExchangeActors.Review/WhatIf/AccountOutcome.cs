using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Waterfall;
using ExchangeActors.Review.States;

namespace ExchangeActors.Review.WhatIf;

/// <summary>What became of an account. Amounts are quote currency.</summary>
/// <param name="Equity">Wallet, margins put aside and unrealised PnL at the last marks.</param>
/// <param name="Liquidations">Liquidations begun.</param>
/// <param name="ForcedCloses">Forced closes by ADL.</param>
/// <param name="ForcedNotional">Of them, at the ADL prices.</param>
/// <param name="LossesShared">Shares of others' losses that it paid.</param>
public sealed record AccountOutcome(decimal Equity, int Liquidations, int ForcedCloses, decimal ForcedNotional, decimal LossesShared);

/// <summary>Adds up what becomes of accounts and of the waterfall. Fed with every event, in order.</summary>
internal sealed class OutcomeLedger
{
    private readonly Dictionary<AccountId, (int Liquidations, int ForcedCloses, decimal Notional)> _accounts = [];

    /// <summary>The waterfall's totals.</summary>
    public WaterfallObserver Waterfall { get; } = new();

    public void Observe(RecordedEvent recorded)
    {
        Waterfall.Observe(recorded);
        switch (recorded.Event)
        {
            case LiquidationStarted:
                Add(recorded, sums => sums with { Liquidations = sums.Liquidations + 1 });
                break;
            case PositionForceClosed e:
                Add(recorded, sums =>
                    sums with { ForcedCloses = sums.ForcedCloses + 1, Notional = sums.Notional + (e.Price * e.Quantity).Value });
                break;
            case SideSettled { Closed.IsZero: false } e:
                Add(recorded, sums => sums with { ForcedCloses = sums.ForcedCloses + 1, Notional = sums.Notional + e.Notional.Value });
                break;
            default:
                break;
        }
    }

    /// <summary>Every account's outcome, with the states after the last event.</summary>
    public SortedDictionary<AccountId, AccountOutcome> Outcomes(ExchangeState state)
    {
        var outcomes = new SortedDictionary<AccountId, AccountOutcome>();
        foreach (var account in state.Accounts.Values)
        {
            var (liquidations, closes, notional) = _accounts.GetValueOrDefault(account.Id);
            outcomes[account.Id] = new AccountOutcome(AccountEquity.Of(account, state), liquidations, closes,
                WaterfallObserver.Plain(notional), account.LossesShared.Value);
        }

        return outcomes;
    }

    private void Add(RecordedEvent recorded, Func<(int Liquidations, int ForcedCloses, decimal Notional),
        (int Liquidations, int ForcedCloses, decimal Notional)> change)
    {
        var account = new AccountId(recorded.Id.Stream.Id);
        _accounts[account] = change(_accounts.GetValueOrDefault(account));
    }
}
