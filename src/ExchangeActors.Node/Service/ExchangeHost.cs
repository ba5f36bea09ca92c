using ExchangeActors.Actors;
using ExchangeActors.Actors.Cluster;
using ExchangeActors.Actors.Local;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Node.Running;
using ExchangeActors.Scenarios;
using ExchangeActors.Scenarios.Running;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ExchangeActors.Node.Service;

/// <summary>
/// Runs the exchange of a node on its journal, from its start to its end. When a write has failed for good the exchange is stopped and
/// started again from what is stored; meanwhile it answers nobody. When another process has the journal the node ends.
/// </summary>
internal sealed partial class ExchangeHost : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);

    // Without liquidations nobody waits for time to pass but the peaks of the fund and what is looked at.
    private static readonly TimeSpan IdleTickInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SettlingPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan CheckpointInterval = TimeSpan.FromSeconds(10);

    private readonly Scenario _scenario;
    private readonly ExchangeRules _rules;
    private readonly IHeldJournal _journal;
    private readonly string _checkpoint;
    private readonly NodeSnapshots _snapshots;
    private readonly LiveExchange _live;
    private readonly ExchangeTime _time;
    private readonly ExchangeInputs _inputs;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _log;
    private readonly TimeProvider _wall;
    private readonly (ClusterSettings Settings, string Place)? _cluster;
    private readonly DeciderSet _deciders;
    private readonly Action<int, TimeSpan>? _written;
    private readonly IContactServer? _contact;
    private volatile IOperatedExchange? _running;
    private CheckpointKeeper? _checkpoints;

    /// <summary>A host on a journal that this process holds.</summary>
    public ExchangeHost(
        Scenario scenario,
        IHeldJournal journal,
        string checkpoint,
        LiveExchange live,
        ExchangeTime time,
        TimeProvider wall,
        IHostApplicationLifetime lifetime,
        ILoggerFactory loggers,
        (ClusterSettings Settings, string Place)? cluster = null,
        IContactServer? contact = null,
        Action<int, TimeSpan>? written = null,
        DeciderSet? deciders = null)
    {
        (_cluster, _contact, _written, _deciders) = (cluster, contact, written, deciders ?? Deciders.All);
        (_scenario, _rules, _journal, _checkpoint, _live) = (scenario, live.Rules, journal, checkpoint, live);
        (_time, _wall, _lifetime, _loggers, _log) = (time, wall, lifetime, loggers, loggers.CreateLogger<ExchangeHost>());
        _inputs = new ExchangeInputs(time, live, wall, _log);
        _snapshots = new NodeSnapshots(
            checkpoint, journal, cluster?.Place, live, Settings.EventsPerSnapshot(), loggers.CreateLogger<NodeSnapshots>());
        Quarantine = new NodeQuarantine(() => _running, ExchangeInputs.Patience);
        _live.OnBroken = broken => BrokenInvariant(_log, broken.Name, broken.Error, broken.Detail);
    }

    /// <summary>What the process is to exit with, once it has ended.</summary>
    public int ExitCode { get; private set; }

    /// <summary>Why it ended early; null when it did not.</summary>
    public JournalException? Fault { get; private set; }

    /// <summary>True while commands are taken.</summary>
    public bool IsReady => _running is not null;

    /// <summary>The cluster as this node sees it; null for one that is alone, or while it starts.</summary>
    public ClusterView? Cluster => (_running as ClusterExchange)?.Node is { Ended.IsCompleted: false } node ? node.View : null;

    /// <summary>True while somebody can decide: a gateway without engines takes commands, but nobody answers them.</summary>
    public bool IsAnswered => _running is not null && (_cluster is null || Cluster is { Engines: > 0 });

    /// <summary>How often the exchange was started again from its journal.</summary>
    public int Restarts { get; private set; }

    /// <summary>Starts the exchange: once it has, commands are taken.</summary>
    /// <exception cref="JournalException">The journal is damaged, or is not of this exchange.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Begin(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>
    /// Sends a command; completes with its answer when that is durable and all who read know of it. Null when the exchange is not there, or
    /// nobody answers for <see cref="ExchangeInputs.Patience"/>: what became of the command is known when somebody does.
    /// </summary>
    public async Task<Message?> Ask(
        EntityRef to, CommandId id, Func<Moment, Message> make, CommandOrigin origin, Moment? told = null, bool later = false) =>
        _running is { } running ? await _inputs.Ask(running, to, id, make, origin, told, later) : null;

    /// <summary>Completes when nothing is under way; false when the exchange is not there.</summary>
    public async Task<bool> Rest(CancellationToken cancellation)
    {
        if (_running is not { } running)
        {
            return false;
        }

        try
        {
            await running.Quiesce(cancellation);
            return true;
        }
        catch (Exception fault) when (fault is JournalException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>False when the pool could not decide that time passes: postponed liquidations wait.</summary>
    public bool TimePasses { get; private set; } = true;

    /// <summary>The entities in quarantine.</summary>
    public NodeQuarantine Quarantine { get; }

    /// <summary>Reads the journal beside the exchange.</summary>
    public JournalReader OpenReader() => _journal.OpenReader();

    /// <summary>True where several processes write the journal, so that the order of events is that of <see cref="OpenTail"/>.</summary>
    public bool OpensTail => _cluster is not null;

    /// <summary>Follows a journal that several processes write, from a position on.</summary>
    public JournalTail OpenTail(JournalPosition? from) => JournalTail.Open(_cluster!.Value.Place, from);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await End();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _snapshots.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = FirstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (_running is null)
                {
                    await Begin(stoppingToken);
                    Restarts++;
                }

                await Watch(_running!, stoppingToken);
                pause = FirstPause;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (JournalException fault)
            {
                await End();
                if (fault.Fault is not (JournalFault.Failed or JournalFault.Full or JournalFault.Locked))
                {
                    (Fault, ExitCode) = (fault, Shell.ExitCode.Of(fault.Fault));
                    _lifetime.StopApplication();
                    return;
                }

                StartsAgain(_log, fault.Message, pause);
                await Task.Delay(pause, _wall, stoppingToken).ContinueWith(_ => { }, TaskScheduler.Default);
                pause = pause + pause < LongestPause ? pause + pause : LongestPause;
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The journal failed: {Fault} The exchange starts again from it in {Pause}")]
    private static partial void StartsAgain(ILogger log, string fault, TimeSpan pause);

    [LoggerMessage(LogLevel.Critical, "An invariant does not hold: {Name}, off by {Difference}: {Detail}")]
    private static partial void BrokenInvariant(ILogger log, string name, decimal difference, string detail);

    [LoggerMessage(LogLevel.Error, "A command of the exchange's own had no effect: {Command} at {To}: {Code}: {Detail}")]
    private static partial void Refused(ILogger log, string command, EntityRef to, string code, string detail);

    private async Task Begin(CancellationToken cancellation)
    {
        _live.Reset();
        var known = _snapshots.Begin(out var snapshot);
        if (known is null)
        {
            SnapshotFile.RequireBeginning(_journal, "start with that");
        }

        var options = new ExchangeSystemOptions
        {
            OnHistory = _live.TakeHistory,
            OnStored = _live.TakeStored,
            OnWritten = _written,
            EventsPerWrite = Settings.EventsPerWrite(),
            Monitors = Settings.Monitors(),
            Quarantines = true,
            Deciders = _deciders,
            Configuration = StandardErrorLogger.Setting,
        };
        var system = await Start(options, known, cancellation);
        try
        {
            var at = _time.Source == TimeSource.Wall ? _time.Now() : _live.Events > 0 ? _time.Now() : _scenario.Start;
            _time.Reach(at);
            foreach (var (to, message) in ExchangeOpening.Of(_scenario))
            {
                Note(to, message.GetType().Name, await system.Ask(to, ExchangeOpening.Id, message, at, cancellation: cancellation));
            }

            await Settle(system, cancellation);
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }

        _checkpoints = new CheckpointKeeper(_checkpoint, _journal, null, system, null, snapshot)
        {
            Snapshot = _snapshots.Name,
        };
        _checkpoints.Write();
        _running = system;
    }

    /// <summary>
    /// Waits until nothing is under way; in a cluster, where others may be busy and somebody in quarantine, no longer than a moment.
    /// </summary>
    private async Task Settle(IOperatedExchange system, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (_cluster is not null)
        {
            patience.CancelAfter(SettlingPatience);
        }

        try
        {
            await system.Quiesce(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // It goes on while commands are taken.
        }
    }

    /// <summary>Says what a command of the node's own was answered, if it had no effect.</summary>
    private void Note(EntityRef to, string command, Message? answer)
    {
        if (WhyNot(answer) is var (code, detail))
        {
            Refused(_log, command, to, code, detail);
        }
    }

    private static (string Code, string Detail)? WhyNot(Message? answer) => answer switch
    {
        CommandRefused refused => (refused.Code, refused.Detail),
        CommandNotTaken turnedAway => (turnedAway.Code, turnedAway.Detail),
        _ => null,
    };

    private async Task<IOperatedExchange> Start(ExchangeSystemOptions options, KnownHistory? known, CancellationToken cancellation)
    {
        if (_cluster is not { } cluster)
        {
            return await LocalExchange.Start(
                _rules,
                JournalStore.Of(_journal, from: known?.Position),
                options,
                known: known,
                loggers: _loggers,
                cancellation: cancellation);
        }

        try
        {
            return await ClusterExchange.Start(
                new ClusterSetup(_rules, _journal, cluster.Place, cluster.Settings, options, _loggers, known, _contact), cancellation);
        }
        catch (ClusterException fault)
        {
            throw new JournalException(JournalFault.Failed, fault.Message, cluster.Settings.Host, "see the log", fault);
        }
    }

    /// <summary>Lets time pass and writes checkpoints until the exchange has failed, which is thrown.</summary>
    private async Task Watch(IDurableExchange system, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TickInterval, _wall);
        var (ticked, written) = (_wall.GetTimestamp(), _wall.GetTimestamp());
        while (true)
        {
            var next = timer.WaitForNextTickAsync(cancellation).AsTask();
            if (await Task.WhenAny(system.Failure, next) == system.Failure)
            {
                await system.Failure;
            }

            await next;
            Quarantine.LookBeside(cancellation);
            var busy = _live.Read(view => view.State.Pool(_rules.Pool).Cases.Count > 0);
            if (_time.Source == TimeSource.Wall && (busy || _wall.GetElapsedTime(ticked) >= IdleTickInterval))
            {
                // Numbered by the time: they rise also from one process to the next.
                var id = new CommandId("clock", _time.Of(null, later: true).UnixMs);
                var pool = EntityRef.Liquidation(_rules.Pool);
                var answer = await _inputs.Give(system, pool, id, at => new Tick(id, at), CommandOrigin.Operator, null, false, cancellation)
                    .WaitAsync(cancellation);
                if (TimePasses)
                {
                    // Once, not every second.
                    Note(pool, nameof(Tick), answer);
                }

                TimePasses = WhyNot(answer) is null;
                ticked = _wall.GetTimestamp();
            }

            if (_checkpoints is { } checkpoints)
            {
                _snapshots.Tick(checkpoints);
            }

            if (_wall.GetElapsedTime(written) >= CheckpointInterval)
            {
                _checkpoints?.WriteSoon();
                written = _wall.GetTimestamp();
            }
        }
    }

    private async Task End()
    {
        if (Interlocked.Exchange(ref _running, null) is not { } system)
        {
            return;
        }

        await _snapshots.End();
        await system.DisposeAsync();
        _checkpoints?.WriteIfPossible();
    }
}
