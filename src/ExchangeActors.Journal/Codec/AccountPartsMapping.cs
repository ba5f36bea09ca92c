using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Journal.Codec;

/// <summary>What account events and messages are made of, to and from their wire form.</summary>
internal static class AccountPartsMapping
{
    public static Wire.OpeningPosition ToWire(this OpeningPosition source) => new()
    {
        Market = source.Market.Value,
        Size = source.Size.Value.ToWire(),
        EntryPrice = source.EntryPrice.Value.ToWire(),
        IsolatedMargin = source.IsolatedMargin?.Value.ToWire(),
    };

    public static OpeningPosition ToDomain(this Wire.OpeningPosition? wire) => new(
        new MarketId(wire.Required().Market), wire.Size.ToQuantity(), wire.EntryPrice.ToPrice(), wire.IsolatedMargin?.ToMoney());

    public static Wire.QuoteLevel ToWire(this QuoteLevel source) => new()
    {
        Side = source.Side.ToWire(),
        Quantity = source.Quantity.Value.ToWire(),
        Price = source.Price.Value.ToWire(),
    };

    public static QuoteLevel ToDomain(this Wire.QuoteLevel wire) =>
        new(wire.Side.ToDomain(), wire.Quantity.ToQuantity(), wire.Price.ToPrice());

    public static Wire.ReservedQuote ToWire(this ReservedQuote source) => new()
    {
        Quote = source.Quote.ToWire(),
        Reserved = source.Reserved.Value.ToWire(),
    };

    public static ReservedQuote ToDomain(this Wire.ReservedQuote? wire) =>
        new(wire.Required().Quote.Required().ToDomain(), wire.Reserved.ToMoney());

    public static Wire.AccountKind ToWire(this AccountKind value) => (Wire.AccountKind)value;

    public static AccountKind ToDomain(this Wire.AccountKind value) =>
        value is >= Wire.AccountKind.Trader and <= Wire.AccountKind.Vault ? (AccountKind)value
            : throw WireRules.UnknownValue(nameof(AccountKind), (int)value);

    public static Wire.MarginMode ToWire(this MarginMode value) => (Wire.MarginMode)value;

    public static MarginMode ToDomain(this Wire.MarginMode value) =>
        value is >= Wire.MarginMode.Cross and <= Wire.MarginMode.Isolated ? (MarginMode)value
            : throw WireRules.UnknownValue(nameof(MarginMode), (int)value);
}
