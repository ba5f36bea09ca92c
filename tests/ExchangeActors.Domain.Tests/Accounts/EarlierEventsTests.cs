using CsCheck;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Accounts;

/// <summary>Amounts of a decision are those of the state after its own earlier events.</summary>
public sealed class EarlierEventsTests
{
    [Fact]
    public void A_fee_and_a_shortfall_of_one_conclusion_both_count() =>
        Gen.Select(Gen.Int[1, 1_000], Gen.Int[0, 200], Gen.Int[0, 1_500]).Sample((fund, fee, shortfall) =>
    {
        var rules = TestRules.Of(TestRules.Instrument("ETH-PERP")) with { FundFloor = new Money(50m) };
        var id = new LiquidationId("liq/alice/1");
        DomainEvent[] past =
        [
            new InsuranceFundSeeded(new CommandId("test", 1), new Money(fund), new Money(fund)),
            new LiquidationOpened(id, new AccountId("alice"), 1, new MarginScope(null), Money.Zero, Money.Zero, []),
            new SettlementRequested(id, new Money(fee), "rate", LiquidationEnd.Closed),
        ];
        var pool = past.Aggregate(LiquidationPool.New("main"), (state, @event) => state.Evolve(@event));
        var after = pool.Decide(new LiquidationSettled(id, new Money(fee), new Money(shortfall)), rules, default).Events
            .Aggregate(pool, (state, @event) => state.Evolve(@event));

        // The fee comes first, and the fund pays out of what it makes of it, down to its floor.
        var paid = Math.Min(shortfall, Math.Max(0, fund + fee - 50));
        Assert.Equal((fund + fee - paid, shortfall - paid), (after.Balance.Value, after.Deficit.Value));
        Assert.Equal((fee, paid), (after.Credited.Value, after.Debited.Value));
    });

    [Theory]
    [InlineData(0.001)]
    [InlineData(-0.001)]
    public void An_isolated_position_that_closes_whole_leaves_nothing_of_funding_that_its_last_fill_has_settled(double rate)
    {
        using var exchange = new ExchangeFixture();
        exchange.OpenIsolated("alice", 5_000m, ("ETH-PERP", 2m, 2_000m, 1_000m));
        exchange.Open("bob", 50_000m, ("ETH-PERP", -2m, 2_000m));
        exchange.Mark("ETH-PERP", 2_000m);
        exchange.Order("bob", "ETH-PERP", Side.Buy, 2m, 2_000m);

        // The funding is there when the fill comes, but the account has not heard of it.
        exchange.Accepted(EntityRef.Market(new MarketId("ETH-PERP")), id => new UpdateFunding(id, (decimal)rate));
        exchange.Order("alice", "ETH-PERP", Side.Sell, 2m, 2_000m, reduceOnly: true, mode: MarginMode.Isolated);
        Assert.Empty(exchange["alice"].Positions);
        Assert.Equal(5_000m - (4_000m * (decimal)rate), exchange["alice"].Wallet.Value);
    }
}
