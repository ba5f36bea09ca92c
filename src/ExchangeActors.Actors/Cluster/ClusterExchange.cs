using System.Collections.Immutable;
using Akka.Actor;
using ExchangeActors.Actors.Running;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;
using Envelope = ExchangeActors.Domain.Primitives.Envelope;

namespace ExchangeActors.Actors.Cluster;

/// <summary>
/// A cluster's exchange as a gateway has it: commands go to the shards, and what is known of it is the journal, followed. The outcome is
/// one of the possible orders: the entities of a cluster decide side by side.
/// </summary>
public sealed class ClusterExchange : IOperatedExchange
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestLookAgainAfter = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RejoinPause = TimeSpan.FromSeconds(1);

    // What was on its way to a node that has failed is lost: it is asked again soon, then, under load, more and more rarely.
    private static readonly TimeSpan FirstAskTimeout = TimeSpan.FromSeconds(2);

    private readonly Membership _membership;
    private readonly JournalFollower _follower;
    private readonly FailureSignal _failure;
    private readonly ExchangeRules _rules;
    private readonly ExchangeSystemOptions _options;
    private bool _disposed;

    private ClusterExchange(
        Membership membership, JournalFollower follower, FailureSignal failure, ExchangeRules rules, ExchangeSystemOptions options) =>
        (_membership, _follower, _failure, _rules, _options) = (membership, follower, failure, rules, options);

    /// <inheritdoc/>
    public long EventsBefore => _follower.EventsBefore;

    /// <summary>Events that any node has stored since.</summary>
    public long EventsPersisted => _follower.Events - _follower.EventsBefore;

    /// <inheritdoc/>
    public Task Failure => _failure.Task;

    /// <summary>The node that it is now: another one after it was put out of its cluster and has joined again.</summary>
    public ClusterNode Node => _membership.Node;

    /// <summary>Joins a cluster and follows its journal.</summary>
    /// <param name="setup">What its node is made of.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    /// <exception cref="JournalException">The journal is damaged or does not come up.</exception>
    /// <exception cref="ClusterException">The node cannot listen, or is not up in time.</exception>
    public static async Task<ClusterExchange> Start(ClusterSetup setup, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var clock = new ExchangeClock(new Moment(0));
        var node = await ClusterNode.Start(setup, clock, cancellation).ConfigureAwait(false);
        var failure = new FailureSignal();
        try
        {
            var follower = JournalFollower.Start(setup.Place, setup.Known, setup.Options, clock, failure);
            failure.FailWith(setup.Journal.Lost);
            var membership = new Membership(node, stop => ClusterNode.Start(setup, clock, stop), failure);
            return new ClusterExchange(membership, follower, failure, setup.Rules, setup.Options);
        }
        catch
        {
            failure.Complete();
            await node.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<Message?> Ask(
        EntityRef to, CommandId id, Message message, Moment at, CommandOrigin origin = CommandOrigin.Operator,
            CancellationToken cancellation = default)
    {
        if (FrontDoor.Refusal(to, id, message, at, origin) is { } refused)
        {
            return refused;
        }

        Node.Post.Clock.Advance(at);
        var source = new EntityRef(EntityKind.Outside, id.Source);
        var decided = _follower.Read((state, marks) => FrontDoor.WithMarks(message, marks, state.Pools.Values, _rules, at));
        var envelope = new Envelope(to, source, decided, new EventRef(source, id.Number), message.Correlation, at);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _failure.Ended);
        for (var patience = Shorter(FirstAskTimeout, _options.AskTimeout); ; patience = Shorter(patience * 2, _options.AskTimeout))
        {
            RequireRunning();
            var node = Node;
            try
            {
                var answer = await node.Post.Ask(envelope, patience, linked.Token).ConfigureAwait(false);
                await Known(linked.Token).ConfigureAwait(false);
                return answer as Message;
            }
            catch (OperationCanceledException) when (linked.IsCancellationRequested)
            {
                cancellation.ThrowIfCancellationRequested();
                RequireRunning();
                throw;
            }
            catch (Exception fault) when (fault is AskTimeoutException || node.Ended.IsCompleted)
            {
                // What became of it is not known; asked again with the same id it takes effect once. A node that was put out joins again.
            }

            if (node.Ended.IsCompleted)
            {
                await Task.Delay(RejoinPause, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// Completes when nothing is under way: the journal is read to its end, nobody in it owes anything, and every monitor knows what is in
    /// it and has nobody to ask; twice in a row, without an event in between. When nothing follows for
    /// <see cref="ExchangeSystemOptions.RestPatience"/> although somebody owes something, it is given up; the invariants show it.
    /// </summary>
    /// <exception cref="JournalException">The journal has failed.</exception>
    public async Task Quiesce(CancellationToken cancellation = default)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _failure.Ended);
        var (seen, since, rested, pause) = (-1L, TimeProvider.System.GetTimestamp(), 0, LookAgainAfter);
        try
        {
            while (true)
            {
                RequireRunning();
                await _follower.CaughtUp().WaitAsync(linked.Token).ConfigureAwait(false);
                if (_follower.Events != seen)
                {
                    (seen, since, rested, pause) = (_follower.Events, TimeProvider.System.GetTimestamp(), 0, LookAgainAfter);
                }

                if (_follower.Debtors == 0 && await DoMonitorsRest(linked.Token).ConfigureAwait(false))
                {
                    if (++rested == 2)
                    {
                        return;
                    }

                    continue;
                }

                rested = 0;
                if (TimeProvider.System.GetElapsedTime(since) > _options.RestPatience)
                {
                    return;
                }

                await Task.Delay(pause, linked.Token).ConfigureAwait(false);
                pause = pause + pause < LongestLookAgainAfter ? pause + pause : LongestLookAgainAfter;
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            RequireRunning();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<QuarantinedEntity>> Quarantine(CancellationToken cancellation = default)
    {
        RequireRunning();
        try
        {
            return await Node.Quarantine(_options.AskTimeout, cancellation).ConfigureAwait(false);
        }
        catch (AskTimeoutException silent)
        {
            throw new TimeoutException("a node of the cluster does not say who is in quarantine", silent);
        }
    }

    /// <inheritdoc/>
    public async Task<QuarantineRetried> Retry(EntityRef entity, CancellationToken cancellation = default)
    {
        RequireRunning();
        _ = Deciders.Of(entity);
        var asked = new Envelope(
            entity, EntityRef.Timer, new RetryQuarantined(), new EventRef(EntityRef.Timer, 1), null, Node.Post.Clock.Now);
        for (var first = true; ; first = false)
        {
            var node = Node;
            try
            {
                var retried = (QuarantineRetried)await node.Post.Ask(asked, _options.AskTimeout, cancellation).ConfigureAwait(false);

                // It may have gone on before, and its answer was lost.
                return retried.Was || first ? retried : new QuarantineRetried(true, null);
            }
            catch (Exception fault) when (fault is AskTimeoutException || node.Ended.IsCompleted)
            {
                // Its node is away; another one has it soon.
                cancellation.ThrowIfCancellationRequested();
                RequireRunning();
            }
        }
    }

    /// <inheritdoc/>
    public ExchangeState GatherState() => _follower.Read((state, _) => state.Copy());

    /// <inheritdoc/>
    public IEnumerable<HashChain> Heads() => _follower.Heads();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _follower.DisposeAsync().ConfigureAwait(false);
        _failure.Complete();
        await _membership.DisposeAsync().ConfigureAwait(false);
        _failure.Dispose();
    }

    /// <summary>
    /// Whoever reads what he has written finds it; but a foreign transaction that holds the journal's readers back does not hold back the
    /// answer, which is stored.
    /// </summary>
    private async Task Known(CancellationToken cancellation)
    {
        try
        {
            await _follower.CaughtUp().WaitAsync(_options.AskTimeout, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // It is read later.
        }
    }

    private async Task<bool> DoMonitorsRest(CancellationToken cancellation)
    {
        var node = Node;
        var answers = await Task.WhenAll(Enumerable.Range(0, EntityShards.Accounts).Select(async monitor =>
        {
            var asked = _follower.RestOf(monitor);
            var envelope = new Envelope(
                EntityShards.Monitor(monitor), EntityRef.Timer, asked, new EventRef(EntityRef.Timer, 1), null, node.Post.Clock.Now);
            try
            {
                var rests = await node.Post.Ask(envelope, _options.AskTimeout, cancellation).ConfigureAwait(false)
                    is MonitorRest { Rests: true };
                if (rests)
                {
                    _follower.Known(asked);
                }

                return rests;
            }
            catch (Exception fault) when (fault is AskTimeoutException || node.Ended.IsCompleted)
            {
                return false;
            }
        })).ConfigureAwait(false);
        return Array.TrueForAll(answers, rests => rests);
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private void RequireRunning()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _failure.ThrowIfFailed();
    }
}
