using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Journal.Mapping;

/// <summary>What risk events and messages are made of, to and from their wire form.</summary>
internal static class RiskPartsMapping
{
    public static Wire.RiskPosition ToWire(this RiskPosition source) => new()
    {
        Market = source.Market.Value,
        Size = source.Size.Value.ToWire(),
        Cost = source.Cost.Value.ToWire(),
        IsolatedMargin = source.IsolatedMargin?.Value.ToWire(),
        Band = source.Band?.ToWire(),
    };

    public static RiskPosition ToDomain(this Wire.RiskPosition wire) => new(
        new MarketId(wire.Market), wire.Size.ToQuantity(), wire.Cost.ToMoney(), wire.IsolatedMargin?.ToMoney(),
        wire.Band?.ToDomain());

    public static Wire.SafeBand ToWire(this SafeBand source) => new() { Lower = source.Lower?.Value.ToWire(), Upper = source.Upper?.Value.ToWire() };

    public static SafeBand ToDomain(this Wire.SafeBand wire) => new(wire.Lower?.ToPrice(), wire.Upper?.ToPrice());

    public static Wire.Candidate ToWire(this Candidate source) => new()
    {
        Account = source.Account.Value,
        Size = source.Size.Value.ToWire(),
        Cost = source.Cost.Value.ToWire(),
        Balance = source.Balance.Value.ToWire(),
        Equity = source.Equity.Value.ToWire(),
        MaintenanceMargin = source.MaintenanceMargin.Value.ToWire(),
        BankruptcyPrice = source.BankruptcyPrice?.ToWire(),
        PnlRatio = source.PnlRatio.ToWire(),
        Leverage = source.Leverage.ToWire(),
        Score = source.Score.ToWire(),
        Version = source.Version,
        Notional = source.Notional.Value.ToWire(),
        NetExposure = source.NetExposure.Value.ToWire(),
        Second = source.Second.ToWire(),
        Third = source.Third.ToWire(),
    };

    public static Candidate ToDomain(this Wire.Candidate wire) => new(
        new AccountId(wire.Account), wire.Size.ToQuantity(), wire.Cost.ToMoney(), wire.Balance.ToMoney(),
        wire.Equity.ToMoney(), wire.MaintenanceMargin.ToMoney(), wire.Notional.ToMoney(), wire.NetExposure.ToMoney(), wire.BankruptcyPrice?.ToDecimal(),
        wire.PnlRatio.ToDecimal(), wire.Leverage.ToDecimal(), wire.Score.ToDecimal(),
        wire.Second.ToDecimal(), wire.Third.ToDecimal(), wire.Version);

    public static Wire.LossBearer ToWire(this LossBearer source) => new()
    {
        Account = source.Account.Value,
        Size = source.Size.Value.ToWire(),
        UnrealisedPnl = source.UnrealisedPnl.Value.ToWire(),
    };

    public static LossBearer ToDomain(this Wire.LossBearer wire) => new(
        new AccountId(wire.Account), wire.Size.ToQuantity(), wire.UnrealisedPnl.ToMoney());

    public static Wire.IndicatorKind ToWire(this IndicatorKind value) => (Wire.IndicatorKind)value;

    public static IndicatorKind ToDomain(this Wire.IndicatorKind value) =>
        value is >= Wire.IndicatorKind.ByQuantity and <= Wire.IndicatorKind.ByAccount ? (IndicatorKind)value : throw WireRules.UnknownValue(nameof(IndicatorKind), (int)value);
}
