using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues;

/// <summary>What a guard knows of a round of a deleveraging.</summary>
/// <param name="Needed">Still to be closed, unsigned.</param>
/// <param name="LotSize">Of the market.</param>
/// <param name="Bankruptcy">The bankruptcy price.</param>
/// <param name="Mark">The mark of the ranking.</param>
/// <param name="PositionSide">Of the bankrupt position: +1 long, −1 short.</param>
/// <param name="Fund">What the fund had available when the deleveraging was asked for.</param>
/// <param name="QueuePnl">Unrealised PnL of the whole queue.</param>
public sealed record GuardInput(Quantity Needed, decimal LotSize, Price Bankruptcy, Price Mark, int PositionSide, Money Fund,
    Money QueuePnl);

/// <summary>Keeps a deleveraging from closing more than the deficit asks for.</summary>
public interface IGuard : IPolicy
{
    /// <summary>How much of what is needed may be closed at all, unsigned; the rest goes back to the book.</summary>
    Quantity Allows(GuardInput input);

    /// <summary>How much of a step may be closed.</summary>
    /// <param name="input">The round.</param>
    /// <param name="takenPnl">PnL of what the round's earlier steps close.</param>
    /// <param name="quantity">The step, unsigned.</param>
    /// <param name="pnl">PnL that the step takes.</param>
    Quantity AllowsStep(GuardInput input, Money takenPnl, Quantity quantity, Money pnl) => quantity;
}
