using CsCheck;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Accounts;

/// <summary>Principal and profit of one account, and the haircut over all (Percolator, specification v11–v12; VENUES.md).</summary>
public sealed class ProfitClaimTests
{
    private const decimal Tick = 0.01m;

    private static readonly Moment Start = new(1_760_130_000_000);

    private static readonly Gen<decimal> Amount = Gen.Long[0, 100_000_000].Select(ticks => ticks * Tick);

    [Fact]
    public void New_profit_is_released_over_the_warmup_in_whole_ticks_per_second()
    {
        // 10.00 over 300 s: floor(1000/300) = 3 ticks a second, all after 300 s.
        var claim = Claim(100m).Settled(new Money(110m), Money.Zero, Start, 300, Tick);
        Assert.Equal(
            (100m, 10m, 10m, 0.03m),
            (claim.Principal.Value, claim.Profit.Amount.Value, claim.Profit.Reserve.Value, claim.Profit.PerSecond.Value));
        Assert.Equal(
            [0m, 0m, 0.03m, 4.5m, 8.97m, 10m],
            new[] { 0L, 999, 1_000, 150_000, 299_999, 300_000 }.Select(ms => claim.Profit.MaturedAt(Start.PlusMs(ms)).Value));

        // At least one tick: three ticks of profit are out after three seconds.
        Assert.Equal(
            0.03m, Claim(100m).Settled(new Money(100.03m), Money.Zero, Start, 300, Tick).Profit.MaturedAt(Start.PlusMs(3_000)).Value);
    }

    [Fact]
    public void New_profit_restarts_the_clock_and_a_loss_takes_the_reserve_first()
    {
        var claim = Claim(100m).Settled(new Money(110m), Money.Zero, Start, 100, Tick);
        var more = claim.Settled(new Money(120m), Money.Zero, Start.PlusMs(50_000), 100, Tick);
        Assert.Equal(
            (15m, 0.15m, 5m),
            (more.Profit.Reserve.Value, more.Profit.PerSecond.Value, more.Profit.MaturedAt(Start.PlusMs(50_000)).Value));

        var less = more.Settled(new Money(112m), Money.Zero, Start.PlusMs(60_000), 100, Tick);
        Assert.Equal((6.5m, 5.5m), (less.Profit.MaturedAt(Start.PlusMs(60_000)).Value, less.Profit.ReservedAt(Start.PlusMs(60_000)).Value));
        // Of 13.5 in the reserve 5.5 are left: of 15 ticks a second 6.
        Assert.Equal(0.06m, less.Profit.PerSecond.Value);
        var lost = less.Settled(new Money(70m), Money.Zero, Start.PlusMs(60_000), 100, Tick);
        Assert.Equal((70m, 0m, 30m), (lost.Principal.Value, lost.Profit.Amount.Value, lost.Lost.Value));
    }

    [Fact]
    public void Without_new_profit_what_is_released_only_grows_and_is_all_after_the_warmup() =>
        Gen.Select(Amount, Gen.Long[1, 10_000], Gen.Long[0, 30_000_000].Array[1, 20]).Sample((profit, warmup, times) =>
        {
            var claim = Claim(50m).Settled(new Money(50m + profit), Money.Zero, Start, warmup, Tick);
            var before = Money.Zero;
            foreach (var ms in times.Order())
            {
                var released = claim.Profit.MaturedAt(Start.PlusMs(ms));
                Assert.InRange(released.Value, before.Value, profit);
                before = released;
            }

            Assert.Equal(profit, claim.Profit.MaturedAt(Start.PlusMs(warmup * 1_000)).Value);
        });

    [Fact]
    public void However_often_it_is_touched_at_the_same_equity_the_same_is_released() =>
        Gen.Select(
            Amount,
            Gen.Long[1, 10_000],
            Gen.Long[0, 20_000_000].Array[1, 20],
            Gen.Long[0, 20_000_000]).Sample((profit, warmup, times, last) =>
        {
            var once = Claim(50m).Settled(new Money(50m + profit), Money.Zero, Start, warmup, Tick);
            var often = once;
            foreach (var ms in times.Order())
            {
                often = often.Settled(new Money(50m + profit), Money.Zero, Start.PlusMs(ms), warmup, Tick);
            }

            var end = Start.PlusMs(Math.Max(last, times.Max()));
            Assert.Equal(once.Profit.MaturedAt(end), often.Profit.MaturedAt(end));
        });

    [Fact]
    public void To_be_touched_while_equity_falls_and_rises_again_gains_nothing() =>
        Gen.Select(
            Amount,
            Amount,
            Gen.Long[1, 5_000],
            Gen.Long[0, 5_000_000],
            Gen.Long[0, 5_000_000]).Sample((profit, dip, warmup, first, then) =>
        {
            var once = Claim(50m).Settled(new Money(50m + profit), Money.Zero, Start, warmup, Tick);
            var low = once.Settled(new Money(50m + profit - dip), Money.Zero, Start.PlusMs(first), warmup, Tick);
            var again = low.Settled(new Money(50m + profit), Money.Zero, Start.PlusMs(first + then), warmup, Tick);
            var end = Start.PlusMs(first + then);
            Assert.True(again.Principal + again.Profit.MaturedAt(end) <= once.Principal + once.Profit.MaturedAt(end));
            Assert.Equal(50m + profit, (again.Principal + again.Profit.Amount).Value);
        });

    [Fact]
    public void A_profit_that_stood_for_a_moment_makes_no_other_warm_up_sooner() =>
        Gen.Select(Amount, Amount, Gen.Long[1, 5_000], Gen.Long[0, 5_000_000]).Sample((profit, spike, warmup, later) =>
        {
            var calm = Claim(50m).Settled(new Money(50m + profit), Money.Zero, Start, warmup, Tick);
            var spiked = Claim(50m).Settled(new Money(50m + profit + spike), Money.Zero, Start, warmup, Tick)
                .Settled(new Money(50m + profit), Money.Zero, Start, warmup, Tick);
            Assert.True(spiked.Profit.MaturedAt(Start.PlusMs(later)) <= calm.Profit.MaturedAt(Start.PlusMs(later)));
        });

    [Fact]
    public void The_haircut_is_between_0_and_1_and_all_that_can_be_withdrawn_is_there() =>
        Gen.Select(Amount.Array[1, 12], Gen.Long[-100_000_000, 2_000_000_000].Select(ticks => ticks * Tick)).Sample((profits, backing) =>
        {
            var haircut = new ProfitHaircut(new Money(backing), new Money(profits.Sum()));
            var paid = profits.Sum(profit =>
            {
                var worth = haircut.Of(new Money(profit), Tick).Value;
                Assert.InRange(worth, 0m, profit);
                return worth;
            });
            Assert.True(paid <= Math.Max(0m, backing));
        });

    [Fact]
    public void Withdrawals_in_parts_and_in_any_order_bring_no_more_than_at_once() =>
        Gen.Select(
            Amount.Array[1, 6],
            Gen.Long[0, 200_000_000].Select(ticks => ticks * Tick),
            Gen.Int[1, 9],
            Gen.Int[0, 5]).Sample((profits, backing, parts, who) =>
        {
            var own = profits[who % profits.Length];
            var whole = new ProfitHaircut(new Money(backing), new Money(profits.Sum()));
            var at = whole;
            var (paid, left) = (0m, own);
            for (var part = parts; part > 0; part--)
            {
                var asked = part == 1 ? left : Rounding.Down(left / part, Tick);
                var worth = at.Of(new Money(asked), Tick);
                at = new ProfitHaircut(at.Backing - worth, at.Matured - new Money(asked));
                (paid, left) = (paid + worth.Value, left - asked);
            }

            Assert.True(paid <= whole.Of(new Money(own), Tick).Value);

            // Nobody else is worse off for it.
            foreach (var (profit, i) in profits.Select((profit, i) => (profit, i)).Where(pair => pair.i != who % profits.Length))
            {
                Assert.True(at.Of(new Money(profit), Tick) >= whole.Of(new Money(profit), Tick));
            }
        });

    [Fact]
    public void The_sums_over_all_accounts_are_those_of_each_at_any_time() =>
        Gen.Select(
            Gen.Select(Gen.Int[0, 3], Amount, Gen.Long[0, 200_000], Gen.Long[1, 400]).Array[1, 30],
            Gen.Long[0, 500_000]).Sample((changes, later) =>
        {
            var claims = ToldClaims.None;
            var each = new Dictionary<AccountId, ToldClaim>();
            var now = Start;
            foreach (var (who, amount, passed, warmup) in changes)
            {
                // Now and then a clock is behind.
                now = now.PlusMs(passed - 20_000);
                var id = new AccountId($"a{who}");
                var known = each.GetValueOrDefault(id) ?? ToldClaim.None;
                each[id] = new ToldClaim(
                    known.Number + 1, new Money(amount - 100m), known.Profit.Changed(new Money(amount), now, warmup, Tick));
                claims = claims.With(id, each[id], now);
                Assert.Equal(claims.At, ToldClaims.Of(claims.Accounts, claims.At).At);
                var at = claims.At.PlusMs(later);
                Assert.Equal(
                    new ProfitHaircut(
                        new Money(each.Values.Sum(claim => claim.Lost.Value) + 7m),
                        new Money(each.Values.Sum(claim => claim.Profit.MaturedAt(at).Value))),
                    claims.Haircut(at, new Money(7m)));
            }
        });

    private static ProfitClaim Claim(decimal cash) => ProfitClaim.Begin(new Money(cash), Money.Zero);
}
