using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Probing.Attacks;

/// <summary>
/// One owner on both legs (JELLY, March 2025; POPCAT): two accounts trade with each other at the mark, one long and one short with half of
/// the stake each, as large as it goes. The price gaps; the short leg is bankrupt beyond its margin, which is all that it can lose, and the
/// long leg keeps the profit, sold at once. What moved the price is not in here.
/// </summary>
public sealed class BothLegs : IAttack
{
    /// <summary>The tick of the gap.</summary>
    internal const int GapAt = 6;

    /// <inheritdoc/>
    public string Name => "both-legs";

    /// <inheritdoc/>
    public string Summary =>
        "long and short of one owner with separate margin; the price gaps, one leg goes bankrupt, the other keeps its profit";

    /// <inheritdoc/>
    public AttackPlan Plan(AttackStage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        OpenLegs(stage, stage.Settings.Stake / 2m, stage.Settings.Stake / 2m);
        return stage.Plan(stage.Gap(GapAt, stage.Settings.Move), trace =>
            trace.OwnTrades == 0 ? "the legs were not opened" : trace.AttackersLiquidated == 0 ? "no leg was liquidated" : null);
    }

    /// <summary>Both legs, and the sale of the long one after the gap.</summary>
    internal static void OpenLegs(AttackStage stage, decimal longStake, decimal shortStake)
    {
        var (winner, loser) = (stage.Open("long", longStake), stage.Open("short", shortStake));
        var quantity = stage.Largest(shortStake);
        stage.Trade(1, loser, winner, quantity, stage.Mark);
        for (var tick = GapAt; tick < GapAt + 6; tick++)
        {
            stage.Close(tick, winner, Side.Sell, quantity, null);
        }
    }
}
