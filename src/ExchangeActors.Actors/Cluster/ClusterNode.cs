using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Configuration;
using Akka.Remote;
using ExchangeActors.Actors.Running;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.PostgreSql;
using Microsoft.Extensions.Logging;

namespace ExchangeActors.Actors.Cluster;

/// <summary>
/// A process of a cluster: entities and monitors in shards, which persist before they send, on a journal that all nodes write. Nothing here
/// knows all of the exchange: what an entity owes is in its own state, and who has something to do after a failover in the journal's tags.
/// </summary>
public sealed class ClusterNode : IAsyncDisposable
{
    private readonly ActorSystem _system;
    private bool _disposed;

    private ClusterNode(ActorSystem system, ClusterPost post) => (_system, Post) = (system, post);

    /// <summary>Completes when the node has left the cluster, or was put out of it, and its actor system has ended.</summary>
    public Task Ended => _system.WhenTerminated;

    /// <summary>How other nodes name it: <c>host:port</c>.</summary>
    public string Address
    {
        get
        {
            var address = Akka.Cluster.Cluster.Get(_system).SelfAddress;
            return FormattableString.Invariant($"{address.Host}:{address.Port}");
        }
    }

    internal ClusterPost Post { get; }

    /// <summary>Starts a node and joins the cluster; completes when the node is up.</summary>
    /// <param name="setup">What it is made of.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    /// <exception cref="JournalException">The journal does not come up.</exception>
    /// <exception cref="ClusterException">The node cannot listen, or is not up in time.</exception>
    public static Task<ClusterNode> Start(ClusterSetup setup, CancellationToken cancellation = default) =>
        Start(setup, new ExchangeClock(new Moment(0)), cancellation);

    /// <summary>Starts a node whose clock others share.</summary>
    internal static async Task<ClusterNode> Start(ClusterSetup setup, ExchangeClock clock, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var (rules, journal, place, settings, options, loggers, _) = setup;
        var store = JournalStore.Shared(journal);
        var system = Create(store, options with { Configuration = Configuration(settings, options) }, settings, loggers);
        try
        {
            await JournalHealth.Require(system, store, options, cancellation).ConfigureAwait(false);
            var post = new ClusterPost(rules, clock, () => EnginePlaces.All(system, MarkHub.Name), system);
            var standings = new StandingReader(() => LastTags.Streams(place, [Standings.Owes, Standings.Holds]));
            Open(system, settings, post, options, standings);
            await Join(system, settings, options, cancellation).ConfigureAwait(false);
            if (settings.Engine)
            {
                system.ActorOf(Props.Create(() => new Keeper(post, options)), "keeper");
            }

            return new ClusterNode(system, post);
        }
        catch
        {
            await system.Terminate().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The entities in quarantine on all nodes.</summary>
    /// <exception cref="AskTimeoutException">A node does not answer: it is not known who is.</exception>
    internal async Task<ImmutableArray<QuarantinedEntity>> Quarantine(TimeSpan patience, CancellationToken cancellation)
    {
        var answers = await Task.WhenAll(EnginePlaces.All(_system, QuarantineDesk.Name)
            .Select(desk => desk.Ask<Quarantine>(new ListQuarantine(), patience, cancellation))).ConfigureAwait(false);
        return [.. answers.SelectMany(answer => answer.Entities).OrderBy(entity => entity.Entity)];
    }

    /// <summary>Leaves the cluster, so that other nodes have its shards at once, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await CoordinatedShutdown.Get(_system).Run(CoordinatedShutdown.ClusterLeavingReason.Instance).ConfigureAwait(false);
        await _system.WhenTerminated.ConfigureAwait(false);
    }

    private static Config Configuration(ClusterSettings settings, ExchangeSystemOptions options) =>
        (options.Configuration ?? ConfigurationFactory.Empty).WithFallback(settings.Configuration());

    private static ActorSystem Create(JournalStore store, ExchangeSystemOptions options, ClusterSettings settings, ILoggerFactory? loggers)
    {
        try
        {
            RequireFree(settings);
            return ActorSystem.Create(ClusterSettings.System, SystemConfiguration.Create(store, options, loggers, string.Empty));
        }
        catch (Exception fault) when (fault is AggregateException or RemoteTransportException or SocketException)
        {
            throw new ClusterException(
                $"the node cannot listen at {settings.Host}:{settings.Port} ({fault.GetBaseException().Message.TrimEnd('.')}): name "
                    + "another address or port",
                fault);
        }
    }

    /// <summary>Asks for the port before there is an actor system, which would have much to say of it.</summary>
    private static void RequireFree(ClusterSettings settings)
    {
        var address = IPAddress.TryParse(settings.Host, out var given) ? given : Dns.GetHostAddresses(settings.Host)[0];
        using var asked = new TcpListener(address, settings.Port);
        asked.Start();
    }

    private static void Open(
        ActorSystem system, ClusterSettings settings, ClusterPost post, ExchangeSystemOptions options, StandingReader standings)
    {
        var accounts = Region("accounts", EntityShards.Accounts, entity => entity.Kind == EntityKind.RiskMonitor
            ? Props.Create(() => new ShardedMonitor(EntityShards.MonitorAt(entity.Id), post, options, standings))
            : Entity(options.Deciders.Account, entity));
        var markets = Region("markets", EntityShards.Markets, entity => entity.Kind == EntityKind.Market
            ? Entity(options.Deciders.Market, entity) : Entity(options.Deciders.Deleveraging, entity));
        var pools = Region("pools", EntityShards.Pools, entity => Entity(options.Deciders.Liquidation, entity));
        post.Open(accounts, markets, pools, system.ActorOf(Props.Create(() => new MonitorDesk(post)), "desk"),
            system.ActorOf(Props.Create(() => new MarkHub()), MarkHub.Name),
            system.ActorOf(Props.Create(() => new QuarantineDesk()), QuarantineDesk.Name));

        Props Entity<TState>(Decider<TState> decider, EntityRef entity)
            where TState : class => Props.Create(() => new ShardedEntity<TState>(entity, decider, post, options));

        IActorRef Region(string name, int shards, Func<EntityRef, Props> props)
        {
            var sharding = ClusterSharding.Get(system);
            var extractor = new EntityShards(shards);
            return settings.Engine
                ? sharding.Start(
                    name,
                    id => props(EntityRef.Parse(id)!.Value),
                    ClusterShardingSettings.Create(system).WithRole(ClusterSettings.EngineRole),
                    extractor,
                    sharding.DefaultShardAllocationStrategy(ClusterShardingSettings.Create(system)),
                    StopEntities.Instance)
                : sharding.StartProxy(name, ClusterSettings.EngineRole, extractor);
        }
    }

    private static async Task Join(
        ActorSystem system, ClusterSettings settings, ExchangeSystemOptions options, CancellationToken cancellation)
    {
        var cluster = Akka.Cluster.Cluster.Get(system);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(options.JoinTimeout);
        try
        {
            // Seeds are joined by the configuration; without any the node begins a cluster.
            if (settings.Seeds.IsEmpty)
            {
                await cluster.JoinAsync(cluster.SelfAddress, patience.Token).ConfigureAwait(false);
            }
            else
            {
                var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                cluster.RegisterOnMemberUp(() => up.TrySetResult());
                await up.Task.WaitAsync(patience.Token).ConfigureAwait(false);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or Akka.Cluster.ClusterJoinFailedException
            && !cancellation.IsCancellationRequested)
        {
            throw new ClusterException(
                $"the node at {settings.Host} did not become a member of the cluster of {string.Join(", ", settings.Seeds)} within "
                    + FormattableString.Invariant($"{options.JoinTimeout.TotalSeconds} s: are those nodes up, and reached from here?"),
                fault);
        }
    }
}
