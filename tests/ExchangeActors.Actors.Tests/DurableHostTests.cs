using ExchangeActors.Actors.Local;
using ExchangeActors.Actors.Racing;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal;

namespace ExchangeActors.Actors.Tests;

/// <summary>What both hosts over a journal promise to whoever sends them commands.</summary>
public sealed class DurableHostTests
{
    private static readonly ExchangeRules Rules = TestRules.Of(Script.Market);

    private static readonly Step Opening = new Script(Rules).Open("alice", 100m).Steps[^1];

    private static readonly ExchangeSystemOptions Impatient = new()
    {
        RestartAfter = TimeSpan.FromMilliseconds(5),
        AskTimeout = TimeSpan.FromSeconds(30),
        RestartLimit = 3,
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_is_answered_told_or_said_to_be_stored_before_it_is(bool local)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var events = 0;
        var plan = new FaultPlan(_ => Fault.None) { Gate = gate.Task };
        await using var exchange = await Start(local, plan, Impatient with { OnEvent = _ => events++ });
        var answer = Ask(exchange);
        // The same command again has no event of its own; its answer tells of the first, so it waits for that as well.
        var again = Ask(exchange);
        await Task.Delay(300);
        Assert.False(answer.IsCompleted || again.IsCompleted);
        Assert.Equal((0, 0L), (events, exchange.EventsPersisted));
        Assert.Empty(exchange.Heads());
        // The local host decides ahead of the journal; its states are those of the journal when it has come to rest.
        Assert.True(local || exchange.GatherState().Accounts.Count == 0);
        gate.SetResult();
        Assert.IsType<CommandAccepted>(await answer);
        Assert.IsType<CommandAccepted>(await again);
        await exchange.Quiesce();
        Assert.Equal((1, 1L), (events, exchange.EventsPersisted));
        Assert.Equal(1, Assert.Single(exchange.Heads()).Sequence);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_journal_that_goes_on_failing_ends_the_exchange_with_a_reason(bool local)
    {
        await using var exchange = await Start(
            local, new FaultPlan(_ => Fault.FailBeforeStoring), Impatient with { AskTimeout = TimeSpan.FromSeconds(2) });
        var failure = await Assert.ThrowsAsync<JournalException>(() => Ask(exchange));
        Assert.Contains("account/alice", failure.Message, StringComparison.Ordinal);
        Assert.Contains("failed as planned", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<JournalException>(() => exchange.Failure);
        await Assert.ThrowsAsync<JournalException>(() => exchange.Quiesce());
    }

    private static async Task<IDurableExchange> Start(bool local, FaultPlan plan, ExchangeSystemOptions options) => local
        ? await LocalExchange.Start(Rules, plan.Store, options)
        : await ExchangeSystem.Start(Rules, plan.Store, options with { SerializeMessages = true });

    private static Task<Message?> Ask(IDurableExchange exchange) => exchange.Ask(Opening.To, Opening.Id, Opening.Message, Opening.At);
}
