using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Probing.Attacks;

/// <summary>
/// Withdrawing against profit (the ETH position of March 2025): a long as large as the stake lets it be is carried up by a fifth; then all
/// that the venue pays out is taken, first against the unrealised profit and, because a venue may refuse that, once more after the profit
/// was realised by selling and buying again. The price gaps down before the thin margin can be closed. The way up is given, so the verdict
/// says what limited liability is worth here, not that prices rise.
/// </summary>
public sealed class UnrealisedProfit : IAttack
{
    private const decimal Rise = 0.2m;
    private const decimal Slippage = 0.015m;
    private const int Top = 6;
    private const int GapAt = 10;

    /// <inheritdoc/>
    public string Name => "unrealised-profit";

    /// <inheritdoc/>
    public string Summary => "a winning long takes its margin and profit out, then the price gaps back and others bear the loss";

    /// <inheritdoc/>
    public AttackPlan Plan(AttackStage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var stake = stage.Settings.Stake;
        var account = stage.Open("whale", stake);
        var quantity = stage.BuyWith(1, account, stake, Slippage);
        stage.TakeOut(Top, account, stake * 4m);
        stage.Order(Top + 1, account, Side.Sell, quantity, null, reduceOnly: true);
        stage.Order(Top + 2, account, Side.Buy, quantity, null);
        stage.TakeOut(Top + 3, account, stake * 4m);
        return stage.Plan(stage.Gap(GapAt, -stage.Settings.Move, tick => 1m + (Rise * Math.Clamp(tick - 1, 0, Top - 2) / (Top - 2))),
            trace =>
            trace.Trades == 0 ? "the position was not opened"
            : trace.Withdrawn == 0m ? "nothing was paid out"
            : !trace.WithdrewBeforeLiquidation ? "it was not liquidated after the withdrawal"
            : null);
    }
}
