using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Liquidations;

/// <summary>A position is offered to a liquidity-support participant.</summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Step">Its step.</param>
/// <param name="Number">Numbers the offers to this participant from 1.</param>
/// <param name="Participant">Whom.</param>
/// <param name="Market">The market.</param>
/// <param name="PositionSide">+1 long, −1 short.</param>
/// <param name="Quantity">Unsigned.</param>
/// <param name="Policy">Name of the backstop policy.</param>
public sealed record SupportOffered(
    LiquidationId Liquidation,
    int Step,
    long Number,
    AccountId Participant,
    MarketId Market,
    int PositionSide,
    Quantity Quantity,
    string Policy) : LiquidationCaseEvent(Liquidation);

/// <summary>What a participant took; the liquidated account's side follows as a transfer.</summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Step">Its step.</param>
/// <param name="Number">The offer.</param>
/// <param name="Participant">Who.</param>
/// <param name="Group">The market's cooldown group.</param>
/// <param name="Taken">Unsigned; 0 when it declined.</param>
/// <param name="Unfilled">Unsigned, of what was offered.</param>
/// <param name="Part">Numbers the transfers of the liquidation from 1.</param>
/// <param name="Price">The transfer price; null when it declined.</param>
/// <param name="Mark">The mark that it decided at: the newest that the liquidation knows; null when it knew none.</param>
/// <param name="Code">Why it declined; null when it took something.</param>
/// <param name="RestsUntil">It is not asked again in this group before; null when it may be.</param>
/// <param name="Budget">Reserved from the fund for what the price costs beyond the bankruptcy price.</param>
public sealed record SupportReturned(
    LiquidationId Liquidation,
    int Step,
    long Number,
    AccountId Participant,
    int Group,
    Quantity Taken,
    Quantity Unfilled,
    int Part,
    Price? Price,
    Price? Mark,
    string? Code,
    Moment? RestsUntil,
    Money Budget) : LiquidationCaseEvent(Liquidation);
