using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Journal.Codec;

/// <summary>What deleveraging events and messages are made of, to and from their wire form.</summary>
internal static class DeleveragingPartsMapping
{
    public static Wire.PlannedStep ToWire(this PlannedStep source) => new()
    {
        Step = source.Step,
        Rank = source.Rank,
        Account = source.Account.Value,
        Quantity = source.Quantity.Value.ToWire(),
        Score = source.Score.ToWire(),
    };

    public static PlannedStep ToDomain(this Wire.PlannedStep? wire) => new(
        wire.Required().Step, wire.Rank, new AccountId(wire.Account), wire.Quantity.ToQuantity(), wire.Score.ToDecimal());
}
