using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using ExchangeActors.Actors.Running;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using Envelope = ExchangeActors.Domain.Primitives.Envelope;

namespace ExchangeActors.Actors.Cluster;

/// <summary>
/// The risk monitor of a shard of accounts, beside them on their node. When it starts it asks the journal who of them has something to do,
/// wakes those, and waits until each has announced itself; until then it takes part in no ranking. Marks it hears of from the markets.
/// </summary>
internal sealed class ShardedMonitor : UntypedActor, IWithTimers
{
    private const int RowsPerPage = 2_000;

    private static readonly TimeSpan WakeAgainAfter = TimeSpan.FromSeconds(2);

    private readonly int _shard;
    private readonly ClusterPost _post;
    private readonly ExchangeSystemOptions _options;
    private readonly StandingReader _standings;
    private readonly RiskMonitors _monitors;
    private readonly HashSet<AccountId> _awaited = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private bool _knowsWhom;

    public ShardedMonitor(int shard, ClusterPost post, ExchangeSystemOptions options, StandingReader standings)
    {
        (_shard, _post, _options, _standings) = (shard, post, options, standings);
        _monitors = new RiskMonitors(post.Rules, 1, acknowledges: true);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>True when every account of the shard that matters has announced itself, and every mark that there is.</summary>
    private bool IsComplete => _knowsWhom && _awaited.Count == 0;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(ResendDue), ResendDue.Instance, _options.ResendAfter);
        Find();
        _post.Subscribe(Self);
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Envelope { Body: AskMonitor asked }:
                if (IsComplete)
                {
                    foreach (var page in MonitorParts.Pages(_shard, asked.Number, _monitors.Answer(asked), RowsPerPage))
                    {
                        Sender.Tell(page, ActorRefs.NoSender);
                    }
                }

                break;
            case Envelope { Body: AskRest asked } envelope:
                var rests = IsComplete && _monitors.Rests(asked.Marks, asked.Accounts, _post.Clock.Now);
                Sender.Tell(new MonitorRest(_shard, rests), ActorRefs.NoSender);
                break;
            case Envelope { Body: Remind }:
                break;
            case Envelope envelope:
                _post.Clock.Advance(envelope.At);
                Take(envelope);
                break;
            case ResendDue:
                if (_monitors.Reminder(_post.Clock.Now) is { } reminder)
                {
                    Take(reminder);
                }

                break;
            case Standing standing:
                Wake(standing);
                break;
            case Status.Failure failure:
                _log.Warning(failure.Cause, "Monitor {0}: who has something to do could not be read; it is tried again", _shard);
                Timers.StartSingleTimer(nameof(Find), FindAgain.Instance, WakeAgainAfter);
                break;
            case FindAgain:
                if (!_knowsWhom)
                {
                    Find();
                }
                else
                {
                    WakeAwaited();
                }

                break;
            case StopEntities:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Find() => _standings.Read().PipeTo(Self);

    private void Wake(Standing standing)
    {
        _knowsWhom = true;
        foreach (var account in standing.Accounts)
        {
            // Who has announced itself meanwhile is known already.
            if (EntityShards.Of(account) == _shard && _monitors.VersionOf(account) < 0)
            {
                _awaited.Add(account);
            }
        }

        WakeAwaited();
    }

    private void WakeAwaited()
    {
        foreach (var account in _awaited)
        {
            _post.Remind(EntityRef.Account(account));
        }

        if (_awaited.Count > 0)
        {
            Timers.StartSingleTimer(nameof(Find), FindAgain.Instance, WakeAgainAfter);
        }
    }

    private void Take(Envelope envelope)
    {
        if (envelope.Body is AccountRisk risk)
        {
            _awaited.Remove(risk.Account);
        }

        foreach (var send in _monitors.Handle(envelope))
        {
            if (send.Body is SweepBands)
            {
                // To itself, behind what waits: the marks of one moment are swept together.
                Self.Tell(send, ActorRefs.NoSender);
            }
            else
            {
                _post.Send(send);
            }
        }
    }

    private sealed record FindAgain : LocalMessage
    {
        public static FindAgain Instance { get; } = new();
    }
}

/// <summary>The accounts that have something to do, as the journal says.</summary>
/// <param name="Accounts">Those with a position or a debt.</param>
internal sealed record Standing(ImmutableArray<AccountId> Accounts) : LocalMessage;
