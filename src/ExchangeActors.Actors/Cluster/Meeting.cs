using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using Akka.Cluster;
using Akka.Management.Cluster.Bootstrap;
using Akka.Management.Cluster.Bootstrap.ContactPoint;
using Akka.Management.Dsl;
using Newtonsoft.Json;

namespace ExchangeActors.Actors.Cluster;

/// <summary>
/// Finds a node's cluster by asking contacts, with Akka.Management's bootstrap. What others ask this node is answered by the host's own
/// server: the one that Akka.Management brings along does not run with the versions of its packages that are to be had.
/// </summary>
internal static class Meeting
{
    // As many as Akka.Management tells: enough to join by.
    private const int Told = 5;

    /// <summary>Begins to ask, and to answer. Disposing of what it gives ends the answers.</summary>
    /// <exception cref="IOException">It cannot listen.</exception>
    public static async Task<IAsyncDisposable?> Begin(
        ActorSystem system, ClusterContacts contacts, IContactServer? server, CancellationToken cancellation)
    {
        var listening = contacts.Port == 0 ? null
            : await (server ?? throw new InvalidOperationException("A node that others ask needs a server for that."))
                .Listen(new IPEndPoint(ClusterNode.AddressOf(contacts.Host), contacts.Port), () => Answer(system), cancellation)
                .ConfigureAwait(false);
        try
        {
            await Ask(system, contacts).ConfigureAwait(false);
            return listening;
        }
        catch
        {
            await ClusterNode.Close(listening).ConfigureAwait(false);
            throw;
        }
    }

    private static async Task Ask(ActorSystem system, ClusterContacts contacts)
    {
        var bootstrap = ClusterBootstrap.Get(system);

        // Tells the bootstrap which of the contacts this node is; who is none of them begins no cluster.
        bootstrap.Routes(ManagementRouteProviderSettings.Create(new UriBuilder("http", contacts.Host, contacts.Port).Uri, true));
        await bootstrap.Start().ConfigureAwait(false);
    }

    /// <summary>
    /// Who takes part, as a contact tells it: nobody as long as the node has not joined, which is a voice for a new cluster; no answer from
    /// one that leaves its cluster or was put out, since that may well be there. Gateways are not named: who joins by one may be led to a
    /// cluster that its engines have left.
    /// </summary>
    private static string? Answer(ActorSystem system)
    {
        var cluster = Akka.Cluster.Cluster.Get(system);
        var self = cluster.SelfMember;
        if (cluster.IsTerminated || self.Status is MemberStatus.Down or MemberStatus.Exiting or MemberStatus.Leaving)
        {
            return null;
        }

        var state = cluster.State;
        var members = self.Status == MemberStatus.Removed ? []
            : state.Members
                .Where(member => !state.Unreachable.Contains(member) && member.HasRole(ClusterSettings.EngineRole))
                .Where(member => member.Status is MemberStatus.Up or MemberStatus.WeaklyUp or MemberStatus.Joining)
                .Take(Told);
        return JsonConvert.SerializeObject(new HttpBootstrapJsonProtocol.SeedNodes(
            cluster.SelfAddress,
            members.Select(member => new HttpBootstrapJsonProtocol.ClusterMember(
                member.UniqueAddress.Address, member.UniqueAddress.Uid, member.Status, member.Roles)).ToImmutableList()));
    }
}
