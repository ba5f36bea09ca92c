using Akka.Actor;
using Akka.Event;
using ExchangeActors.Actors.Running;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using Envelope = ExchangeActors.Domain.Primitives.Envelope;

namespace ExchangeActors.Actors.Cluster;

/// <summary>
/// Where a node asks all monitors of the cluster at once: an actor a question, which asks each for its part until all are there at one
/// board, and sends what they make together to whoever asked. A question that is asked again while it is under way is the same.
/// </summary>
internal sealed class MonitorDesk(ClusterPost post) : UntypedActor
{
    private readonly Dictionary<Message, IActorRef> _questions = [];

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Envelope envelope:
                if (!_questions.ContainsKey(envelope.Body))
                {
                    var question = Context.ActorOf(Props.Create(() => new Gathering(envelope, post)));
                    Context.WatchWith(question, new Answered(envelope.Body));
                    _questions.Add(envelope.Body, question);
                }

                break;
            case Answered answered:
                _questions.Remove(answered.Question);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private sealed record Answered(Message Question) : LocalMessage;

    private sealed record PatienceEnds : LocalMessage
    {
        public static PatienceEnds Instance { get; } = new();
    }

    /// <summary>One question.</summary>
    private sealed class Gathering : UntypedActor, IWithTimers
    {
        private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(500);
        private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

        private readonly Envelope _question;
        private readonly ClusterPost _post;
        private readonly MonitorParts _parts;
        private readonly ILoggingAdapter _log = Context.GetLogger();
        private bool _atTheirs = true;
        private int _asked;

        public Gathering(Envelope question, ClusterPost post)
        {
            (_question, _post) = (question, post);
            _parts = new MonitorParts(question.Body, EntityShards.Accounts, post.Rules);
        }

        /// <inheritdoc/>
        public ITimerScheduler Timers { get; set; } = null!;

        /// <inheritdoc/>
        protected override void PreStart()
        {
            Timers.StartPeriodicTimer(nameof(AskAgainAfter), ResendDue.Instance, AskAgainAfter);
            Timers.StartSingleTimer(nameof(Patience), PatienceEnds.Instance, Patience);
            Ask();
        }

        /// <inheritdoc/>
        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case MonitorPart part:
                    _parts.Take(part);
                    Complete();
                    break;
                case PatienceEnds:
                    // Whoever asked owes the question, and asks again.
                    _log.Warning("Monitors {0} did not answer {1}", string.Join(", ", _parts.Missing), _question.Body.GetType().Name);
                    Context.Stop(Self);
                    break;
                case ResendDue:
                    Ask();
                    break;
                default:
                    Unhandled(message);
                    break;
            }
        }

        private void Ask()
        {
            _asked++;
            foreach (var monitor in _parts.Missing.ToList())
            {
                _post.Send(
                    _question with
                    {
                        To = EntityShards.Monitor(monitor),
                        Body = new AskMonitor(_asked, _question.Body, _atTheirs ? null : _parts.Marks),
                    },
                    Self);
            }
        }

        private void Complete()
        {
            if (!_parts.IsComplete)
            {
                return;
            }

            if (!_parts.AreAtOneBoard)
            {
                _atTheirs = false;
                _parts.AskAgain(_asked + 1);
                Ask();
                return;
            }

            var body = _parts.Merge();
            var to = _question.Body switch
            {
                RankQueue rank => EntityRef.Deleveraging(rank.Deleveraging.Market),
                ListHolders list => EntityRef.Liquidation(list.Pool),
                _ => throw new UnknownMessageException(_question.Body),
            };
            _post.Send(new Envelope(
                to, EntityRef.RiskMonitors, body, _question.CausedBy, body.Correlation ?? _question.Correlation, _question.At));
            Context.Stop(Self);
        }
    }
}
