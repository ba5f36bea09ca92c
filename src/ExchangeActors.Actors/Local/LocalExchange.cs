using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using ExchangeActors.Actors.Risk;
using ExchangeActors.Actors.Running;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.InMemory;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Reading;
using Microsoft.Extensions.Logging;
using Envelope = ExchangeActors.Domain.Primitives.Envelope;

namespace ExchangeActors.Actors.Local;

/// <summary>
/// The exchange of one process: an actor per entity, all messages in one order, that of <see cref="InMemoryExchange"/>, so that the same
/// inputs give the same events and the same state; the events in an ordered journal. Between entities nothing waits for the journal; what
/// leaves the process does: answers, published events, the ends of the streams.
/// </summary>
public sealed class LocalExchange : IOperatedExchange
{
    internal const string Dispatcher = "exchange.local-dispatcher";

    // All entities on one thread: a message after the other, without a hand-over between processors.
    private const string Settings = Dispatcher + """
         {
          type = ForkJoinDispatcher
          throughput = 64
          dedicated-thread-pool.thread-count = 1
        }
        """;

    private readonly ActorSystem _system;
    private readonly IActorRef _sequencer;
    private readonly OrderedWriter _writer;
    private readonly EventCollector _events;
    private readonly InFlight _inFlight;
    private readonly FailureSignal _failure;
    private readonly ExchangeState _state;
    private readonly RiskMonitors _risk;
    private readonly bool _holds;
    private readonly TimeSpan _stopTimeout;
    private bool _disposed;

    private LocalExchange(
        ActorSystem system,
        IActorRef sequencer,
        OrderedWriter writer,
        EventCollector events,
        InFlight inFlight,
        FailureSignal failure,
        ExchangeHistory history,
        RiskMonitors risk,
        ExchangeSystemOptions options,
        bool holds)
    {
        (_system, _sequencer, _writer, _events, _inFlight, _failure) = (system, sequencer, writer, events, inFlight, failure);
        (_holds, _stopTimeout) = (holds, options.StopTimeout);
        (_state, _risk) = (history.State, risk);
        EventsBefore = history.Events;
    }

    /// <inheritdoc/>
    public long EventsBefore { get; }

    /// <inheritdoc/>
    public long EventsPersisted => _writer.Written;

    /// <inheritdoc/>
    public Task Failure => _failure.Task;

    /// <summary>
    /// Starts an exchange on a journal that this process holds: folds what is there, rebuilds the risk monitors, and sends again what is
    /// owed.
    /// </summary>
    /// <param name="rules">Instruments and venue.</param>
    /// <param name="store">The journal; no other process writes it.</param>
    /// <param name="options">Limits, intervals and listeners.</param>
    /// <param name="holds">
    /// True: messages between entities are worked off only while somebody waits in <see cref="Quiesce"/>, so that the inputs of one moment
    /// all come before what they lead to, as a scenario's do. False: at once.
    /// </param>
    /// <param name="replays">
    /// True: the exchange begins empty and is given all inputs from the first on; what the journal holds already has to come about again,
    /// event for event, and only what comes after it is written. So an interrupted run ends where an uninterrupted one does.
    /// False: it begins with the folded states.
    /// </param>
    /// <param name="from">
    /// Where an exchange that replays begins instead, with the inputs that come after that; its store's history begins there too. It
    /// belongs to this exchange from now on. Null: at the first event.
    /// </param>
    /// <param name="known">
    /// Where an exchange that does not replay begins instead; its store's history begins there too. Null: at the first event.
    /// </param>
    /// <param name="loggers">For the actor system's log; null for none.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="JournalException">The journal is damaged or cannot be used.</exception>
    public static async Task<LocalExchange> Start(
        ExchangeRules rules,
        JournalStore store,
        ExchangeSystemOptions? options = null,
        bool holds = false,
        bool replays = false,
        LocalRest? from = null,
        KnownHistory? known = null,
        ILoggerFactory? loggers = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(store);
        options ??= new ExchangeSystemOptions();
        var history = from is not null ? ExchangeHistory.Count(store.History(), from.State, from.Events)
            : replays ? ExchangeHistory.Count(store.History())
            : ExchangeHistory.Fold(store.History(), options.OnHistory, known);
        var rebuild = from is null ? RiskRebuild.From(rules, history.State, history.Last, options.Monitors) : null;
        var (failure, inFlight) = (new FailureSignal(), new InFlight());
        var system = ActorSystem.Create("exchange", SystemConfiguration.Create(store, options, loggers, Settings));
        try
        {
            await JournalHealth.Require(system, store, options, cancellation).ConfigureAwait(false);
            var events = new EventCollector(options, inFlight, failure);
            var journal = Persistence.Instance.Apply(system).JournalFor(null);
            var port = new JournalPort(system, journal, options.JournalPatience);
            var writer = new OrderedWriter(
                port,
                store.Heads?.All ?? [],
                from?.Position.Heads,
                replays && history.Events > 0 ? store.Stored!() : null,
                options,
                events,
                inFlight,
                failure);
            var (state, monitors) = (history.State, from?.Risk ?? rebuild!.Monitors);
            var sequencer = system.ActorOf(
                Props.Create(() => new Sequencer(rules, state, monitors, writer, inFlight, failure, options, holds))
                    .WithDispatcher(Dispatcher),
                "sequencer");
            writer.Sequencer = sequencer;
            failure.FailWith(store.Lost);
            // At rest nothing is owed that was not sent.
            List<Envelope> first = rebuild is null ? [] : [.. rebuild.Checks, .. Owed(state, history.Last)];
            if (first.Count > 0)
            {
                // Whoever waits for rest from now on waits for it.
                inFlight.Add(first.Count);
                sequencer.Tell(new Begin(first), ActorRefs.NoSender);
            }

            return new LocalExchange(system, sequencer, writer, events, inFlight, failure, history, monitors, options, holds);
        }
        catch
        {
            failure.Complete();
            await system.Terminate().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no such entity.</exception>
    public async Task<Message?> Ask(
        EntityRef to,
        CommandId id,
        Message message,
        Moment at,
        CommandOrigin origin = CommandOrigin.Operator,
        CancellationToken cancellation = default)
    {
        RequireRunning();
        _ = Deciders.Of(to);
        if (FrontDoor.Refusal(to, id, message, at, origin) is { } refused)
        {
            return refused;
        }

        var answer = new TaskCompletionSource<Message?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _inFlight.Add();
        _sequencer.Tell(new Input(to, id, message, at, answer), ActorRefs.NoSender);
        return await Await(answer.Task, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task Quiesce(CancellationToken cancellation = default)
    {
        RequireRunning();
        if (_holds)
        {
            _sequencer.Tell(Hold.Nothing, ActorRefs.NoSender);
        }

        await Await(AtRest(), cancellation).ConfigureAwait(false);
        if (_holds)
        {
            _sequencer.Tell(Hold.Messages, ActorRefs.NoSender);
        }

        RequireRunning();
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<QuarantinedEntity>> Quarantine(CancellationToken cancellation = default)
    {
        RequireRunning();
        var answer = new TaskCompletionSource<ImmutableArray<QuarantinedEntity>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _sequencer.Tell(new AskQuarantine(answer), ActorRefs.NoSender);
        return await Await(answer.Task, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<QuarantineRetried> Retry(EntityRef entity, CancellationToken cancellation = default)
    {
        RequireRunning();
        _ = Deciders.Of(entity);
        var answer = new TaskCompletionSource<QuarantineRetried>(TaskCreationOptions.RunContinuationsAsynchronously);
        _sequencer.Tell(new RetryEntity(entity, answer), ActorRefs.NoSender);
        return await Await(answer.Task, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ExchangeState GatherState() => _state;

    /// <inheritdoc/>
    public IEnumerable<HashChain> Heads() => _writer.Heads;

    /// <summary>
    /// What it holds after <see cref="Quiesce"/>; null while it replays what the journal holds already.
    /// </summary>
    /// <param name="placeOf">The place of the last event in the journal; asked only when there is an answer.</param>
    public LocalRest? Rest(Func<long> placeOf)
    {
        ArgumentNullException.ThrowIfNull(placeOf);
        RequireRunning();
        return _writer.IsReplaying ? null
            : new LocalRest(
                _state.Copy(), _risk, EventsBefore + EventsPersisted, new JournalPosition(placeOf(), [.. _writer.Heads]));
    }

    /// <summary>
    /// Stops the exchange once all that was decided is stored. What is under way otherwise is finished when it is started again.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        try
        {
            await _sequencer.GracefulStop(_stopTimeout).ConfigureAwait(false);
            await _writer.Complete().WaitAsync(_stopTimeout).ConfigureAwait(false);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            // A write hangs; terminating the system ends the wait, and the journal has it or not.
        }

        await _system.Terminate().ConfigureAwait(false);
        await _events.Complete().ConfigureAwait(false);
        _failure.Complete();
        _failure.Dispose();
    }

    private static IEnumerable<Envelope> Owed(ExchangeState state, Moment now) =>
        from debtor in state.Outstanding()
        from owed in debtor.Outbox.Messages.Values
        select new Envelope(owed.To, debtor.Entity, owed.Body, new EventRef(debtor.Entity, owed.Cause), owed.Body.Correlation, now);

    private async Task<bool> AtRest()
    {
        await _inFlight.Rest().ConfigureAwait(false);
        return true;
    }

    private async Task<T> Await<T>(Task<T> task, CancellationToken cancellation)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _failure.Ended);
        try
        {
            return await task.WaitAsync(linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            RequireRunning();
            throw;
        }
    }

    private void RequireRunning()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _failure.ThrowIfFailed();
    }
}
