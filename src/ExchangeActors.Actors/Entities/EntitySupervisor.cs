using Akka.Actor;
using Akka.Event;
using ExchangeActors.Actors.Running;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using Envelope = ExchangeActors.Domain.Primitives.Envelope;

namespace ExchangeActors.Actors.Entities;

/// <summary>
/// The entities of one kind: starts them on their first message, keeps the order of messages, starts them again with growing waits after a
/// failed write, and gives the exchange up when that does not help or when no retry could.
/// </summary>
internal sealed class EntitySupervisor<TState> : UntypedActor, IWithTimers
    where TState : class
{
    private readonly Decider<TState> _decider;
    private readonly ExchangeRuntime _runtime;
    private readonly EntityHandles<TState> _handles;
    private readonly Dictionary<string, Running> _running = new(StringComparer.Ordinal);
    private readonly Dictionary<IActorRef, Running> _children = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private bool _stopping;

    public EntitySupervisor(Decider<TState> decider, ExchangeRuntime runtime, EntityHandles<TState> handles)
    {
        _decider = decider;
        _runtime = runtime;
        _handles = handles;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(ResendDue), ResendDue.Instance, _runtime.Options.ResendAfter);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Envelope envelope: Forward(envelope.To.Id, envelope); break;
            case Wake wake: Forward(wake.Id, wake); break;
            case Terminated terminated: Ended(_children[terminated.ActorRef]); break;
            case RestartDue due: Restart(_running[due.Id]); break;
            case ResendDue: RemindDebtors(); break;
            case ResendDebts: WakeDebtors(); break;
            case StopEntities: Stop(); break;
            default: Unhandled(message); break;
        }
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(exception =>
    {
        // Nothing is retried inside an actor: it ends, and Terminated decides what becomes of the entity.
        if (_children.TryGetValue(Sender, out var running))
        {
            running.Handle.Fault ??= new EntityFault(exception, Transient: false);
        }

        return Directive.Stop;
    });

    private void Forward(string id, object message)
    {
        if (!_running.TryGetValue(id, out var running))
        {
            running = new Running(id, _handles.Get(id));
            _running.Add(id, running);
            Start(running);
        }

        if (running.Child is { } child && !_stopping)
        {
            running.Handle.Take();
            child.Tell(message, Sender);
        }
        else if (running.IsRestarting && running.Buffer.Count < _runtime.Options.RestartBuffer && !_stopping)
        {
            running.Buffer.Enqueue((message, Sender));
        }
        else
        {
            Drop(Sender);
        }
    }

    private void Start(Running running)
    {
        var self = new EntityRef(_decider.Kind, running.Id);
        var (decider, runtime, handle) = (_decider, _runtime, running.Handle);
        running.Child = Context.ActorOf(Props.Create(() => new EntityActor<TState>(self, decider, runtime, handle)),
            Uri.EscapeDataString(running.Id));
        _children.Add(running.Child, running);
        Context.Watch(running.Child);
    }

    private void Ended(Running running)
    {
        _children.Remove(running.Child!);
        running.Child = null;
        var handle = running.Handle;
        var fault = handle.Fault;
        handle.Fault = null;
        if (_stopping)
        {
            handle.Abandon();
            StopWhenEmpty();
            return;
        }

        fault ??= new EntityFault(new InvalidOperationException($"The actor of {_decider.Kind} {running.Id} ended without a reason."),
            Transient: false);
        handle.Failures++;
        if (!fault.Transient || handle.Failures > _runtime.Options.RestartLimit || _runtime.Failure.HasFailed)
        {
            _log.Error(fault.Cause, "{0} {1} has failed for good", _decider.Kind, running.Id);
            _runtime.Failure.Fail(fault.Cause);
            handle.Abandon();
            return;
        }

        // Under way until the entity is back, since it may owe something then.
        running.IsRestarting = true;
        _runtime.InFlight.Add();
        handle.Abandon();
        Timers.StartSingleTimer(running.Id, new RestartDue(running.Id), _runtime.Options.WaitAfter(handle.Failures - 1));
    }

    private void Restart(Running running)
    {
        running.IsRestarting = false;
        if (_stopping || _runtime.Failure.HasFailed)
        {
            _runtime.InFlight.Remove();
            while (running.Buffer.TryDequeue(out var dropped))
            {
                Drop(dropped.Sender);
            }

            return;
        }

        Start(running);
        running.Handle.Take();
        running.Child!.Tell(new Wake(running.Id), ActorRefs.NoSender);
        while (running.Buffer.TryDequeue(out var waiting))
        {
            running.Handle.Take();
            running.Child.Tell(waiting.Message, waiting.Sender);
        }
    }

    private void RemindDebtors()
    {
        foreach (var running in _running.Values)
        {
            if (running is { Child: { } child, Handle.Owing: true })
            {
                child.Tell(ResendDue.Instance, ActorRefs.NoSender);
            }
        }
    }

    private void WakeDebtors()
    {
        foreach (var running in _running.Values)
        {
            if (running is { Child: { } child, Handle.Owing: true } && !_stopping)
            {
                _runtime.InFlight.Add();
                running.Handle.Take();
                child.Tell(new Wake(running.Id), ActorRefs.NoSender);
            }
        }

        Sender.Tell(DebtsResent.Instance, Self);
    }

    private void Stop()
    {
        _stopping = true;
        foreach (var child in _children.Keys)
        {
            child.Tell(StopEntities.Instance, Self);
        }

        StopWhenEmpty();
    }

    private void StopWhenEmpty()
    {
        if (_children.Count == 0)
        {
            Context.Stop(Self);
        }
    }

    private void Drop(IActorRef sender)
    {
        _runtime.InFlight.Remove();
        if (!sender.IsNobody())
        {
            sender.Tell(NotPersisted.Instance, ActorRefs.NoSender);
        }
    }

    private sealed class Running(string id, EntityHandle<TState> handle)
    {
        public string Id { get; } = id;

        public EntityHandle<TState> Handle { get; } = handle;

        public IActorRef? Child { get; set; }

        public bool IsRestarting { get; set; }

        public Queue<(object Message, IActorRef Sender)> Buffer { get; } = new();
    }
}
