using CsCheck;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Accounts;

/// <summary>While every mark stays inside its band, equity covers maintenance margin.</summary>
public sealed class SafeBandTests
{
    private static readonly AccountId Trader = new("alice");

    private static readonly Gen<Instrument> AnyInstrument = Gen.Select(
        Gen.Int[0, 4].Select(i => new[] { 0.01m, 0.1m, 0.5m, 1m, 5m }[i]), Gen.Int[1, 40].Array[1, 4], Gen.Int[1, 50].Array[4],
            (tick, rates, floors) =>
        {
            var maintenance = rates.Select(rate => rate / 100m).Order().ToArray();
            var floor = 0m;
            var tiers = maintenance.Select((rate, i) => new RiskTier(
                new Money(i == 0 ? 0m : floor += floors[i] * 1_000m), Math.Min(1m, rate * 2m), rate));
            return new Instrument(new MarketId("X"), tick, 0.01m, 0.000001m, [.. tiers], 0m, 0m, 0.1m,
                MarkPriceSettings.Default with { MaxJump = 0m });
        });

    [Fact]
    public void With_one_position_the_bound_is_the_exact_liquidation_price() =>
        Gen.Select(AnyInstrument, Gen.Int[-5_000, 5_000].Where(lots => lots != 0), Gen.Int[1, 5_000], Gen.Int[0, 100_000]).Sample(
            (instrument, lots, ticks, slack) =>
            {
                var size = new Quantity(lots * instrument.LotSize);
                var mark = new Price(ticks * instrument.TickSize);
                var maintenance = MarginSchedule.Maintenance(instrument, mark * size.Absolute).Value;
                var band = SafeBand.Of(instrument, size, mark, new Money(slack), 1m, null, 1m);
                Assert.False(band.IsCrossedBy(mark));

                // What is left over maintenance margin at another price.
                decimal Left(decimal price) =>
                    slack + maintenance + (size.Value * (price - mark.Value)) - MarginSchedule.Maintenance(
                        instrument, new Price(price) * size.Absolute).Value;

                var bound = size.Sign > 0 ? band.Lower : band.Upper;
                Assert.Null(size.Sign > 0 ? band.Upper : band.Lower);
                if (bound is not { } exact)
                {
                    // Only a long can be safe at every price.
                    Assert.True(size.Sign > 0);
                    Assert.True(Left(instrument.TickSize) >= 0m);
                    return;
                }

                Assert.True(Left(exact.Value) >= 0m, $"below maintenance margin at the bound {exact}");
                var beyond = exact.Value - (size.Sign * instrument.TickSize);
                Assert.True(beyond <= 0m || Left(beyond) < 0m, $"still covered one tick beyond the bound {exact}");
            },
            iter: 20_000);

    [Fact]
    public void An_account_whose_marks_are_all_inside_their_bands_has_its_maintenance_margin() =>
        Gen.Select(AnyInstrument.Array[1, 5], Gen.Int[-3_000, 3_000].Where(lots => lots != 0).Array[5], Gen.Int[20, 3_000].Array[5],
            Gen.Int[0, 3].Array[5], Gen.Int[1, 300], Gen.Int[0, int.MaxValue]).Sample(
            (instruments, lots, ticks, isolated, deposit, seed) =>
            {
                instruments = [.. instruments.Select((instrument, i) => instrument with { Id = new MarketId($"M{i}") })];
                var rules = TestRules.Of(instruments);
                var marks = MarkBoard.Empty;
                var opening = new List<OpeningPosition>();
                for (var i = 0; i < instruments.Length; i++)
                {
                    var mark = new Price(ticks[i] * instruments[i].TickSize);
                    var size = new Quantity(lots[i] * instruments[i].LotSize);
                    marks = marks.With(instruments[i].Id, new MarkQuote(mark, 0m, 1));
                    var notional = mark * size.Absolute;
                    var margin = new Money(MarginSchedule.Maintenance(instruments[i], notional).Value * (1m + (deposit / 100m)));
                    opening.Add(new OpeningPosition(instruments[i].Id, size, mark, isolated[i] == 0 ? margin : null));
                }

                var needed = opening.Sum(position => position.IsolatedMargin?.Value
                    ?? MarginSchedule.Maintenance(rules[position.Market], position.EntryPrice * position.Size.Absolute)
                        .Value * (1m + (deposit / 100m)));
                var account = Account.New(Trader)
                    .Evolve(new AccountOpened(new CommandId("test", 1), Trader, AccountKind.Trader, new Money(needed), [.. opening]));
                var decision = account.Decide(new CheckMargin(marks), rules, default);
                account = decision.Events.Aggregate(account, (state, @event) => state.Evolve(@event));
                Assert.Equal(AccountStatus.Active, account.Status);
                var bands = account.SafeBands(marks, rules, default)!;

                var chance = new Random(seed);
                for (var walk = 0; walk < 20; walk++)
                {
                    var moved = MarkBoard.Empty;
                    foreach (var (market, band) in bands)
                    {
                        moved = moved.With(market, new MarkQuote(Inside(band, rules[market], marks[market]!.Mark, chance), 0m, 2));
                    }

                    var cross = account.CrossMargin(moved, rules);
                    Assert.True(cross.Equity >= cross.Maintenance,
                        $"equity {cross.Equity} is below maintenance margin {cross.Maintenance}");
                    foreach (var (market, position) in account.Positions.Where(pair => pair.Value.IsolatedMargin is not null))
                    {
                        var figures = Account.IsolatedMarginOf(market, position, moved, rules);
                        Assert.True(figures.Equity >= figures.Maintenance,
                            $"{market}: equity {figures.Equity} is below maintenance margin {figures.Maintenance}");
                    }
                }
            },
            iter: 5_000);

    [Fact]
    public void A_margin_called_account_with_a_dust_position_comes_to_rest()
    {
        // The dust's share of what the account has to gain is 0: its band must not be crossed by the very mark it was made at.
        using var exchange = new ExchangeFixture(TestRules.Of(TestRules.Instrument("BTC-PERP"), TestRules.Instrument("DUST-PERP")));
        exchange.Mark("BTC-PERP", 100_000m);
        exchange.Mark("DUST-PERP", 0.1m);
        exchange.Open("alice", 6_000m, ("BTC-PERP", 1m, 100_000m), ("DUST-PERP", 0.01m, 0.1m));
        exchange.Open("bob", 100_000m, ("BTC-PERP", -1m, 100_000m), ("DUST-PERP", -0.01m, 0.1m));
        exchange.Run();
        Assert.Single(exchange.All<MarginCallIssued>());
    }

    [Fact]
    public void A_margin_called_account_in_a_tier_whose_margin_call_outgrows_its_value_comes_to_rest()
    {
        using var exchange = new ExchangeFixture(TestRules.Of(TestRules.Instrument("ETH-PERP", 0.7m, 0.8m)));
        exchange.Mark("ETH-PERP", 1_000m);
        exchange.Open("alice", 800m, ("ETH-PERP", 1m, 1_000m));
        exchange.Open("bob", 100_000m, ("ETH-PERP", -1m, 1_000m));
        exchange.Run();
        Assert.Single(exchange.All<MarginCallIssued>());
    }

    /// <summary>A mark inside the band: at a bound, between, or anywhere where there is no bound.</summary>
    private static Price Inside(SafeBand band, Instrument instrument, Price mark, Random chance)
    {
        var low = band.Lower?.Value ?? instrument.TickSize;
        var high = band.Upper?.Value ?? mark.Value * 3m;
        var price = chance.Next(3) switch
        {
            0 => low,
            1 => high,
            _ => Rounding.Down(low + ((high - low) * chance.Next(1_000) / 1_000m), instrument.TickSize),
        };
        Assert.False(band.IsCrossedBy(new Price(price)));
        return new Price(price);
    }
}
