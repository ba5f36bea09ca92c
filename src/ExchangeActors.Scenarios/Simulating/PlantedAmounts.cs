using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues.Residuals;

namespace ExchangeActors.Scenarios.Simulating;

/// <summary>
/// Planted bugs under which all sums still come out even and yet somebody pays or gets what is not right: faults that were in the
/// exchange once.
/// </summary>
internal static class PlantedAmounts
{
    /// <summary>All of them.</summary>
    public static ImmutableArray<PlantedBug> All { get; } =
    [
        PlantedBugs.Market("fee-per-fill", "A fee is rounded up for every fill instead of once for the order.", 100, [Check.OrderFees],
            (market, message, rules, decide) =>
            PlantedBugs.OnEvents(decide(market, message, rules), @event => @event is TradeExecuted e
                ? e with
                {
                    TakerFee = e.Liquidation is null ? PerFill(e, market.Instrument!.TakerFee, market) : e.TakerFee,
                    MakerFee = PerFill(e, market.Instrument!.MakerFee, market),
                }
                : @event)),
        PlantedBugs.Account("funding-remainder-lost", "Every payment of funding is rounded up, and what that was too much is forgotten.",
            100, [Check.Funding], (account, message, rules, decide) =>
            decide(account with { Ledger = account.Ledger with { FundingRemainder = 0m } }, message, rules)),
        PlantedBugs.Account("released-cost-to-the-tick", "The cost of a partial close is rounded down to the quote tick.", 300,
            [Check.Realised], (account, message, rules, decide) =>
            PlantedBugs.OnEvents(decide(account, message, rules), @event => @event is FillApplied e && ClosesInPart(account, e)
                ? e with { RealisedPnl = new Money(Rounding.Up(e.RealisedPnl.Value, rules[e.Market].QuoteTick)) }
                : @event)),
        PlantedBugs.Pool("loss-shared-per-contract", "A shared loss is divided by contract and rounded up to the quote tick for each.",
            300, [Check.Layers], (pool, message, rules, decide) =>
            PlantedBugs.OnEvents(decide(pool, message, rules), @event => @event is LossSocialized e
                && SocialLossResidual.PerContract(e.Loss, e.OpenInterestLong, e.OpenInterestShort, rules[e.Market].QuoteTick) is { } each
                    ? e with { Shares = [.. e.Shares.Select(share => share with { Amount = each * share.Size.Absolute.Value })] }
                    : @event)),
        PlantedBugs.Pool("deleverage-more-than-is-left", "Winners are closed for one lot more than is left of the bankrupt position.", 100,
            [Check.Layers], (pool, message, rules, decide) =>
            PlantedBugs.OnEvents(decide(pool, message, rules), @event => @event is DeleveragingRequested e
                ? e with { Quantity = e.Quantity + new Quantity(rules[e.Market].LotSize) } : @event)),
        PlantedBugs.Account("open-loss-forgotten", "An order needs its margin, but not the loss that it would have against the mark.", 100,
            [Check.OrderMargin], (account, message, rules, decide) =>
            decide(account, message, rules) is var decision && decision.Reply is CommandRefused { Code: "insufficient-margin" }
                && message is PlaceOrder { Limit: { } limit } place
                && place.Marks[place.Market]?.Mark is { } mark
                    ? decide(account with { Wallet = account.Wallet + new Money(Math.Max(0m,
                        place.Side.Sign() * (limit.Value - mark.Value)) * place.Quantity.Value) }, message, rules)
                    : decision),
        PlantedBugs.Account("shortfall-reported-short", "An account reports a hundredth less than it owes, and keeps the debt.", 200,
            [Check.Wallet, Check.Overlooked], (account, message, rules, decide) =>
            decide(account, message, rules) is var decision
                && decision.Events.OfType<LiquidationEnded>().Any(ended => ended.Shortfall.Value > 0.01m)
                ? PlantedBugs.OnEvents(decision, @event => @event is LiquidationEnded e
                    ? e with { Shortfall = e.Shortfall - new Money(0.01m) } : @event) with
                {
                    Sends = [.. decision.Sends.Select(send => send.Body is LiquidationSettled settled
                        ? send with { Body = settled with { Shortfall = settled.Shortfall - new Money(0.01m) } } : send)],
                }
                : decision),
        PlantedBugs.Account("isolated-margin-beyond-the-wallet", "An isolated position takes more margin out of the wallet than is there.",
            100, [Check.Wallet], (account, message, rules, decide) =>
            PlantedBugs.OnEvents(decide(account, message, rules), @event => @event is FillApplied e && e.MarginMoved > Money.Zero
                ? e with { MarginMoved = Money.Max(e.MarginMoved, account.Wallet + new Money(rules[e.Market].QuoteTick)) }
                : @event)),
    ];

    private static Money PerFill(TradeExecuted e, decimal rate, Market market) =>
        new(Rounding.Up((e.Price * e.Quantity).Value * rate, market.Instrument!.QuoteTick));

    private static bool ClosesInPart(Account account, FillApplied e) =>
        account.Positions.GetValueOrDefault(e.Market) is { IsolatedMargin: null } held
        && (held.Size + e.Fill.Side.Delta(e.Fill.Quantity)) is var after && after.Sign == held.Size.Sign
            && after.Absolute < held.Size.Absolute;
}
