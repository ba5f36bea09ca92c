using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Probing.Attacks;

/// <summary>
/// Pushing a thin book (XPL, August 2025): the market is marked at its own last trade (rule <c>last</c>, no other venue's trades in the
/// feed), its book a tenth of the stage's. The attackers buy what the book asks and then trade one lot with themselves a little higher at
/// every tick, so that the mark walks up while the index stands still. They sell to the liquidations of shorts that this brings. At the end
/// the market's last trade elsewhere is back at the index, so that nothing is valued at a price of their own making.
/// </summary>
public sealed class ThinBook : IAttack
{
    private const decimal Depth = 0.1m;
    private const decimal Step = 0.045m;
    private const decimal Sweep = 0.06m;
    private const int Pushes = 8;
    private const int Back = 16;
    private const decimal SmallShare = 0.1m;

    /// <inheritdoc/>
    public string Name => "thin-book";

    /// <inheritdoc/>
    public string Summary => "own trades walk the mark of a thin market up; shorts are liquidated into the attackers' offers";

    /// <inheritdoc/>
    public AttackPlan Plan(AttackStage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var stake = stage.Settings.Stake;
        var (holder, pusher, taker) = (stage.Open("holder", stake * (1m - (2m * SmallShare))), stage.Open("pusher", stake * SmallShare),
            stage.Open("taker", stake * SmallShare));
        var quantity = stage.BuyWith(1, holder, stake * (1m - (2m * SmallShare)), Sweep);
        var price = stage.Mark;
        for (var push = 1; push <= Pushes; push++)
        {
            price *= 1m + Step;
            stage.Trade(push + 1, taker, pusher, stage.Instrument.LotSize, price);
            if (price > stage.Mark * 1.1m)
            {
                // Offered just above the newest own trade, where the liquidations of this tick's mark buy.
                stage.CancelAll(push + 1, holder);
                stage.Close(push + 1, holder, Side.Sell, quantity, price * 1.005m);
            }
        }

        // What is left is sold to whoever bids for it while the mark is high.
        stage.CancelAll(Pushes + 3, holder);
        stage.Close(Pushes + 3, holder, Side.Sell, quantity, null);
        return stage.Plan(
            _ => 1m,
            trace => trace.OwnTrades == 0 ? "the attackers did not trade with each other" : trace.HighestMark < 1m + Step
                ? "the mark did not follow" : null,
            OwnTradesMark);
    }

    private static Scenario OwnTradesMark(Scenario scenario)
    {
        var instrument = scenario.Markets[0];
        return scenario with
        {
            Markets = scenario.Markets.SetItem(0, instrument with { MarkPrice = instrument.MarkPrice with { Rule = MarkPriceRule.Last } }),
            Ticks = [.. scenario.Ticks.Select(
                tick => tick with { Points = tick.Points.SetItem(
                    0, tick.Points[0] with { Last = tick.Number < Back ? null : tick.Points[0].Index }) })],
            Liquidity = scenario.Liquidity is { } liquidity
                ? liquidity with
                {
                    Scales = liquidity.Scales.ToImmutableSortedDictionary(
                    pair => pair.Key, pair => pair.Key == instrument.Id ? pair.Value * Depth : pair.Value)
                }
                : null,
        };
    }
}
