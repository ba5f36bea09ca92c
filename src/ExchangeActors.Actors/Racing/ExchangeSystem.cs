using Akka.Actor;
using ExchangeActors.Actors.Entities;
using ExchangeActors.Actors.Risk;
using ExchangeActors.Actors.Running;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.InMemory;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Writing;
using Microsoft.Extensions.Logging;
using Envelope = ExchangeActors.Domain.Primitives.Envelope;

namespace ExchangeActors.Actors.Racing;

/// <summary>
/// The durable runtime: one persistent actor per entity over a journal. It moves messages and stores events and has no rule of its own;
/// what it does when nothing fails is what
/// <see cref="InMemoryExchange"/> does, in another order.
/// </summary>
public sealed class ExchangeSystem : IDurableExchange
{
    private readonly ActorSystem _system;
    private readonly ExchangeRuntime _runtime;
    private readonly EntityHandles<Account> _accounts;
    private readonly EntityHandles<Market> _markets;
    private readonly EntityHandles<LiquidationPool> _pools;
    private readonly EntityHandles<DeleveragingCoordinator> _coordinators;
    private MarkBoard _marks = MarkBoard.Empty;
    private bool _disposed;

    private ExchangeSystem(ActorSystem system, ExchangeRuntime runtime, ExchangeHistory history, StreamHeads? heads)
    {
        _system = system;
        _runtime = runtime;
        EventsBefore = history.Events;
        var (state, deciders) = (history.State, runtime.Options.Deciders);
        _accounts = Entities(deciders.Account, state.Accounts.Values.Select(account => (account.Id.Value, account)), heads, "accounts");
        _markets = Entities(deciders.Market, state.Markets.Values.Select(market => (market.Id.Value, market)), heads, "markets");
        _pools = Entities(deciders.Liquidation, state.Pools.Values.Select(pool => (pool.Pool, pool)), heads, "liquidations");
        _coordinators = Entities(deciders.Deleveraging, state.Coordinators.Values.Select(
            coordinator => (coordinator.Market.Value, coordinator)), heads, "deleveragings");
    }

    /// <summary>Events that the journal held at the start.</summary>
    public long EventsBefore { get; }

    /// <summary>Events that this process has persisted.</summary>
    public long EventsPersisted => _runtime.Events.Count;

    /// <summary>Messages under way.</summary>
    public long Pending => _runtime.InFlight.Count;

    /// <summary>
    /// Faults when the exchange cannot go on: with <see cref="JournalException"/> when the journal fails for good. Completes when the
    /// exchange was disposed.
    /// </summary>
    public Task Failure => _runtime.Failure.Task;

    /// <summary>
    /// Starts an exchange on a journal: folds what is there, rebuilds the risk monitorses, and wakes the entities that have something to
    /// finish.
    /// </summary>
    /// <exception cref="JournalException">The journal is damaged or cannot be used.</exception>
    public static Task<ExchangeSystem> Start(
        ExchangeRules rules, IHeldJournal journal, ExchangeSystemOptions? options = null, ILoggerFactory? loggers = null,
            CancellationToken cancellation = default) =>
        Start(rules, JournalStore.Of(journal), options, loggers, cancellation);

    /// <summary>Starts an exchange on any store.</summary>
    /// <exception cref="JournalException">The journal is damaged or cannot be used.</exception>
    public static async Task<ExchangeSystem> Start(
        ExchangeRules rules, JournalStore store, ExchangeSystemOptions? options = null, ILoggerFactory? loggers = null,
            CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(store);
        options ??= new ExchangeSystemOptions();
        var history = ExchangeHistory.Fold(store.History(), options.OnHistory);
        var failure = new FailureSignal();
        var inFlight = new InFlight();
        var system = ActorSystem.Create("exchange", SystemConfiguration.Create(store, options, loggers, string.Empty));
        var runtime = new ExchangeRuntime(rules, options, new ExchangeClock(history.Last), failure)
        {
            InFlight = inFlight,
            Events = new EventCollector(options, inFlight, failure),
            Passage = options.SerializeMessages ? new SerializedPassage(system.Serialization) : null,
        };
        try
        {
            await JournalHealth.Require(system, store, options, cancellation).ConfigureAwait(false);
            var exchange = new ExchangeSystem(system, runtime, history, store.Heads);
            failure.FailWith(store.Lost);
            exchange.WakeUp(history);
            return exchange;
        }
        catch
        {
            failure.Complete();
            await system.Terminate().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Sends a command and waits for its answer, which comes when its events are durable; null when its kind has no answer. It is sent
    /// again with the same id as long as no answer comes, so it takes effect once.
    /// </summary>
    /// <exception cref="JournalException">The journal has failed.</exception>
    public async Task<Message?> Ask(
        EntityRef to, CommandId id, Message message, Moment at, CommandOrigin origin = CommandOrigin.Operator,
            CancellationToken cancellation = default)
    {
        if (FrontDoor.Refusal(to, id, message, at, origin) is { } refused)
        {
            return refused;
        }

        var envelope = Input(to, id, message, at);
        using var linked = cancellation.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(
            cancellation, _runtime.Failure.Ended) : null;
        var ended = linked?.Token ?? _runtime.Failure.Ended;
        while (true)
        {
            RequireRunning();
            try
            {
                var answer = await _runtime.Ask(envelope, ended).ConfigureAwait(false);
                if (answer is not NotPersisted)
                {
                    return answer as Message;
                }

                await Task.Delay(_runtime.Options.RestartAfter, ended).ConfigureAwait(false);
            }
            catch (AskTimeoutException)
            {
                // Asked again.
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                RequireRunning();
                throw;
            }
        }
    }

    /// <summary>
    /// Sends a command without waiting for an answer. When the entity's write fails the command is lost: use <see cref="Ask"/> for what
    /// must take effect.
    /// </summary>
    public void Tell(EntityRef to, CommandId id, Message message, Moment at, CommandOrigin origin = CommandOrigin.Operator)
    {
        RequireRunning();
        if (FrontDoor.Refusal(to, id, message, at, origin) is not null)
        {
            return;
        }

        _runtime.Send(Input(to, id, message, at));
    }

    /// <summary>
    /// Completes when nothing is under way, no entity owes anything and the listener has seen every event. Debts whose message was lost are
    /// sent again at once. A debt that is never settled is given up after <see cref="ExchangeSystemOptions.QuiesceAttempts"/>; the
    /// invariants show it.
    /// </summary>
    /// <exception cref="JournalException">The journal has failed.</exception>
    public async Task Quiesce(CancellationToken cancellation = default)
    {
        for (var attempt = 0; ; attempt++)
        {
            await Rest(cancellation).ConfigureAwait(false);
            if (_runtime.InFlight.Debtors == 0 || attempt >= _runtime.Options.QuiesceAttempts)
            {
                return;
            }

            var events = EventsPersisted;
            foreach (var kind in _runtime.Router.Kinds)
            {
                await kind.Ask<DebtsResent>(ResendDebts.Instance, _runtime.Options.AskTimeout, cancellation).ConfigureAwait(false);
            }

            await Rest(cancellation).ConfigureAwait(false);
            attempt = EventsPersisted > events ? -1 : attempt;
        }
    }

    /// <summary>
    /// The newest durable states of all entities with events. Each is consistent in itself; all together after <see cref="Quiesce"/>.
    /// </summary>
    public ExchangeState GatherState()
    {
        var state = new ExchangeState();
        foreach (var account in _accounts.States)
        {
            state.Accounts[account.Id] = account;
        }

        foreach (var market in _markets.States)
        {
            state.Markets[market.Id] = market;
        }

        foreach (var pool in _pools.States)
        {
            state.Pools[pool.Pool] = pool;
        }

        foreach (var coordinator in _coordinators.States)
        {
            state.Coordinators[coordinator.Market] = coordinator;
        }

        return state;
    }

    /// <summary>
    /// The end of every stream as it is known to be stored: what a checkpoint says that the journal held. Each is exact; while the exchange
    /// works they are not of one instant.
    /// </summary>
    public IEnumerable<HashChain> Heads() => _accounts.Heads.Concat(_markets.Heads).Concat(_pools.Heads).Concat(_coordinators.Heads);

    /// <summary>
    /// Stops the exchange once writes that are under way have ended. What is under way otherwise is finished when it is started again.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (!_runtime.Failure.HasFailed)
        {
            try
            {
                await Task.WhenAll(_runtime.Router.Kinds.Select(
                    kind => kind.GracefulStop(_runtime.Options.StopTimeout, StopEntities.Instance))).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // A write hangs; terminating the system ends the wait, and the journal has it or not.
            }
        }

        await _system.Terminate().ConfigureAwait(false);
        await _runtime.Events.Complete().ConfigureAwait(false);
        _runtime.Failure.Complete();
        _runtime.Failure.Dispose();
    }

    private EntityHandles<TState> Entities<TState>(Decider<TState> decider, IEnumerable<(string Id, TState State)> folded,
        StreamHeads? heads, string name)
        where TState : class
    {
        var runtime = _runtime;
        var handles = new EntityHandles<TState>(decider, folded, heads, runtime.InFlight);
        runtime.Router.Add(
            decider.Kind, _system.ActorOf(Props.Create(() => new EntitySupervisor<TState>(decider, runtime, handles)), name));
        return handles;
    }

    private void WakeUp(ExchangeHistory history)
    {
        var runtime = _runtime;
        var rebuild = RiskRebuild.From(runtime.Rules, history.State, history.Last, runtime.Options.Monitors, acknowledges: true);
        runtime.Router.Add(
            EntityKind.RiskMonitor, _system.ActorOf(Props.Create(() => new RiskMonitorActor(rebuild.Monitors, runtime)), "risk"));
        foreach (var check in rebuild.Checks)
        {
            runtime.Send(check);
        }

        foreach (var (entity, _) in history.State.Outstanding())
        {
            runtime.InFlight.Add();
            runtime.Router[entity].Tell(new Wake(entity.Id), ActorRefs.NoSender);
        }
    }

    private async Task Rest(CancellationToken cancellation)
    {
        RequireRunning();
        var rest = _runtime.InFlight.Rest();
        if (!rest.IsCompleted)
        {
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _runtime.Failure.Ended);
            try
            {
                await rest.WaitAsync(linked.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                RequireRunning();
                throw;
            }
        }

        RequireRunning();
    }

    private Envelope Input(EntityRef to, CommandId id, Message message, Moment at)
    {
        ArgumentNullException.ThrowIfNull(message);
        _runtime.Clock.Advance(at);
        var source = new EntityRef(EntityKind.Outside, id.Source);
        // The marks are those that the markets have stored, whatever the command brings.
        var decided = FrontDoor.WithMarks(message, Marks(), _pools.States, _runtime.Rules, at);
        return new Envelope(to, source, decided, new EventRef(source, id.Number), message.Correlation, at);
    }

    /// <summary>The marks that the markets have stored. The last board is kept: most commands find nothing newer.</summary>
    private MarkBoard Marks() => _marks = FrontDoor.Newest(_marks, _markets.States);

    private void RequireRunning()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _runtime.Failure.ThrowIfFailed();
    }
}
