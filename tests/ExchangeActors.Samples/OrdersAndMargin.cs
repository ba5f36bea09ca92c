using ExchangeActors.TestKit.Files;

namespace ExchangeActors.Samples;

/// <summary>
/// Small scenarios made from public bug reports about orders and margin, each with what every party must end with (derived in its
/// description), and variants of the same kind: the other side, other sizes and ticks, other venues.
/// </summary>
public sealed class OrdersAndMargin
{
    [Theory]
    [ScenarioFile("scenarios/off-market-open.json")]
    // With a band that lets it through, the open loss is what refuses it.
    [ScenarioFile("scenarios/off-market-open.json", "markets.X.limitOrderBand=5")]
    [ScenarioFile("scenarios/off-market-open.json", "markets.X.limitOrderBand=5", "venue=okx", "markets.X.tickSize=0.5",
        "markets.X.quoteTick=0.0001")]
    // Sold at half the mark.
    [ScenarioFile("scenarios/off-market-open.json", "orders[0].side=buy", "orders[0].limit=1000", "orders[1].side=sell",
        "orders[1].limit=1000")]
    [ScenarioFile(
        "scenarios/off-market-open.json", "orders[0].side=buy", "orders[0].limit=1000", "orders[1].side=sell", "orders[1].limit=1000",
            "markets.X.limitOrderBand=5", "venue=aevo")]
    [ScenarioFile("scenarios/off-market-open.json", "orders[0].limit=2300", "orders[1].limit=2300", "orders[0].quantity=3",
        "orders[1].quantity=3")]
    [ScenarioFile("scenarios/off-market-close.json")]
    [ScenarioFile("scenarios/off-market-close.json", "markets.X.limitOrderBand=20")]
    [ScenarioFile("scenarios/off-market-close.json", "markets.X.limitOrderBand=20", "orders[1].reduceOnly=false", "venue=binance")]
    [ScenarioFile("scenarios/off-market-close.json", "orders[0].limit=1750", "orders[1].limit=1750", "accounts[2].deposit=2000")]
    [ScenarioFile(
        "scenarios/off-market-close.json", "accounts[0].positions[0].size=-10", "accounts[1].positions[0].size=10",
            "accounts[2].deposit=60000", "orders[0].side=sell", "orders[0].limit=3900",
        "orders[1].side=buy", "orders[1].limit=3900", "markets.X.limitOrderBand=20", "then.accounts[0].positions[0].size=-10")]
    [ScenarioFile("scenarios/flip-to-smaller.json")]
    [ScenarioFile("scenarios/flip-to-smaller.json", "orders[2].quantity=105", "orders[3].quantity=105",
        "then.accounts[0].positions[0].size=-55")]
    [ScenarioFile(
        "scenarios/flip-to-smaller.json", "orders[0].side=buy", "orders[1].side=sell", "prices.inline[1].index=88",
            "orders[2].side=sell", "orders[2].limit=88", "orders[3].side=buy",
        "orders[3].limit=88", "then.accounts[0].positions[0].size=10", "venue=dydx-v4")]
    [ScenarioFile("scenarios/fee-of-many-fills.json")]
    [ScenarioFile("scenarios/fee-of-many-fills.json", "markets.X.takerFee=0.0006666", "venue=bybit")]
    [ScenarioFile("scenarios/better-bid.json")]
    // The bid is far above a mark at which alice is bankrupt, and a fiftieth of margin stood behind it.
    [ScenarioFile("scenarios/better-bid.json", "prices.inline[1].index=1400")]
    [ScenarioFile(
        "scenarios/better-bid.json", "prices.inline[1].index=1420", "markets.X.tiers[0].initialMarginRate=0.05",
        "markets.X.tiers[0].maintenanceMarginRate=0.02", "markets.X.marketOrderBand=0.01")]
    [ScenarioFile(
        "scenarios/better-bid.json", "accounts[0].positions[0].size=-10", "accounts[1].positions[0].size=10", "orders[0].side=sell",
            "orders[0].limit=2010", "prices.inline[1].index=2170",
        "then.fund=100.5", "then.accounts[0].wallet=1979.5", "then.accounts[1].positions[0].size=10",
            "then.accounts[2].positions[0].size=-10")]
    public Task What_each_party_is_due_comes_true(ScenarioFile file) => file.Holds();
}
