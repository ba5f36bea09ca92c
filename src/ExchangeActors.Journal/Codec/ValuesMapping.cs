using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Journal.Codec;

/// <summary>Ids and amounts of one field, for the mappers that are generated: which of them is taken follows from the types.</summary>
internal static class ValuesMapping
{
    public static string Account(AccountId value) => value.Value;

    public static AccountId Account(string wire) => new(wire);

    public static string Owner(OwnerId value) => value.Value;

    public static OwnerId Owner(string wire) => new(wire);

    public static string Liquidation(LiquidationId value) => value.Value;

    public static LiquidationId Liquidation(string wire) => new(wire);

    public static string Market(MarketId value) => value.Value;

    public static MarketId Market(string wire) => new(wire);

    public static Wire.Number Amount(Money value) => value.Value.ToWire();

    public static Money Amount(Wire.Number wire) => wire.ToMoney();

    public static Wire.Number Price(Price value) => value.Value.ToWire();

    public static Price Price(Wire.Number wire) => wire.ToPrice();

    public static Wire.Number Quantity(Quantity value) => value.Value.ToWire();

    public static Quantity Quantity(Wire.Number wire) => wire.ToQuantity();

    public static Wire.Number Number(decimal value) => value.ToWire();

    public static decimal Number(Wire.Number wire) => wire.ToDecimal();

    public static string Order(OrderId value) => value.Value;

    public static OrderId Order(string wire) => new(wire);
}
