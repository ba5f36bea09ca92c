using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Journal.Codec;

/// <summary>Account messages to and from their wire form.</summary>
internal static class AccountMessagesMapping
{
    /// <summary>Their manifests, append-only: an entry is never changed or removed, a new shape gets the next version.</summary>
    public static IReadOnlyList<ManifestEntry> Manifests { get; } =
    [
        ManifestEntry.Of<OpenAccount, Wire.OpenAccount>("account.open-account.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<Deposit, Wire.Deposit>("account.deposit.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<Withdraw, Wire.Withdraw>("account.withdraw.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<PlaceOrder, Wire.PlaceOrder>("account.place-order.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<PlaceQuotes, Wire.PlaceQuotes>("account.place-quotes.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<CancelOrder, Wire.CancelOrder>("account.cancel-order.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<CancelAllOrders, Wire.CancelAllOrders>(
            "account.cancel-all-orders.1", source => source.ToWire(), wire => wire.ToDomain()),
    ];

    public static Wire.OpenAccount ToWire(this OpenAccount source) => new()
    {
        Id = source.Id.ToWire(),
        Account = source.Account.Value,
        Kind = source.Kind.ToWire(),
        Deposit = source.Deposit.Value.ToWire(),
        Positions = { source.Positions.Select(position => position.ToWire()) },
        Owner = source.Owner?.Value,
    };

    public static OpenAccount ToDomain(this Wire.OpenAccount wire) => new(
        wire.Id.Required().ToDomain(), new AccountId(wire.Account), wire.Kind.ToDomain(), wire.Deposit.ToMoney(),
        wire.Positions.ToDomain(position => position.ToDomain()), wire.Owner is { } owner ? new OwnerId(owner) : null);

    public static Wire.Deposit ToWire(this Deposit source) => new() { Id = source.Id.ToWire(), Amount = source.Amount.Value.ToWire() };

    public static Deposit ToDomain(this Wire.Deposit wire) => new(wire.Id.Required().ToDomain(), wire.Amount.ToMoney());

    public static Wire.Withdraw ToWire(this Withdraw source) => new()
    {
        Id = source.Id.ToWire(),
        Amount = source.Amount.Value.ToWire(),
        Marks = source.Marks.ToWire(),
    };

    public static Withdraw ToDomain(this Wire.Withdraw wire) => new(
        wire.Id.Required().ToDomain(), wire.Amount.ToMoney(), wire.Marks.Required().ToDomain());

    public static Wire.PlaceOrder ToWire(this PlaceOrder source) => new()
    {
        Id = source.Id.ToWire(),
        Market = source.Market.Value,
        Side = source.Side.ToWire(),
        Quantity = source.Quantity.Value.ToWire(),
        Limit = source.Limit?.Value.ToWire(),
        TimeInForce = source.TimeInForce.ToWire(),
        ReduceOnly = source.ReduceOnly,
        MarginMode = source.MarginMode.ToWire(),
        Marks = source.Marks.ToWire(),
    };

    public static PlaceOrder ToDomain(this Wire.PlaceOrder wire) => new(
        wire.Id.Required().ToDomain(), new MarketId(wire.Market), wire.Side.ToDomain(), wire.Quantity.ToQuantity(),
        wire.Limit?.ToPrice(), wire.TimeInForce.ToDomain(), wire.ReduceOnly, wire.MarginMode.ToDomain(),
        wire.Marks.Required().ToDomain());

    public static Wire.PlaceQuotes ToWire(this PlaceQuotes source) => new()
    {
        Id = source.Id.ToWire(),
        Market = source.Market.Value,
        Levels = { source.Levels.Select(level => level.ToWire()) },
        Marks = source.Marks.ToWire(),
    };

    public static PlaceQuotes ToDomain(this Wire.PlaceQuotes wire) => new(
        wire.Id.Required().ToDomain(), new MarketId(wire.Market), wire.Levels.ToDomain(level => level.ToDomain()),
        wire.Marks.Required().ToDomain());

    public static Wire.CancelOrder ToWire(this CancelOrder source) => new() { Id = source.Id.ToWire(), Order = source.Order.Value };

    public static CancelOrder ToDomain(this Wire.CancelOrder wire) => new(wire.Id.Required().ToDomain(), new OrderId(wire.Order));

    public static Wire.CancelAllOrders ToWire(this CancelAllOrders source) =>
        new() { Id = source.Id.ToWire(), Market = source.Market.Value };

    public static CancelAllOrders ToDomain(this Wire.CancelAllOrders wire) => new(wire.Id.Required().ToDomain(), new MarketId(wire.Market));
}
