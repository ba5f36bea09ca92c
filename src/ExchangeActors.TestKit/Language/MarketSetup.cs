using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.TestKit.Language;

/// <summary>
/// A market. Unless it is said otherwise: tick 0.1, lot 0.01, amounts to 0.000001, initial margin 10 %, maintenance margin 5 %, no fees,
/// the mark is the price that a step names, however far it jumps.
/// </summary>
public sealed class MarketSetup
{
    internal MarketSetup(string name)
    {
        Id = new MarketId(name);
        Instrument = new Instrument(Id, 0.1m, 0.01m, 0.000001m, [new RiskTier(Money.Zero, 0.1m, 0.05m)], 0m, 0m, 0.1m,
            MarkPriceSettings.Default with { MaxJump = 0m });
    }

    internal MarketId Id { get; }

    internal Instrument Instrument { get; private set; }

    internal decimal? OpeningMark { get; set; }

    /// <summary>Smallest price step, quote per unit; a mark between two steps is refused.</summary>
    public MarketSetup Tick(decimal size) => With(Instrument with { TickSize = size });

    /// <summary>Smallest quantity step, units.</summary>
    public MarketSetup Lot(decimal size) => With(Instrument with { LotSize = size });

    /// <summary>One margin tier; fractions of notional.</summary>
    public MarketSetup Margin(decimal initial, decimal maintenance) =>
        With(Instrument with { Tiers = [new RiskTier(Money.Zero, initial, maintenance)] });

    /// <summary>A further margin tier for the notional above a floor; floors ascend.</summary>
    public MarketSetup Tier(decimal above, decimal initial, decimal maintenance) =>
        With(Instrument with { Tiers = Instrument.Tiers.Add(new RiskTier(new Money(above), initial, maintenance)) });

    /// <summary>Trading fees, fractions of notional; a maker fee below zero is a rebate.</summary>
    public MarketSetup Fees(decimal maker, decimal taker) => With(Instrument with { MakerFee = maker, TakerFee = taker });

    /// <summary>How far from the mark a market order or a liquidation may trade, as a fraction.</summary>
    public MarketSetup MarketOrderBand(decimal fraction) => With(Instrument with { MarketOrderBand = fraction });

    /// <summary>How far beyond the mark a buy may be priced above it, or a sell below it, as a fraction.</summary>
    public MarketSetup LimitOrderBand(decimal fraction) => With(Instrument with { LimitOrderBand = fraction });

    /// <summary>The most that all longs together, and one account's position, may be worth at the mark, quote; null for no cap.</summary>
    public MarketSetup OpenInterestCaps(decimal? all, decimal? account) => With(Instrument with
    {
        OpenInterestCap = all is { } market ? new Money(market) : null,
        AccountOpenInterestCap = account is { } own ? new Money(own) : null,
    });

    /// <summary>How the mark price is made.</summary>
    public MarketSetup MarkedBy(MarkPriceSettings settings) => With(Instrument with { MarkPrice = settings });

    /// <summary>
    /// The mark when the scenario begins; without it there is none before the first step that moves it, and nobody can place an order.
    /// </summary>
    public MarketSetup MarkedAt(decimal price)
    {
        OpeningMark = price;
        return this;
    }

    private MarketSetup With(Instrument instrument)
    {
        Instrument = instrument;
        return this;
    }
}
