using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Journal.Codec;

/// <summary>Deleveraging messages to and from their wire form.</summary>
internal static class DeleveragingMessagesMapping
{
    /// <summary>Their manifests, append-only: an entry is never changed or removed, a new shape gets the next version.</summary>
    public static IReadOnlyList<ManifestEntry> Manifests { get; } =
    [
        ManifestEntry.Of<Deleverage, Wire.Deleverage>("deleveraging.deleverage.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<ForceCloseResult, Wire.ForceCloseResult>(
            "deleveraging.force-close-result.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<ForceClose, Wire.ForceClose>("deleveraging.force-close.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<DeleveragingResult, Wire.DeleveragingResult>(
            "deleveraging.deleveraging-result.1", source => source.ToWire(), wire => wire.ToDomain()),
    ];

    public static Wire.Deleverage ToWire(this Deleverage source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Step = source.Step,
        Market = source.Market.Value,
        Account = source.Account.Value,
        PositionSide = source.PositionSide,
        Quantity = source.Quantity.Value.ToWire(),
        BankruptcyPrice = source.BankruptcyPrice.Value.ToWire(),
        Pool = source.Pool,
        Fund = source.Fund.Value.ToWire(),
    };

    public static Deleverage ToDomain(this Wire.Deleverage wire) => new(
        new LiquidationId(wire.Liquidation), wire.Step, new MarketId(wire.Market), new AccountId(wire.Account),
        wire.PositionSide, wire.Quantity.ToQuantity(), wire.BankruptcyPrice.ToPrice(), wire.Pool, wire.Fund.ToMoney());

    public static Wire.ForceCloseResult ToWire(this ForceCloseResult source) => new()
    {
        Step = source.Step.ToWire(),
        Account = source.Account.Value,
        Closed = source.Closed.Value.ToWire(),
        RealisedPnl = source.RealisedPnl.Value.ToWire(),
        DeclineCode = source.DeclineCode,
    };

    public static ForceCloseResult ToDomain(this Wire.ForceCloseResult wire) => new(
        wire.Step.Required().ToDomain(), new AccountId(wire.Account), wire.Closed.ToQuantity(),
        wire.RealisedPnl.ToMoney(), wire.DeclineCode);

    public static Wire.ForceClose ToWire(this ForceClose source) => new()
    {
        Step = source.Step.ToWire(),
        Liquidation = source.Liquidation.Value,
        Bankrupt = source.Bankrupt.Value,
        Side = source.Side.ToWire(),
        Quantity = source.Quantity.Value.ToWire(),
        Price = source.Price.Value.ToWire(),
        Rank = source.Rank,
        Score = source.Score.ToWire(),
        Marks = source.Marks.ToWire(),
    };

    public static ForceClose ToDomain(this Wire.ForceClose wire) => new(
        wire.Step.Required().ToDomain(), new LiquidationId(wire.Liquidation), new AccountId(wire.Bankrupt),
        wire.Side.ToDomain(), wire.Quantity.ToQuantity(), wire.Price.ToPrice(), wire.Rank, wire.Score.ToDecimal(),
        wire.Marks.Required().ToDomain());

    public static Wire.DeleveragingResult ToWire(this DeleveragingResult source) => new()
    {
        Deleveraging = source.Deleveraging.ToWire(),
        Liquidation = source.Liquidation.Value,
        Step = source.Step,
        Price = source.Price.Value.ToWire(),
        Closed = source.Closed.Value.ToWire(),
        Unfilled = source.Unfilled.Value.ToWire(),
        Mark = source.Mark.Value.ToWire(),
        Reason = source.Reason,
    };

    public static DeleveragingResult ToDomain(this Wire.DeleveragingResult wire) => new(
        wire.Deleveraging.Required().ToDomain(), new LiquidationId(wire.Liquidation), wire.Step, wire.Price.ToPrice(), wire.Mark.ToPrice(),
        wire.Closed.ToQuantity(), wire.Unfilled.ToQuantity(), wire.Reason);
}
