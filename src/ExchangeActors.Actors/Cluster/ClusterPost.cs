using Akka.Actor;
using ExchangeActors.Actors.Running;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Venues;
using Envelope = ExchangeActors.Domain.Primitives.Envelope;

namespace ExchangeActors.Actors.Cluster;

/// <summary>
/// The post office of a node, the only place that knows where entities live: an address is the name of a shard's entity. What is asked of
/// all monitors goes to the node's <see cref="MonitorDesk"/>.
/// </summary>
internal sealed class ClusterPost(
    ExchangeRules rules, ExchangeClock clock, Func<IEnumerable<ICanTell>> hubs, ActorSystem system) : IEntityPost
{
    private IActorRef _accounts = ActorRefs.Nobody;
    private IActorRef _markets = ActorRefs.Nobody;
    private IActorRef _pools = ActorRefs.Nobody;
    private IActorRef _desk = ActorRefs.Nobody;
    private IActorRef _hub = ActorRefs.Nobody;

    /// <inheritdoc/>
    public ExchangeRules Rules { get; } = rules;

    /// <inheritdoc/>
    public ExchangeClock Clock { get; } = clock;

    /// <summary>Where entities of this node say that they are in quarantine.</summary>
    public IActorRef Quarantine { get; private set; } = ActorRefs.Nobody;

    /// <summary>Opens the office, before the first message.</summary>
    public void Open(IActorRef accounts, IActorRef markets, IActorRef pools, IActorRef desk, IActorRef hub, IActorRef quarantine) =>
        (_accounts, _markets, _pools, _desk, _hub, Quarantine) = (accounts, markets, pools, desk, hub, quarantine);

    /// <summary>A monitor of this node wants to hear of marks.</summary>
    public void Subscribe(IActorRef monitor) => _hub.Tell(MonitorIsHere.Instance, monitor);

    /// <inheritdoc/>
    public void Send(Envelope envelope)
    {
        if (envelope.To != EntityRef.RiskMonitors)
        {
            Region(envelope.To).Tell(envelope, ActorRefs.NoSender);
            return;
        }

        switch (envelope.Body)
        {
            case MarkMoved:
                foreach (var hub in hubs())
                {
                    hub.Tell(envelope, ActorRefs.NoSender);
                }

                break;
            case RankQueue or ListHolders:
                _desk.Tell(envelope, ActorRefs.NoSender);
                break;

            // Any of them knows the newest marks, and that is all that is asked for: the one next to who hears the answer.
            case LookAtLiquidation look:
                Send(envelope with { To = EntityRef.RiskMonitor(look.Account) });
                break;
            case OfferSupport offer:
                Send(envelope with { To = EntityRef.RiskMonitor(offer.Participant) });
                break;
            default:
                throw new UnknownMessageException(envelope.Body);
        }
    }

    /// <summary>Has an entity or a monitor send again what it owes; who is not running is started by it.</summary>
    public void Remind(EntityRef to) => Send(Reminder(to));

    /// <summary>
    /// Does so after a while, whether whoever asks for it still runs or not: for one that stops because its store failed, and may owe
    /// something.
    /// </summary>
    public void RemindLater(EntityRef to, TimeSpan wait) =>
        system.Scheduler.ScheduleTellOnce(wait, Region(to), Reminder(to), ActorRefs.NoSender);

    /// <summary>Sends a message to one entity or monitor, whose answer goes to an actor.</summary>
    public void Send(Envelope envelope, IActorRef answerTo) => Region(envelope.To).Tell(envelope, answerTo);

    /// <summary>Sends a message to one entity or monitor and awaits its answer.</summary>
    /// <exception cref="AskTimeoutException">None came in time.</exception>
    public Task<object> Ask(Envelope envelope, TimeSpan patience, CancellationToken cancellation) =>
        Region(envelope.To).Ask<object>(envelope, patience, cancellation);

    /// <inheritdoc/>
    public void Answer(IActorRef sender, Message? answer)
    {
        if (!sender.IsNobody() && answer is not null)
        {
            sender.Tell(answer, ActorRefs.NoSender);
        }
    }

    private Envelope Reminder(EntityRef to) =>
        new(to, EntityRef.Timer, new Remind(), new EventRef(EntityRef.Timer, 1), null, Clock.Now);

    private IActorRef Region(EntityRef to) => to.Kind switch
    {
        EntityKind.Account or EntityKind.RiskMonitor => _accounts,
        EntityKind.Market or EntityKind.Deleveraging => _markets,
        EntityKind.Liquidation => _pools,
        _ => throw new ArgumentException($"{to} is not the address of an entity.", nameof(to)),
    };
}
