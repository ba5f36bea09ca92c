using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Liquidations;

/// <summary>Asks the risk monitors to offer a participant a position at its newest marks.</summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Step">Its step.</param>
/// <param name="Number">Numbers the pool's offers to this participant from 1.</param>
/// <param name="Through">Offers up to this one were answered, and their answers taken.</param>
/// <param name="Participant">Whom.</param>
/// <param name="Market">The market.</param>
/// <param name="Delta">Signed change of the participant's size if it takes all.</param>
/// <param name="Pool">Whom the participant answers.</param>
public sealed record OfferSupport(
    LiquidationId Liquidation,
    int Step,
    long Number,
    long Through,
    AccountId Participant,
    MarketId Market,
    Quantity Delta,
    string Pool) : OwedMessage
{
    /// <inheritdoc/>
    public override string? Correlation => Liquidation.Value;

    /// <inheritdoc/>
    public override void WriteTo(CanonicalWriter writer) => writer
        .Write(Liquidation.Value).Write(Step).Write(Number).Write(Through).Write(Participant.Value).Write(Market.Value).Write(Delta.Value)
        .Write(Pool);
}

/// <summary>Offers a participant a position: it takes as much as its limits allow.</summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Step">Its step.</param>
/// <param name="Number">The offer; a duplicate hears the recorded answer.</param>
/// <param name="Through">Offers up to this one need not be remembered any more.</param>
/// <param name="Market">The market.</param>
/// <param name="Delta">Signed change of the participant's size if it takes all.</param>
/// <param name="Pool">Whom to answer.</param>
/// <param name="Marks">The newest marks of the risk monitors.</param>
public sealed record TakeSupport(
    LiquidationId Liquidation, int Step, long Number, long Through, MarketId Market, Quantity Delta, string Pool, MarkBoard Marks) : Message
{
    /// <inheritdoc/>
    public override string? Correlation => Liquidation.Value;
}

/// <summary>What a participant took of what it was offered.</summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Number">The offer.</param>
/// <param name="Account">The participant.</param>
/// <param name="Quantity">Unsigned; 0 when it declined.</param>
/// <param name="Price">The transfer price; null when it declined.</param>
/// <param name="Mark">The mark that it decided at; null when it knew none.</param>
/// <param name="Code">Why it declined; null when it took something.</param>
/// <param name="RestsUntil">Its group's limit is used up until then; null when it is not.</param>
public sealed record SupportAnswered(
    LiquidationId Liquidation,
    long Number,
    AccountId Account,
    Quantity Quantity,
    Price? Price,
    Price? Mark,
    string? Code,
    Moment? RestsUntil)
    : Message
{
    /// <inheritdoc/>
    public override string? Correlation => Liquidation.Value;
}
