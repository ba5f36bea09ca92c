using CsCheck;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Accounts;

/// <summary>
/// Over random histories: no fill bankrupts anybody at the mark, and isolated positions never take more out of a wallet than is there.
/// </summary>
public sealed class SoundFillTests
{
    private const int Traders = 4;

    private static readonly MarketId[] Markets = [new("BTC-PERP"), new("ETH-PERP")];

    private static readonly Gen<(int Kind, int Who, int Where, int Amount, int Price)[]> Histories =
        Gen.Select(Gen.Int[0, 99], Gen.Int[0, Traders - 1], Gen.Int[0, 1], Gen.Int[1, 200], Gen.Int[-100, 100]).Array[10, 70];

    [Fact]
    public void No_fill_leaves_its_owner_bankrupt_at_the_mark_who_was_not_before() => Histories.Sample(
        acts =>
        {
            using var exchange = Exchange(0.0002m, 0.0005m);
            var before = new Dictionary<string, Account>();
            var seen = 0;
            foreach (var act in acts)
            {
                Do(exchange, act, isolatedOnly: false);
                for (; seen < exchange.Events.Count; seen++)
                {
                    var recorded = exchange.Events[seen];
                    if (recorded.Id.Stream.Kind != EntityKind.Account)
                    {
                        continue;
                    }

                    var account = before.GetValueOrDefault(recorded.Id.Stream.Id) ?? Account.New(new AccountId(recorded.Id.Stream.Id));
                    var after = account.Evolve(recorded.Event);
                    before[account.Id.Value] = after;
                    if (recorded.Event is FillApplied { Fill: var fill } filled && account.Status == AccountStatus.Active)
                    {
                        // Marks move only between acts, so those of the fill are those of now.
                        Assert.Equal(exchange.Marks[filled.Market]!.Mark, fill.Mark);
                        var (was, now) = (Equity(account, filled, exchange), Equity(after, filled, exchange));
                        Assert.True(
                            was < 0m || now >= 0m,
                                $"{account.Id} had {was} and has {now} after {filled}: {account.Wallet} "
                                    + $"{string.Join(';', account.Positions)} {string.Join(';', account.Orders)} -> {after.Wallet} "
                                    + $"{string.Join(';', after.Positions)}");
                    }
                }
            }
        },
        iter: 1_500);

    [Fact]
    public void A_wallet_without_cross_positions_never_falls_below_zero() => Histories.Sample(
        acts =>
        {
            using var exchange = Exchange(0.0005m, 0.001m);
            var accounts = new Dictionary<string, Account>();
            var seen = 0;
            foreach (var act in acts)
            {
                Do(exchange, act, isolatedOnly: true);
                for (; seen < exchange.Events.Count; seen++)
                {
                    var recorded = exchange.Events[seen];
                    if (recorded.Id.Stream.Kind == EntityKind.Account)
                    {
                        var account = (accounts.GetValueOrDefault(recorded.Id.Stream.Id)
                            ?? Account.New(new AccountId(recorded.Id.Stream.Id))).Evolve(recorded.Event);
                        accounts[account.Id.Value] = account;
                        Assert.True(account.Status == AccountStatus.Settling || account.Kind == AccountKind.Exchange
                            || account.Wallet >= Money.Zero, $"{account.Id} has {account.Wallet} after {recorded.Event}");
                    }
                }
            }

            Assert.DoesNotContain(exchange.All<LiquidationStarted>(), started => started.Isolated is null);
        },
        iter: 1_500);

    private static decimal Equity(Account account, FillApplied filled, ExchangeFixture exchange) =>
        account.Positions.GetValueOrDefault(filled.Market) is { IsolatedMargin: not null } isolated
            ? Account.IsolatedMarginOf(filled.Market, isolated, exchange.Marks, exchange.Rules).Equity.Value
            : account.CrossMargin(exchange.Marks, exchange.Rules).Equity.Value;

    private static ExchangeFixture Exchange(decimal maker, decimal taker)
    {
        var exchange = new ExchangeFixture(TestRules.Of(
            TestRules.Instrument("BTC-PERP", maintenance: 0.02m, initial: 0.04m, maker: maker, taker: taker) with { QuoteTick = 0.01m },
            TestRules.Instrument("ETH-PERP", maintenance: 0.05m, initial: 0.1m, maker: maker, taker: taker) with
            {
                QuoteTick = 0.01m,
                LimitOrderBand = 0.3m
            }));
        foreach (var trader in Enumerable.Range(0, Traders))
        {
            exchange.Open($"trader-{trader}", 200m * (1 + (trader * trader * 4)));
        }

        exchange.Fund(100_000m);
        exchange.Mark("BTC-PERP", 500m);
        exchange.Mark("ETH-PERP", 100m);
        return exchange;
    }

    private static void Do(ExchangeFixture exchange, (int Kind, int Who, int Where, int Amount, int Price) act, bool isolatedOnly)
    {
        var market = Markets[act.Where];
        var mark = exchange.Marks[market]!.Mark.Value;
        var account = $"trader-{act.Who}";
        var (side, mode) = (act.Amount % 2 == 0 ? Side.Buy : Side.Sell,
            isolatedOnly || act.Amount % 5 == 0 ? MarginMode.Isolated : MarginMode.Cross);
        var quantity = Rounding.Up(act.Amount * 25m / mark, 0.01m);
        var limit = Math.Max(0.1m, Rounding.Down(mark * (1m + (act.Price / 1_000m)), 0.1m));
        switch (act.Kind)
        {
            case < 45:
                exchange.Order(account, market.Value, side, quantity, limit, mode: mode);
                break;
            case < 55:
                exchange.Order(account, market.Value, side, quantity, null, mode: mode);
                break;
            case < 60 when !isolatedOnly:
                exchange.Send(EntityRef.Account(new AccountId(account)), id => new PlaceQuotes(
                    id, market,
                    [new QuoteLevel(Side.Buy, new Quantity(quantity), new Price(limit)),
                        new QuoteLevel(Side.Sell, new Quantity(quantity), new Price(limit + 0.5m))], exchange.Marks));
                exchange.Run();
                break;
            case < 65:
                exchange.Send(EntityRef.Account(new AccountId(account)), id => new Withdraw(id, new Money(act.Amount), exchange.Marks));
                break;
            case < 70:
                exchange.Accepted(EntityRef.Market(market), id => new UpdateFunding(id, act.Price / 10_000m));
                exchange.Run();
                break;
            default:
                // Mostly small steps, now and then a gap.
                exchange.Mark(
                    market.Value, Math.Max(1m, Rounding.Down(mark * (1m + (act.Price / (act.Amount % 6 == 0 ? 250m : 2_500m))), 0.1m)));
                break;
        }
    }
}
