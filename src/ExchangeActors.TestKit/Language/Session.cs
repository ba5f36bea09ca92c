using System.Collections.Immutable;
using ExchangeActors.Actors;
using ExchangeActors.Actors.Racing;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.TestKit.Failures;
using ExchangeActors.TestKit.Journals;
using ExchangeActors.TestKit.Network;

namespace ExchangeActors.TestKit.Language;

/// <summary>One scenario as it runs: the actors, their journal, the exchange's time, and what was seen.</summary>
internal sealed class Session
{
    private const string Source = "test";

    private static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(60);

    private readonly Dictionary<EntityRef, long> _numbers = [];
    private ExchangeSystem? _system;
    private ExchangeRules? _rules;
    private Invariants? _invariants;
    private bool _failureTold;

    // 10 October 2025, 00:00 UTC.
    private long _now = 1_760_054_400_000;

    public ScenarioSetup Setup { get; } = new();

    public EventHistory History { get; } = new();

    public FaultyNetwork Network { get; } = new();

    public NodeList Nodes { get; } = new();

    public ScenarioJournal Journal { get; set; } = new MemoryScenarioJournal();

    /// <summary>What becomes of the journal's writes.</summary>
    /// <exception cref="ScenarioException">The journal is a real one.</exception>
    public WritePlan WritePlan => Journal is MemoryScenarioJournal memory
        ? memory.Plan
        : throw new ScenarioException("Only a journal in memory fails on purpose; leave Given.Journal.IsSqlite() out.");

    public bool IsStarted => _rules is not null;

    public ExchangeRules Rules => _rules ?? throw new ScenarioException("Nothing has happened yet: await a step of When first.");

    /// <summary>The states of all entities; consistent, since steps end at rest.</summary>
    public ExchangeState State => _system?.GatherState() ?? throw new ScenarioException(
        "Nothing has happened yet: await a step of When first.");

    /// <summary>The newest marks.</summary>
    public MarkBoard Marks => State.Markets.Values.Aggregate(
        MarkBoard.Empty, (board, market) => market.Quote is { } quote ? board.With(market.Id, quote) : board);

    /// <summary>Exchange time.</summary>
    public Moment Now => new(_now);

    /// <summary>Starts the actors at the first call, and makes true what was given since the last.</summary>
    public async Task Prepare()
    {
        if (!IsStarted)
        {
            await Begin();
        }

        if (Nodes.Running is null)
        {
            throw new ScenarioException("Every node is down; await When.Node(…).Starts() first.");
        }

        var opening = Setup.Accounts.Skip(Setup.AccountsOpened).ToList();
        Setup.Require(opening);
        foreach (var late in opening.Where(account => account.Participant is not null && !_rules!.Participants.ContainsKey(account.Id)))
        {
            throw new ScenarioException($"{late.Name}: who supports liquidity is said before the first step of When.");
        }

        foreach (var account in opening)
        {
            await Command(EntityRef.Account(account.Id), id => ScenarioSetup.Open(id, account));
            Setup.AccountsOpened++;
        }

        if (Setup.Fund > 0m)
        {
            var amount = new Money(Setup.Fund);
            Setup.Fund = 0m;
            await Command(EntityRef.Liquidation(ScenarioSetup.Pool), id => new SeedInsuranceFund(id, amount));
            await Tick(TimeSpan.Zero);
        }

        foreach (var market in Setup.Markets)
        {
            if (market.OpeningMark is { } mark)
            {
                Setup.RequireTick(market.Id, mark);
                market.OpeningMark = null;
                await Command(EntityRef.Market(market.Id), id => new UpdatePrice(id, new Price(mark), null, Now));
            }
        }
    }

    /// <summary>Everything given is made true, the command is sent, and everything that follows is waited for.</summary>
    /// <param name="to">The receiver.</param>
    /// <param name="command">Made of its id.</param>
    /// <param name="refusal">The code with which it must be refused; null when it must be accepted.</param>
    /// <param name="origin">On whose behalf it is sent.</param>
    public async Task Step(EntityRef to, Func<CommandId, Message> command, string? refusal = null,
        CommandOrigin origin = CommandOrigin.Operator)
    {
        await Prepare();
        await Command(to, command, refusal, origin);
    }

    /// <summary>Time passes, and liquidations that waited for it go on.</summary>
    public async Task TimePasses(TimeSpan span)
    {
        await Prepare();
        await Tick(span);
    }

    /// <summary>The actors are stopped without a word and start again on the same journal.</summary>
    public async Task Crash()
    {
        await Prepare();
        await Restart();
        await Guarded(system => system.Quiesce());
    }

    /// <summary>A node ends; what ran on it goes on on the next.</summary>
    public async Task NodeCrashes(string name)
    {
        await Prepare();
        if (!Nodes.Crash(name))
        {
            return;
        }

        await _system!.DisposeAsync();
        Journal.Close();
        _system = null;
        if (Nodes.Running is not null)
        {
            await Start();
            await Guarded(system => system.Quiesce());
        }
    }

    /// <summary>A node is up again.</summary>
    public async Task NodeStarts(string name)
    {
        if (!IsStarted)
        {
            await Prepare();
        }

        if (Nodes.Start(name))
        {
            await Start();
            await Guarded(system => system.Quiesce());
        }
    }

    /// <summary>Checks what holds at the end of every scenario, and removes what it left.</summary>
    public async Task End()
    {
        try
        {
            if (IsStarted && Nodes.Running is null)
            {
                // What is in the journal is checked whether or not anybody runs it.
                await Start();
            }

            if (_system is { Failure.IsFaulted: false })
            {
                await Guarded(system => system.Quiesce());
                Check();
                RequireFaults();
            }
            else if (_system is { Failure.Exception: { } failure } && !_failureTold)
            {
                Failure.Throw(History, "the exchange works to the end of the scenario", failure.GetBaseException().ToString());
            }
        }
        finally
        {
            if (_system is not null)
            {
                await _system.DisposeAsync();
            }

            Journal.Dispose();
        }
    }

    /// <summary>Checks the invariants, the folds and the journal.</summary>
    public void Check()
    {
        var state = State;
        foreach (var result in _invariants!.Check(state))
        {
            Failure.Unless(result.Holds, History, result.Name, () => $"off by {Failure.Text(result.Error)}; {result.Detail}");
        }

        var hash = state.Hash();
        Failure.Unless(Fold(History.Events).Hash() == hash, History, "the events, folded, are the state of the actors", () =>
            "they differ");
        var journaled = ReadJournal();
        Failure.Unless(Fold(journaled).Hash() == hash, History, "the journal, folded, is the state of the actors", () =>
            $"they differ; it holds {journaled.Count} events of {History.Events.Count}");
    }

    /// <summary>A fault that was planned and did not happen tests nothing.</summary>
    private void RequireFaults()
    {
        var missing = Journal is MemoryScenarioJournal memory ? memory.Plan.NotMet.ToList() : [];
        if (Network.UntilCrash is { } messages)
        {
            missing.Add($"the crash of the exchange, {messages} messages later");
        }

        Failure.Unless(missing.Count == 0, History, "every fault that was planned happens", () =>
            $"these did not: {string.Join("; ", missing)}");
    }

    /// <summary>Every event of the journal, its hash chains verified.</summary>
    /// <exception cref="ScenarioException">The journal is damaged.</exception>
    public IReadOnlyList<RecordedEvent> ReadJournal()
    {
        try
        {
            return [.. Journal.Read()];
        }
        catch (ExchangeActors.Journal.JournalException damaged)
        {
            Failure.Throw(History, "the journal's hash chains are whole", damaged.Message);
            throw;
        }
    }

    private static ExchangeState Fold(IEnumerable<RecordedEvent> events)
    {
        var state = new ExchangeState();
        foreach (var recorded in events)
        {
            state.Apply(recorded.Id.Stream, recorded.Event);
        }

        return state;
    }

    private async Task Begin()
    {
        if (Setup.Markets.Count == 0)
        {
            throw new ScenarioException("No market is given: Given.Market(\"ETH-PERP\").");
        }

        _rules = Setup.Rules();
        foreach (var market in Setup.Markets)
        {
            foreach (var (field, problem) in market.Instrument.Problems())
            {
                throw new ScenarioException($"{market.Id}: {field} {problem}.");
            }
        }

        var capital = Setup.VaultsOf(_rules);
        await Start();
        foreach (var instrument in _rules.Instruments.Values)
        {
            await Command(EntityRef.Market(instrument.Id), id => new ListMarket(id, instrument));
        }

        await Command(EntityRef.Account(_rules.TakeOverAccount), id =>
            new OpenAccount(id, _rules.TakeOverAccount, AccountKind.Exchange, Money.Zero, []));
        foreach (var vault in _rules.Vaults)
        {
            var deposit = new Money(capital.GetValueOrDefault(vault));
            await Command(EntityRef.Account(vault), id => new OpenAccount(id, vault, AccountKind.Vault, deposit, []));
        }
    }

    private async Task Start()
    {
        History.Clear();
        _invariants = new Invariants(_rules!);
        Network.Heal();
        _system = await ExchangeSystem.Start(_rules!, Journal.Open(_rules!), new ExchangeSystemOptions
        {
            OnEvent = Record,
            OnHistory = Record,
            SerializeMessages = true,
            Deliveries = Network.Deliver,
            RestartAfter = TimeSpan.FromMilliseconds(5),
            RestartAfterAtMost = TimeSpan.FromMilliseconds(50),
            AskTimeout = TimeSpan.FromSeconds(2),
            QuiesceAttempts = Network.IsFaulty ? 30 : 3,
        });
    }

    private async Task Restart()
    {
        await _system!.DisposeAsync();
        Journal.Close();
        await Start();
    }

    private async Task Tick(TimeSpan span)
    {
        _now += (long)span.TotalMilliseconds;
        await Command(EntityRef.Liquidation(ScenarioSetup.Pool), id => new Tick(id, Now));
    }

    // A second passes with every command.
    private async Task Command(EntityRef to, Func<CommandId, Message> command, string? refusal = null,
        CommandOrigin origin = CommandOrigin.Operator)
    {
        _now += 1_000;
        var id = new CommandId(Source, _numbers[to] = _numbers.GetValueOrDefault(to) + 1);
        var message = command(id);
        Message? answer = null;
        await Guarded(async system => answer = await system.Ask(to, id, message, Now, origin: origin));
        await Guarded(system => system.Quiesce());
        switch (answer)
        {
            case CommandRefused refused when refused.Code != refusal:
                Failure.Throw(
                    History, $"{message.GetType().Name} of {to.Id} is {(refusal is null ? "accepted" : $"refused: {refusal}")}",
                        $"refused: {refused.Code} ({refused.Detail})");
                break;
            case not CommandRefused when refusal is not null:
                Failure.Throw(History, $"{message.GetType().Name} of {to.Id} is refused: {refusal}", "accepted");
                break;
            default:
                break;
        }
    }

    /// <summary>Does something with the actors; if they crash meanwhile as planned, they are started again and it is done again.</summary>
    private async Task Guarded(Func<ExchangeSystem, Task> work)
    {
        while (true)
        {
            var crash = Network.Crash;
            var working = work(_system!);
            var first = await Task.WhenAny(working, crash, Task.Delay(StepLimit));
            if (crash.IsCompleted)
            {
                _ = working.ContinueWith(static abandoned => _ = abandoned.Exception, TaskScheduler.Default);
                await Restart();
            }
            else if (first == working)
            {
                try
                {
                    await working;
                    return;
                }
                catch
                {
                    _failureTold = true;
                    throw;
                }
            }
            else
            {
                Failure.Throw(History, $"the exchange comes to rest within {StepLimit.TotalSeconds} s",
                    $"{_system!.Pending} messages are under way");
            }
        }
    }

    private void Record(RecordedEvent recorded)
    {
        History.Add(recorded);
        _invariants!.Observe(recorded);
    }
}
