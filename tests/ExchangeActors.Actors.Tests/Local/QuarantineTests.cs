using ExchangeActors.Actors.Local;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Writing;

namespace ExchangeActors.Actors.Tests.Local;

/// <summary>An entity that fails at a message is set aside, the others go on, and nothing that was sent to it is lost.</summary>
public sealed class QuarantineTests : IDisposable
{
    private static readonly ExchangeRules Rules = TestRules.Of(Script.Market);
    private static readonly EntityRef Bob = EntityRef.Account(new AccountId("bob"));
    private static readonly EntityRef Alice = EntityRef.Account(new AccountId("alice"));

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_others_go_on_and_once_the_mistake_is_mended_what_waited_follows_in_order()
    {
        var mistakes = Mistakes.AtForcedCloseOf("bob");
        var (invariants, closed) = (new Invariants(Rules), new List<string>());
        await using var exchange = await LocalExchange.Start(Rules, new FaultPlan(_ => Fault.None).Store, Options(mistakes, recorded =>
        {
            invariants.Observe(recorded);
            if (recorded.Event is PositionForceClosed)
            {
                closed.Add(recorded.Id.Stream.Id);
            }
        }));
        await Feed(exchange, Script.Waterfall(Rules).Steps);

        var quarantined = Assert.Single(await exchange.Quarantine());
        Assert.Equal((Bob, nameof(ForceClose)), (quarantined.Entity, quarantined.Message));
        Assert.Contains("planted", quarantined.Why, StringComparison.Ordinal);
        Assert.Equal(EntityKind.Deleveraging, quarantined.CausedBy.Stream.Kind);
        Assert.Contains("carol", closed);
        Assert.DoesNotContain("bob", closed);
        var refused = Assert.IsType<CommandNotTaken>(await Deposit(exchange, Bob, 1));
        Assert.Equal(CommandNotTaken.Quarantined, refused.Code);
        Assert.IsType<CommandAccepted>(await Deposit(exchange, Alice, 1));

        var still = await exchange.Retry(Bob);
        Assert.Equal((true, Bob), (still.Was, still.Still!.Entity));
        Assert.Single(await exchange.Quarantine());

        mistakes.Mended = true;
        Assert.Equal(new QuarantineRetried(true, null), await exchange.Retry(Bob));
        await exchange.Quiesce();

        Assert.Empty(await exchange.Quarantine());
        Assert.Contains("bob", closed);
        Assert.Equal(new QuarantineRetried(false, null), await exchange.Retry(Bob));
        Assert.IsType<CommandAccepted>(await Deposit(exchange, Bob, 1));
        await exchange.Quiesce();
        Assert.All(invariants.Check(exchange.GatherState()), result => Assert.True(result.Holds, $"{result.Name}: {result.Detail}"));
    }

    [Fact]
    public async Task A_start_with_mended_rules_decides_what_was_set_aside()
    {
        var mistakes = Mistakes.AtForcedCloseOf("bob");
        using (var file = Open(JournalMode.Create))
        {
            await using var exchange = await LocalExchange.Start(Rules, JournalStore.Of(file), Options(mistakes, _ => { }));
            await Feed(exchange, Script.Waterfall(Rules).Steps);
            Assert.Single(await exchange.Quarantine());
        }

        mistakes.Mended = true;
        var invariants = new Invariants(Rules);
        using var again = Open(JournalMode.Resume);
        await using var resumed = await LocalExchange.Start(
            Rules, JournalStore.Of(again), Options(mistakes, invariants.Observe) with { OnHistory = invariants.Observe });
        await resumed.Quiesce();

        Assert.Empty(await resumed.Quarantine());
        Assert.All(
            invariants.Check(resumed.GatherState()), result => Assert.True(result.Holds, $"{result.Name}: {result.Detail}"));
    }

    [Fact]
    public async Task A_command_from_outside_that_cannot_be_decided_is_given_back_and_hurts_nobody_else()
    {
        var mistakes = new Mistakes((_, message) => message is Deposit { Amount.Value: 13m });
        await using var exchange = await LocalExchange.Start(
            Rules, new FaultPlan(_ => Fault.None).Store, Options(mistakes, _ => { }));
        await Feed(exchange, new Script(Rules).Open("alice", 100m).Steps);

        var refused = Assert.IsType<CommandNotTaken>(await Deposit(exchange, Alice, 1, 13m));
        Assert.Equal((CommandNotTaken.CannotBeDecided, new CommandId("again", 1)), (refused.Code, refused.Id));
        Assert.Empty(await exchange.Quarantine());
        Assert.IsType<CommandAccepted>(await Deposit(exchange, Alice, 2, 1m));

        mistakes.Mended = true;
        Assert.IsType<CommandAccepted>(await Deposit(exchange, Alice, 1, 13m));
        Assert.Equal(114m, exchange.GatherState().Account(new AccountId("alice")).Wallet.Value);
    }

    [Fact]
    public async Task A_run_whose_rules_have_a_mistake_fails()
    {
        var mistakes = Mistakes.AtForcedCloseOf("bob");
        await using var exchange = await LocalExchange.Start(
            Rules, new FaultPlan(_ => Fault.None).Store, Options(mistakes, _ => { }) with { Quarantines = false });

        await Assert.ThrowsAsync<DivideByZeroException>(() => Feed(exchange, Script.Waterfall(Rules).Steps));
    }

    private static ExchangeSystemOptions Options(Mistakes mistakes, Action<RecordedEvent> listen) =>
        new() { Quarantines = true, Deciders = mistakes.Deciders, OnEvent = listen };

    private static async Task Feed(LocalExchange exchange, IEnumerable<Step> steps)
    {
        foreach (var step in steps)
        {
            await exchange.Ask(step.To, step.Id, step.Message, step.At);
            await exchange.Quiesce();
        }
    }

    private static Task<Message?> Deposit(LocalExchange exchange, EntityRef account, long number, decimal amount = 1m)
    {
        var id = new CommandId("again", number);
        return exchange.Ask(account, id, new Deposit(id, new Money(amount)), new Moment(1_760_130_100_000));
    }

    private JournalFile Open(JournalMode mode) =>
        JournalFile.Open(_directory.File("exchange.db"), new JournalHeader("test", "aa", "bitmex", "bb", 1, TestRules.Version, "{}"), mode);
}
