using Akka.Actor;
using Akka.Cluster;

namespace ExchangeActors.Actors.Cluster;

/// <summary>What is at the same place on every node that has entities.</summary>
internal static class EnginePlaces
{
    /// <summary>The actors of a name on all nodes that have entities.</summary>
    public static IEnumerable<ActorSelection> All(ActorSystem system, string name) => Akka.Cluster.Cluster.Get(system).State.Members
        .Where(member => member.HasRole(ClusterSettings.EngineRole)
            && member.Status is MemberStatus.Up or MemberStatus.WeaklyUp or MemberStatus.Leaving)
        .Select(member => system.ActorSelection(new RootActorPath(member.Address) / "user" / name));
}
