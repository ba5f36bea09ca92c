using System.Globalization;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Probing.Attacks;

/// <summary>
/// Two accounts of one owner trade with each other far from the mark, in an empty book, so that one of them is bankrupt by the trade and
/// the fund makes the other rich. Tried at the settings' distance and, where the venue refuses that, nearer and smaller; a pair above the
/// mark and one below. As openings, or as closings of positions that were opened at the mark.
/// </summary>
/// <param name="closing">True for the closings.</param>
public sealed class OffMarket(bool closing) : IAttack
{
    private static readonly decimal[] Distances = [1m, 0.5m, 0.25m, 0.12m];
    private static readonly decimal[] Sizes = [1m, 0.5m, 0.25m];

    /// <inheritdoc/>
    public string Name => closing ? "off-market-close" : "off-market-open";

    /// <inheritdoc/>
    public string Summary => closing
        ? "two accounts close against each other far from the mark, so that one is bankrupt by it"
        : "two accounts open against each other far from the mark, so that one is bankrupt by it";

    /// <inheritdoc/>
    public AttackPlan Plan(AttackStage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var each = stage.Settings.Stake / 4m;
        var quantity = stage.Largest(each);
        foreach (var direction in (int[])[1, -1])
        {
            var pair = direction > 0 ? "above" : "below";
            var (seller, buyer) = (stage.Open(pair + "-seller", each), stage.Open(pair + "-buyer", each));
            if (closing)
            {
                // Who will close by selling is long before, who will close by buying is short.
                stage.Trade(1, buyer, seller, quantity, stage.Mark);
            }

            var tick = 2;
            foreach (var distance in Distances)
            {
                foreach (var size in Sizes)
                {
                    Try(stage, tick, direction, seller, buyer, quantity * size,
                        stage.Mark * (1m + (direction * 2m * stage.Settings.Move * distance)));
                }

                tick++;
            }
        }

        return stage.Plan(
            _ => 1m,
            trace => trace.FurthestOwnTrade <= 0.01m ? string.Create(
                CultureInfo.InvariantCulture, $"no trade was further than {trace.FurthestOwnTrade:P1} from the mark") : null,
            scenario => scenario with { Liquidity = null });
    }

    private void Try(AttackStage stage, int tick, int direction, AccountId seller, AccountId buyer, decimal quantity, decimal price)
    {
        // The side that gains rests; the side that loses takes it, and both take back what is left.
        var (gains, loses) = direction > 0 ? (seller, buyer) : (buyer, seller);
        var (gaining, losing) = direction > 0 ? (Side.Sell, Side.Buy) : (Side.Buy, Side.Sell);
        stage.Order(tick, gains, gaining, quantity, price, reduceOnly: closing);
        stage.Order(tick, loses, losing, quantity, price, immediate: true, reduceOnly: closing);
        stage.CancelAll(tick, gains);
    }
}
