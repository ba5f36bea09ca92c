using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests;

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
        Assert.Equal(new CommandRefused(Seventh, "insufficient-margin", "needs 7"), CommandLog.Empty.Refuse(Seventh, "insufficient-margin", "needs 7").Replay(Seventh));
    }

    [Fact]
    public void An_older_number_is_refused_and_never_takes_effect() =>
        Assert.Equal("command-number-passed", Assert.IsType<CommandRefused>(CommandLog.Empty.Accept(Seventh).Replay(new CommandId("alice", 6))).Code);
}
