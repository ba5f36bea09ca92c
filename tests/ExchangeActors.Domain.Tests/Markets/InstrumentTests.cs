using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Markets;

public sealed class InstrumentTests
{
    private static readonly Instrument Good = TestRules.Instrument("ETH-PERP");

    public static TheoryData<Instrument, string> Bad => new()
    {
        { Good with { TickSize = 0m }, "tickSize" },
        { Good with { LotSize = -0.01m }, "lotSize" },
        { Good with { QuoteTick = 0m }, "quoteTick" },
        { Good with { QuoteTick = 1e16m }, "quoteTick" },
        // The product of lot and tick is 1e-30 and 1e-34: a decimal makes 0 of both, which is a multiple of everything.
        { Good with { LotSize = 1e-28m, TickSize = 0.01m }, "lotSize" },
        { Good with { LotSize = 1e-17m, TickSize = 1e-17m }, "tickSize" },
        { Good with { LotSize = 1e-12m, TickSize = 1e-16m }, "lotSize" },
        { Good with { LotSize = 1e-13m, TickSize = 10m }, "lotSize" },
        { Good with { LotSize = 1e16m }, "lotSize" },
        { Good with { TickSize = 1e13m }, "tickSize" },
        { Good with { TakerFee = -0.001m }, "takerFee" },
        { Good with { TakerFee = 0.0001m, MakerFee = -0.0002m }, "makerFee" },
        { Good with { MarketOrderBand = 1m }, "marketOrderBand" },
        { Good with { MarkPrice = Good.MarkPrice with { BasisSmoothing = 0m } }, "markPrice.basisSmoothing" },
        { Good with { MarkPrice = Good.MarkPrice with { BasisClamp = 1m } }, "markPrice.basisClamp" },
        { Good with { MarkPrice = Good.MarkPrice with { MaxJump = -1m } }, "markPrice.maxJump" },
        { Good with { MarkPrice = Good.MarkPrice with { ConfirmWithin = -1m } }, "markPrice.confirmWithin" },
        { Good with { Tiers = [] }, "tiers" },
        { Good with { Tiers = [new RiskTier(new Money(1m), 0.1m, 0.05m)] }, "tiers[0].floor" },
        { Good with { Tiers = [new RiskTier(Money.Zero, 0.05m, 0.1m)] }, "tiers[0]" },
        { Good with { Tiers = [new RiskTier(Money.Zero, 0.1m, 0.05m), new RiskTier(new Money(100m), 0.2m, 0.1m),
            new RiskTier(new Money(100m), 0.3m, 0.2m)] }, "tiers[2].floor" },
        { Good with { Tiers = [new RiskTier(Money.Zero, 0.1m, 0.05m), new RiskTier(new Money(100m), 0.09m, 0.04m)] }, "tiers[1]" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_market_with_a_faulty_instrument_is_not_listed_and_the_refusal_names_the_field(Instrument instrument, string field)
    {
        Assert.Contains(instrument.Problems(), problem => problem.Field == field);
        var decision = Market.New(Good.Id).Decide(new ListMarket(new CommandId("test", 1), instrument), 10, default);
        var refused = Assert.IsType<CommandRefused>(decision.Reply);
        Assert.Equal("invalid-instrument", refused.Code);
        Assert.StartsWith(field + ":", refused.Detail, StringComparison.Ordinal);
        Assert.Empty(decision.Events);
    }

    [Fact]
    public void A_sound_instrument_has_no_problems() => Assert.Empty(Good.Problems());
}
