using CsCheck;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues.Bankruptcy;

namespace ExchangeActors.Domain.Tests.Markets;

public sealed class SettlementPriceTests
{
    private static readonly MarketId Market = new("X");

    [Theory]
    [InlineData("0.1", "0.01", "0.01", "0.1", "0.1")] // one tick of the position is worth a quote tick: fine enough
    [InlineData("0.1", "0.01", "0.01", "10", "0.001")]
    [InlineData("0.5", "0.01", "0.01", "1", "0.01")]
    [InlineData("0.00000001", "1", "0.01", "1000000000", "0.00000000001")]
    [InlineData("0.00000001", "1", "0.01", "-1000000000", "0.00000000001")]
    [InlineData("0.00000001", "0.0001", "0.01", "1000000000", "0.00000001")] // a lot of it at a finer price would be finer than 1e-12
    [InlineData("1", "1", "0.01", "1", "0.01")]
    public void The_step_is_as_fine_as_the_position_needs(string tick, string lot, string quoteTick, string size, string step) =>
        Assert.Equal(Number(step), SettlementPrice.Step(Instrument(Number(tick), Number(lot), Number(quoteTick)),
            new Quantity(Number(size))));

    [Fact]
    public void A_step_is_never_coarser_than_the_tick_worth_a_quote_tick_at_most_and_keeps_amounts_exact() => Gen.Select(
        Gen.Int[0, 15], Gen.Int[1, 9], Gen.Int[-6, 12], Gen.Int[1, 9], Gen.Int[0, 12], Gen.Long[1, 1_000_000_000]).Sample((tick, ticks,
            lot, lots, quote, units) =>
    {
        var instrument = Instrument(ticks * Ten(-tick), lots * Ten(-lot), Ten(-quote));
        if (instrument.Problems().Any() || units * instrument.LotSize > Largest.Quantity)
        {
            return;
        }

        var size = units * instrument.LotSize;
        var step = SettlementPrice.Step(instrument, new Quantity(size));
        Assert.True(step > 0m && step <= instrument.TickSize);
        Assert.False(Largest.IsTooFine(step, instrument.LotSize));
        Assert.True(step <= instrument.QuoteTick / size || Largest.IsTooFine(PowerBelow(step), instrument.LotSize));
        Assert.True(step == instrument.TickSize || step * 10m > instrument.TickSize || step * 10m > instrument.QuoteTick / size);
    });

    /// <summary>Deleveraged at the bankruptcy price, a trader is left with nothing, to the quote tick, whatever the tick.</summary>
    [Theory]
    [InlineData(1, "account-equity")]
    [InlineData(-1, "account-equity")]
    [InlineData(1, "maintenance-weighted")]
    [InlineData(-1, "maintenance-weighted")]
    [InlineData(1, "isolated")]
    [InlineData(-1, "isolated")]
    public void Whose_price_is_coarse_is_left_with_nothing_and_nothing_is_missing(int side, string rule)
    {
        var rules = TestRules.Of(Instrument(1e-8m, 1_000m, 0.01m)) with
        {
            Profile = TestRules.Bitmex() with
            {
                BankruptcyPrice = rule switch
                {
                    "account-equity" => new AccountEquityBankruptcy(),
                    "isolated" => new IsolatedBankruptcy(),
                    _ => new MaintenanceWeightedBankruptcy(),
                },
            },
        };
        using var exchange = new ExchangeFixture(rules);
        exchange.Open("alice", 10_123.45m, ("X", side * 1e12m, 3e-8m));
        exchange.Open("bob", 100_000m, ("X", -side * 1e12m, 3e-8m));
        exchange.Mark("X", 3e-8m);
        exchange.Mark("X", side > 0 ? 2e-8m : 4e-8m);
        // b = 3e-8 ∓ 10,123.45/1e12.
        Assert.Equal(3e-8m - (side * 10_123.45e-12m),
            Assert.Single(exchange.All<LiquidationStarted>()).Positions[0].BankruptcyPrice!.Value.Value);
        Assert.Equal((0m, 110_123.45m), (exchange["alice"].Wallet.Value, exchange["bob"].Wallet.Value));
        Assert.Equal((0m, 0m), (exchange.Pool.Deficit.Value, exchange.Pool.Debited.Value));
        Assert.Empty(exchange["alice"].Positions);
        Assert.All(exchange.All<LiquidationOrderPlaced>(), placed => Assert.True(Rounding.IsMultiple(placed.Order.Limit.Value, 1e-8m)));
    }

    private static Instrument Instrument(decimal tick, decimal lot, decimal quoteTick) =>
        TestRules.Instrument("X") with { Id = Market, TickSize = tick, LotSize = lot, QuoteTick = quoteTick, MarketOrderBand = 0.05m };

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static decimal PowerBelow(decimal value)
    {
        var power = 1e15m;
        while (power >= value)
        {
            power /= 10m;
        }

        return power;
    }

    private static decimal Ten(int power)
    {
        var value = 1m;
        for (var i = 0; i < Math.Abs(power); i++)
        {
            value = power > 0 ? value * 10m : value / 10m;
        }

        return value;
    }
}
