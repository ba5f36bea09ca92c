using System.Numerics;
using CsCheck;
using ExchangeActors.Domain.Markets.Lazy;

namespace ExchangeActors.Domain.Tests.Markets.Lazy;

/// <summary>The A/K index of lazy pro-rata deleveraging by itself, against an eager exchange in fractions.</summary>
public sealed class LazyDeleveragingTests
{
    private static readonly BigInteger Contract = LazyTerms.Default.PositionScale;

    private static readonly Gen<(BigInteger Basis, BigInteger Others, BigInteger Closed, BigInteger Loss)> Cases =
        Gen.Select(Gen.Long[1, 1_000_000], Gen.Long[0, 1_000_000_000], Gen.Double[0, 1], Gen.Long[0, 1_000_000_000_000])
            .Select((basis, others, share, loss) =>
                ((BigInteger)basis, (BigInteger)others, new BigInteger((basis + others) * share), (BigInteger)loss));

    [Fact]
    public void The_worked_example_to_the_digit()
    {
        // Longs 10 (bankrupt) and 30, shorts 24 and 16, entry 1000, mark 850, deficit 500, fund 200 (VENUES.md).
        var sides = LazySides.New(LazyTerms.Default).Opened(40 * Contract);
        var (first, second) = (LazyPosition.Open(sides.Short, 24 * Contract), LazyPosition.Open(sides.Short, 16 * Contract));
        var other = LazyPosition.Open(sides.Long, 30 * Contract);

        sides = sides.Marked(-150).Bankrupt(1, 10 * Contract, 500, 200, out var paid);

        Assert.Equal(200, paid);
        Assert.Equal((750_000, 142_500_000), (sides.Short.A, sides.Short.K));
        Assert.Equal((18 * Contract, 12 * Contract), (first.Effective(sides.Short), second.Effective(sides.Short)));
        Assert.Equal((3_420, 2_280), (first.Touched(sides.Short).Pnl, second.Touched(sides.Short).Pnl));
        Assert.Equal(((BigInteger)30 * Contract, -4_500), (other.Effective(sides.Long), other.Touched(sides.Long).Pnl));

        sides = sides.Marked(-50);

        Assert.Equal(180_000_000, sides.Short.K);
        Assert.Equal((4_320, 2_880), (first.Touched(sides.Short).Pnl, second.Touched(sides.Short).Pnl));
    }

    [Fact]
    public void The_same_example_for_a_bankrupt_short()
    {
        var sides = LazySides.New(LazyTerms.Default).Opened(40 * Contract);
        var (first, second) = (LazyPosition.Open(sides.Long, 24 * Contract), LazyPosition.Open(sides.Long, 16 * Contract));

        sides = sides.Marked(150).Bankrupt(-1, 10 * Contract, 500, 200, out _);

        Assert.Equal((18 * Contract, 12 * Contract), (first.Effective(sides.Long), second.Effective(sides.Long)));
        Assert.Equal((3_420, 2_280), (first.Touched(sides.Long).Pnl, second.Touched(sides.Long).Pnl));
    }

    [Fact]
    public void The_lazy_quantity_is_at_most_the_eager_one_and_no_more_than_one_step_of_A_below() => Cases.Sample(@case =>
    {
        var (basis, others, closed, loss) = @case;
        var before = SideIndex.New(LazyTerms.Default).Traded(basis + others);
        var after = before.Shrunk(closed, loss);
        var lazy = LazyPosition.Open(before, basis).Effective(after);
        var eager = basis * (basis + others - closed) / (basis + others);

        // A basis of at most A loses one unit at most; here every basis is.
        Assert.InRange(eager - lazy, 0, 1);
    });

    [Fact]
    public void The_lazy_loss_is_at_least_the_eager_one_and_all_of_it_is_collected() => Cases.Sample(@case =>
    {
        var (basis, others, closed, loss) = @case;
        var before = SideIndex.New(LazyTerms.Default).Traded(basis + others);
        var after = before.Shrunk(closed, loss);
        var first = -LazyPosition.Open(before, basis).Touched(after).Pnl;
        var rest = -LazyPosition.Open(before, others).Touched(after).Pnl;

        Assert.True(first * (basis + others) >= loss * basis, $"{first} of {loss} for {basis} of {basis + others}");
        Assert.True(first + rest >= loss);
        // Too much by one price unit for each who rounds, and by what rounding K up brings: less than one per scale of A.
        Assert.True(first + rest <= loss + 2 + ((basis + others) / (LazyTerms.Default.Scale * LazyTerms.Default.PositionScale)));
    });

    [Fact]
    public void Mark_deleveraging_mark_composes_exactly() =>
        Gen.Select(Cases, Gen.Long[-100_000, 100_000], Gen.Long[-100_000, 100_000], Gen.Bool).Sample((@case, one, two, longs) =>
        {
            var (basis, others, closed, loss) = @case;
            var side = longs ? 1 : -1;
            var opened = SideIndex.New(LazyTerms.Default).Traded(basis + others);
            var position = LazyPosition.Open(opened, basis);
            var shrunk = opened.Marked(side, one).Shrunk(closed, loss);
            if (shrunk.Epoch > 0)
            {
                // All of the side was closed: what the mark does afterwards is nothing to it.
                Assert.Equal(position.Touched(shrunk), position.Touched(shrunk.Marked(side, two)) with { KSnapshot = shrunk.K });
                return;
            }

            // The same in fractions: the whole basis moves by one, bears its loss as K has it, and what A leaves of it moves by two.
            var scale = LazyTerms.Default;
            var share = -((loss * scale.Scale * scale.PositionScale) + opened.OpenInterest - 1) / opened.OpenInterest;
            var exact = basis * ((side * scale.Scale * one) + share + (side * shrunk.A * two));
            var pnl = position.Touched(shrunk.Marked(side, two)).Pnl;
            Assert.True(pnl * scale.Scale * scale.PositionScale <= exact && exact < (pnl + 1) * scale.Scale * scale.PositionScale);
        });

    [Fact]
    public void Two_touches_bring_at_most_one_touch_and_that_at_most_one_more() =>
        Gen.Select(Cases, Gen.Long[-100_000, 100_000], Gen.Long[-100_000, 100_000], Gen.Bool).Sample((@case, one, two, longs) =>
        {
            var (basis, others, closed, loss) = @case;
            var side = longs ? 1 : -1;
            var opened = SideIndex.New(LazyTerms.Default).Traded(basis + others + 1);
            var position = LazyPosition.Open(opened, basis);
            var middle = opened.Marked(side, one);
            var end = middle.Shrunk(closed, loss).Marked(side, two);
            var once = position.Touched(end);
            var twice = position.Touched(middle).Touched(end);

            Assert.InRange(once.Pnl - twice.Pnl, 0, 1);
            Assert.Equal(once.Effective(end), twice.Effective(end));
        });

    [Fact]
    public void Flooring_does_not_compound_over_many_deleveragings() =>
        Gen.Select(Gen.Long[1, 1_000_000], Gen.Int[1, 20].Array[1, 30]).Sample((basis, steps) =>
        {
            var side = SideIndex.New(LazyTerms.Default).Traded(1_000_000_000);
            var position = LazyPosition.Open(side, basis);
            var touched = position;
            foreach (var step in steps)
            {
                side = side.Shrunk(side.OpenInterest * step / 100, 0);
                touched = touched.Touched(side);
            }

            Assert.Equal(position.Effective(side), touched.Effective(side));
            Assert.Equal(basis * side.A / LazyTerms.Default.Scale, touched.Effective(side));
        });

    [Fact]
    public void Funding_never_makes_money() =>
        Gen.Select(Gen.Long[1, 1_000_000_000], Gen.Long[1, 1_000_000], Gen.Long[1, 1_000_000], Gen.Long[0, 1_000_000],
            Gen.Long[1, 1_000_000]).Sample((units, payers, receivers, rate, denominator) =>
        {
            var terms = LazyTerms.Default;
            var payer = new SideIndex(terms, payers, 0, units, []);
            var receiver = new SideIndex(terms, receivers, 0, units, []);
            var (paid, received) = SideIndex.Funded(payer, receiver, rate, denominator);

            // Per unit of what is left of a position: the payers' −K/A is at least the receivers' K/A, and at least the rate.
            Assert.True(-paid.K * receivers >= received.K * payers);
            Assert.True(-paid.K * denominator >= rate * payers);
        });

    [Fact]
    public void An_emptied_side_begins_anew_and_its_positions_settle_once()
    {
        var side = SideIndex.New(LazyTerms.Default).Traded(10 * Contract);
        var old = LazyPosition.Open(side, 10 * Contract);
        side = side.Marked(1, 7).Shrunk(10 * Contract, 30);
        Assert.Equal((1, LazyTerms.Default.Scale, BigInteger.Zero), (side.Epoch, side.A, side.OpenInterest));

        side = side.Traded(5 * Contract);
        var young = LazyPosition.Open(side, 5 * Contract);
        side = side.Marked(1, 100);

        var settled = old.Touched(side);
        Assert.Equal((BigInteger.Zero, 40), (settled.Effective(side), settled.Pnl));
        Assert.Equal(settled, settled.Touched(side));
        Assert.Equal((5 * Contract, 500), (young.Effective(side), young.Touched(side).Pnl));
    }

    [Fact]
    public void A_side_whose_A_is_used_up_only_drains()
    {
        var side = SideIndex.New(LazyTerms.Default).Traded(1_000_000 * Contract);
        Assert.False(side.OnlyDrains);
        Assert.True(side.Shrunk(999_500 * Contract, 0).OnlyDrains);
    }

    [Fact]
    public void A_loss_without_open_interest_stays_unassigned()
    {
        var sides = LazySides.New(LazyTerms.Default);
        sides = sides with { Long = sides.Long.Traded(Contract) };

        Assert.Equal(300, sides.Bankrupt(1, Contract, 500, 200, out _).Unassigned);
    }
}
