using System.Collections.Immutable;
using CsCheck;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Liquidations;

/// <summary>Those who await the fund, against a walk over all of them.</summary>
public sealed class CaseLinesTests
{
    private static readonly Gen<(int Wanted, bool Asked, bool Gone)[]> Waiting =
        Gen.Select(Gen.Int[0, 12], Gen.Bool, Gen.Bool).Array[0, 40];

    [Fact]
    public void The_next_that_can_be_paid_is_the_first_in_line_that_can() =>
        Gen.Select(Waiting, Gen.Int[-1, 13], Gen.Int[0, 41]).Sample((waiting, available, after) =>
        {
            var cases = waiting.Select((one, i) => Case(i + 1, one.Wanted, one.Asked)).ToList();
            var lines = CaseLines.Of(cases);
            for (var i = 0; i < cases.Count; i++)
            {
                lines = waiting[i].Gone ? lines.Without(cases[i]) : lines;
            }

            var left = cases.Where((one, i) => !waiting[i].Gone && one.CheckNumber == 0).ToList();
            Assert.Equal(
                left.Where(one => one.Order > after && one.Wanted.Value <= available).Select(Place).FirstOrDefault(),
                lines.NextAffordable(after, new Money(available)));
            Assert.Equal(left.Select(Place).FirstOrDefault(), lines.FirstForFund);
        });

    private static (long Order, LiquidationId Id)? Place(LiquidationCase one) => (one.Order, one.Id);

    private static LiquidationCase Case(int order, int wanted, bool asked)
    {
        var account = new AccountId($"trader-{order}");
        return new LiquidationCase(
            LiquidationId.Of(account, 1), account, new MarginScope(null), Money.Zero, [],
            ImmutableSortedDictionary<MarketId, Quantity>.Empty, CasePhase.AwaitingFund, 1, 1, null, Quantity.Zero, null, Money.Zero,
            Money.Zero, 0, ImmutableSortedDictionary<AccountId, long>.Empty, false, 0, Money.Zero, Money.Zero, Money.Zero, Money.Zero,
            Money.Zero)
        { Order = order, Wanted = new Money(wanted), CheckNumber = asked ? order : 0 };
    }
}
