using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Configuration;
using Akka.Event;
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
    private static readonly TimeSpan WaitingIsSaid = TimeSpan.FromSeconds(15);

    private readonly ActorSystem _system;
    private readonly IAsyncDisposable? _contact;
    private bool _disposed;

    private ClusterNode(ActorSystem system, ClusterPost post, IAsyncDisposable? contact)
    {
        (_system, Post, _contact) = (system, post, contact);
        Ended = End();
    }

    /// <summary>Completes when the node has left the cluster, or was put out of it, and its actor system has ended.</summary>
    public Task Ended { get; }

    /// <summary>How other nodes name it: <c>host:port</c>.</summary>
    public string Address => Named(Akka.Cluster.Cluster.Get(_system).SelfAddress);

    /// <summary>The cluster as this node sees it now.</summary>
    public ClusterView View
    {
        get
        {
            var state = Akka.Cluster.Cluster.Get(_system).State;
            return new ClusterView(
                state.Members.Count(member => member.Status == MemberStatus.Up),
                state.Members.Count(member => member.Status == MemberStatus.Up && member.HasRole(ClusterSettings.EngineRole)),
                [.. state.Unreachable.Select(member => Named(member.Address)).Order(StringComparer.Ordinal)]);
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
        var (rules, journal, place, settings, options, loggers, _, server) = setup;
        var store = JournalStore.Shared(journal);
        var system = Create(store, options with { Configuration = Configuration(settings, options) }, settings, loggers);
        IAsyncDisposable? contact = null;
        try
        {
            await JournalHealth.Require(system, store, options, cancellation).ConfigureAwait(false);
            var post = new ClusterPost(rules, clock, () => EnginePlaces.All(system, MarkHub.Name), system);
            var standings = new StandingReader(() => LastTags.Streams(place, [Standings.Owes, Standings.Holds]));
            Open(system, settings, post, options, standings);
            contact = await Meet(system, settings, server, cancellation).ConfigureAwait(false);
            await Join(system, settings, options, cancellation).ConfigureAwait(false);
            if (settings.Engine)
            {
                system.ActorOf(Props.Create(() => new Keeper(post, options)), "keeper");
            }
            else if (settings.Contacts is not null)
            {
                system.ActorOf(Props.Create(() => new ForsakenGateway()), "forsaken");
            }

            return new ClusterNode(system, post, contact);
        }
        catch
        {
            await system.Terminate().ConfigureAwait(false);
            await Close(contact).ConfigureAwait(false);
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
        await Ended.ConfigureAwait(false);
    }

    private async Task End()
    {
        await _system.WhenTerminated.ConfigureAwait(false);
        await Close(_contact).ConfigureAwait(false);
    }

    /// <summary>The address of a name.</summary>
    /// <exception cref="SocketException">It has none.</exception>
    internal static IPAddress AddressOf(string host) => IPAddress.TryParse(host, out var given) ? given : Dns.GetHostAddresses(host)[0];

    private static string Named(Address address) => FormattableString.Invariant($"{address.Host}:{address.Port}");

    private static Config Configuration(ClusterSettings settings, ExchangeSystemOptions options) =>
        (options.Configuration ?? ConfigurationFactory.Empty).WithFallback(settings.Configuration(options.JoinTimeout));

    private static ActorSystem Create(JournalStore store, ExchangeSystemOptions options, ClusterSettings settings, ILoggerFactory? loggers)
    {
        try
        {
            RequireFree(settings);
            return ActorSystem.Create(ClusterSettings.System, SystemConfiguration.Create(store, options, loggers, string.Empty));
        }
        catch (Exception fault) when (fault is AggregateException or RemoteTransportException or SocketException)
        {
            throw CannotListen(settings.Listening.Host, settings.Listening.Port, fault);
        }
    }

    /// <summary>Asks for the port before there is an actor system, which would have much to say of it.</summary>
    private static void RequireFree(ClusterSettings settings)
    {
        using var asked = new TcpListener(AddressOf(settings.Listening.Host), settings.Listening.Port);
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

    /// <summary>
    /// By seeds within a time; by contacts however long it takes, since those may be started much later, and then it says now and again
    /// that it waits.
    /// </summary>
    private static async Task Join(
        ActorSystem system, ClusterSettings settings, ExchangeSystemOptions options, CancellationToken cancellation)
    {
        var cluster = Akka.Cluster.Cluster.Get(system);
        var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.RegisterOnMemberUp(() => up.TrySetResult());
        if (settings.Contacts is null && settings.Seeds.IsEmpty)
        {
            cluster.Join(cluster.SelfAddress);
        }

        while (true)
        {
            try
            {
                var wait = settings.Contacts is null ? options.JoinTimeout : WaitingIsSaid;
                if (await Task.WhenAny(up.Task, system.WhenTerminated).WaitAsync(wait, cancellation).ConfigureAwait(false) == up.Task)
                {
                    return;
                }

                throw new ClusterException($"the node at {settings.Host} was put out before it was a member: start it again");
            }
            catch (TimeoutException) when (settings.Contacts is { } asked)
            {
                system.Log.Warning(
                    "not in a cluster yet, and waits: it asks {0}, and a new one begins only when all of them answer",
                    string.Join(", ", asked.Contacts));
            }
            catch (TimeoutException fault)
            {
                throw new ClusterException(
                    $"the node at {settings.Host} did not become a member of the cluster of {string.Join(", ", settings.Seeds)} within "
                        + FormattableString.Invariant($"{options.JoinTimeout.TotalSeconds} s: are those nodes up, and reached from here?"),
                    fault);
            }
        }
    }

    private static async Task<IAsyncDisposable?> Meet(
        ActorSystem system, ClusterSettings settings, IContactServer? server, CancellationToken cancellation)
    {
        if (settings.Contacts is not { } contacts)
        {
            return null;
        }

        try
        {
            return await Meeting.Begin(system, contacts, server, cancellation).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            throw CannotListen(contacts.Host, contacts.Port, fault);
        }
    }

    internal static ValueTask Close(IAsyncDisposable? contact) => contact?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static ClusterException CannotListen(string host, int port, Exception fault) => new(
        $"the node cannot listen at {host}:{port} ({fault.GetBaseException().Message.TrimEnd('.')}): name another address or port", fault);
}
