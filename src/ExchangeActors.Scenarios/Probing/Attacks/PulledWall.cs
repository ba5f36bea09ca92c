using System.Globalization;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Probing.Attacks;

/// <summary>
/// A pulled wall (POPCAT, November 2025): four accounts are long as far as their margin goes; a fifth rests one large bid below the mark
/// and takes it away at the moment at which the price gaps down, so that the liquidations find nothing of it and the fund or the vault
/// inherits. The attackers lose their margin; what they may hold elsewhere is not in here. Prices are an input: whom the wall drew in is
/// not measured, only what it left behind.
/// </summary>
public sealed class PulledWall : IAttack
{
    private const int Wallets = 4;
    private const int Pulled = 6;
    private const decimal Below = 0.02m;
    private const decimal Slippage = 0.015m;

    /// <inheritdoc/>
    public string Name => "pulled-wall";

    /// <inheritdoc/>
    public string Summary =>
        "longs in several accounts behind a bid that is taken away when the price gaps down; the loss beyond their margin is others'";

    /// <inheritdoc/>
    public AttackPlan Plan(AttackStage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var each = stage.Settings.Stake / (Wallets + 1);
        var quantity = stage.Largest(each);
        for (var number = 1; number <= Wallets; number++)
        {
            stage.BuyWith(1, stage.Open(string.Create(CultureInfo.InvariantCulture, $"long-{number}"), each), each, Slippage);
        }

        var wall = stage.Open("wall", each);
        stage.Order(2, wall, Side.Buy, quantity, stage.Mark * (1m - Below));
        stage.CancelAll(Pulled, wall);
        return stage.Plan(stage.Gap(Pulled + 1, -stage.Settings.Move), trace =>
            trace.Trades == 0 ? "no long was opened"
            : trace.LargestPulled == 0m ? "the wall did not rest until it was pulled"
            : trace.AttackersLiquidated == 0 ? "nobody was liquidated"
            : null);
    }
}
