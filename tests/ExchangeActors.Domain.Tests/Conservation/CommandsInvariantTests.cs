using CsCheck;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Conservation;

/// <summary>A command takes effect at most once; commands may overtake each other as far as an entity can tell them apart.</summary>
public sealed class CommandsInvariantTests
{
    private static readonly EntityRef Account = EntityRef.Account(new AccountId("alice"));

    [Theory]
    [InlineData(true, 1L, 2L, 3L)]
    [InlineData(true, 2L, 1L, 3L)]
    [InlineData(false, 1L, 1L)]
    [InlineData(false, 2L, 1L, 2L)]
    [InlineData(false, 1L, 3L, 2L, 1L)]
    public void Each_number_once_in_any_order(bool holds, params long[] numbers) => Assert.Equal(holds, Holds(numbers));

    [Fact]
    public void A_number_that_so_many_have_overtaken_that_nobody_could_tell_must_not_take_effect()
    {
        long[] newer = [.. Enumerable.Range(2, SourceCommands.Window + 1).Select(number => (long)number)];
        Assert.True(Holds([.. newer.Take(SourceCommands.Window), 1L]));
        Assert.False(Holds([.. newer, 1L]));
    }

    [Fact]
    public void It_holds_for_whatever_a_command_log_lets_pass_and_not_when_it_lets_one_pass_twice() =>
        Gen.Long[1, 200].Array[0, 300].Sample(sent =>
        {
            var log = CommandLog.Empty;
            var passed = new List<long>();
            foreach (var number in sent)
            {
                var id = new CommandId("api", number);
                if (log.Replay(id) is null)
                {
                    log = log.Accept(id);
                    passed.Add(number);
                }
            }

            return Holds([.. passed]) && (passed.Count == 0 || !Holds([.. passed, passed[^1]]));
        });

    private static bool Holds(params long[] numbers)
    {
        var invariants = new Invariants(TestRules.Of(TestRules.Instrument("ETH-PERP")));
        for (var i = 0; i < numbers.Length; i++)
        {
            var id = new CommandId("api", numbers[i]);
            invariants.Observe(new RecordedEvent(
                new EventRef(Account, i + 1), new EventRef(new EntityRef(EntityKind.Outside, "api"), numbers[i]), null, new Moment(0),
                    new Deposited(id, new Money(1m))));
        }

        return invariants.Check(new ExchangeState()).Single(result => result.Name == Invariants.OnceName).Holds;
    }
}
