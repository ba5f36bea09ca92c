using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Journal.Codec;

/// <summary>What liquidation events and messages are made of, to and from their wire form.</summary>
internal static class LiquidationPartsMapping
{
    public static Wire.PositionAtRisk ToWire(this PositionAtRisk source) => new()
    {
        Market = source.Market.Value,
        Size = source.Size.Value.ToWire(),
        Cost = source.Cost.Value.ToWire(),
        Mark = source.Mark.Value.ToWire(),
        MarkVersion = source.MarkVersion,
        MaintenanceMargin = source.MaintenanceMargin.Value.ToWire(),
        BankruptcyPrice = source.BankruptcyPrice?.Value.ToWire(),
    };

    public static PositionAtRisk ToDomain(this Wire.PositionAtRisk? wire) => new(
        new MarketId(wire.Required().Market), wire.Size.ToQuantity(), wire.Cost.ToMoney(), wire.Mark.ToPrice(), wire.MarkVersion,
        wire.MaintenanceMargin.ToMoney(), wire.BankruptcyPrice?.ToPrice());

    public static Wire.MarginScope ToWire(this MarginScope source) => new() { Isolated = source.Isolated?.Value };

    public static MarginScope ToDomain(this Wire.MarginScope wire) => new(wire.Isolated is { } isolated ? new MarketId(isolated) : null);

    public static Wire.WaterfallLayer ToWire(this WaterfallLayer value) => (Wire.WaterfallLayer)value;

    public static WaterfallLayer ToDomain(this Wire.WaterfallLayer value) =>
        value is >= Wire.WaterfallLayer.Book and <= Wire.WaterfallLayer.Residual
        ? (WaterfallLayer)value
        : throw WireRules.UnknownValue(nameof(WaterfallLayer), (int)value);

    public static Wire.TransferReason ToWire(this TransferReason value) => (Wire.TransferReason)value;

    public static TransferReason ToDomain(this Wire.TransferReason value) =>
        value is >= Wire.TransferReason.Deleveraging and <= Wire.TransferReason.Support
            ? (TransferReason)value
            : throw WireRules.UnknownValue(nameof(TransferReason), (int)value);
}
