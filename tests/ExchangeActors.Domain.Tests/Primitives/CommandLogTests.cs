using CsCheck;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Primitives;

public sealed class CommandLogTests
{
    private static readonly CommandId Seventh = new("alice", 7);

    [Fact]
    public void A_command_that_was_not_seen_has_no_answer_yet()
    {
        Assert.Null(CommandLog.Empty.Replay(Seventh));
        Assert.Null(CommandLog.Empty.Accept(Seventh).Replay(new CommandId("alice", 9)));
        Assert.Null(CommandLog.Empty.Accept(Seventh).Replay(new CommandId("bob", 7)));
    }

    [Fact]
    public void A_retry_of_the_newest_command_hears_its_outcome()
    {
        Assert.Equal(new CommandAccepted(Seventh), CommandLog.Empty.Accept(Seventh).Replay(Seventh));
        Assert.Equal(new CommandRefused(Seventh, "insufficient-margin", "needs 7"),
            CommandLog.Empty.Refuse(Seventh, "insufficient-margin", "needs 7").Replay(Seventh));
    }

    [Fact]
    public void An_old_retry_hears_its_own_outcome_as_long_as_that_is_kept()
    {
        var log = CommandLog.Empty.Refuse(new CommandId("alice", 1), "insufficient-margin", "needs 7");
        for (var number = 2L; number <= SourceCommands.Window; number++)
        {
            log = log.Accept(new CommandId("alice", number));
        }

        Assert.Equal("insufficient-margin", Assert.IsType<CommandRefused>(log.Replay(new CommandId("alice", 1))).Code);
        Assert.IsType<CommandAccepted>(log.Replay(new CommandId("alice", 2)));
        log = log.Accept(new CommandId("alice", SourceCommands.Window + 1));
        Assert.Equal("command-number-passed", Assert.IsType<CommandRefused>(log.Replay(new CommandId("alice", 1))).Code);
        Assert.IsType<CommandAccepted>(log.Replay(new CommandId("alice", 2)));
        Assert.Equal(SourceCommands.Window, log.Sources["alice"].Outcomes.Length);
    }

    [Fact]
    public void A_number_that_was_overtaken_is_new_until_too_many_have_overtaken_it()
    {
        var log = CommandLog.Empty.Accept(Seventh);
        Assert.Null(log.Replay(new CommandId("alice", 6)));
        log = log.Accept(new CommandId("alice", 6));
        Assert.IsType<CommandAccepted>(log.Replay(new CommandId("alice", 6)));
        Assert.IsType<CommandAccepted>(log.Replay(Seventh));
        for (var number = 8L; number <= SourceCommands.Window + 6; number++)
        {
            log = log.Accept(new CommandId("alice", number));
        }

        // Whether 5 took effect is not known any more once 6 has gone: it must not take effect a second time.
        Assert.Equal("command-number-passed", Assert.IsType<CommandRefused>(log.Replay(new CommandId("alice", 5))).Code);
        Assert.Equal("command-number-passed", Assert.IsType<CommandRefused>(log.Replay(new CommandId("alice", 6))).Code);
        Assert.IsType<CommandAccepted>(log.Replay(Seventh));
    }

    [Fact]
    public void Whatever_the_order_and_the_repeats_no_number_is_new_twice() =>
        Gen.Long[1, 200].Array[0, 400].Sample(numbers =>
        {
            var log = CommandLog.Empty;
            var taken = new Dictionary<long, bool>();
            foreach (var number in numbers)
            {
                var id = new CommandId("alice", number);
                switch (log.Replay(id))
                {
                    case null:
                        Assert.True(taken.TryAdd(number, number % 3 == 0), $"{number} is new for the second time");
                        log = number % 3 == 0 ? log.Accept(id) : log.Refuse(id, "no", string.Empty);
                        break;
                    case CommandRefused { Code: "command-number-passed" }:
                        Assert.True(taken.Keys.Count(other => other > number) >= SourceCommands.Window, $"{number} was given up too early");
                        break;
                    case var answer:
                        Assert.Equal(taken[number], answer is CommandAccepted);
                        break;
                }
            }
        });
}
