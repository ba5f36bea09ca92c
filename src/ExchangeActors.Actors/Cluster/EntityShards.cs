using System.Globalization;
using Akka.Cluster.Sharding;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using Envelope = ExchangeActors.Domain.Primitives.Envelope;

namespace ExchangeActors.Actors.Cluster;

/// <summary>
/// Which shard an address belongs to: accounts with the risk monitor of the same shard, a market with its ADL coordinator, pools. The
/// numbers of shards never change: an account would have two homes while nodes disagree.
/// </summary>
internal sealed class EntityShards(int shards) : IMessageExtractor
{
    /// <summary>Shards of accounts, each with a monitor.</summary>
    public const int Accounts = 24;

    /// <summary>Shards of markets.</summary>
    public const int Markets = 16;

    /// <summary>Shards of pools.</summary>
    public const int Pools = 4;

    // No account's id begins like this.
    private const char MonitorMark = '~';

    /// <summary>The address of a monitor.</summary>
    public static EntityRef Monitor(int shard) =>
        new(EntityKind.RiskMonitor, string.Create(CultureInfo.InvariantCulture, $"{MonitorMark}{shard}"));

    /// <summary>The monitor at an address; −1 for none, or for that of an account, whichever that is.</summary>
    public static int MonitorAt(string id) => id.Length > 1 && id[0] == MonitorMark
        && int.TryParse(id.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var shard) ? shard : -1;

    /// <summary>The shard of an account, and the number of its monitor.</summary>
    public static int Of(AccountId account) => RiskMonitors.SliceOf(account, Accounts);

    /// <inheritdoc/>
    public string EntityId(object message) => Of(((Envelope)message).To);

    /// <inheritdoc/>
    public object EntityMessage(object message) => message;

    /// <inheritdoc/>
    public string ShardId(object message) => Shard(((Envelope)message).To);

    /// <inheritdoc/>
    public string ShardId(string entityId, object? messageHint = null) =>
        Shard(EntityRef.Parse(entityId) ?? throw new ArgumentException($"{entityId} is not an address.", nameof(entityId)));

    // The monitor that watches an account has one address, and that account another.
    private static string Of(EntityRef to) => to.Kind == EntityKind.RiskMonitor && MonitorAt(to.Id) < 0
        ? Monitor(Of(new AccountId(to.Id))).ToString() : to.ToString();

    private string Shard(EntityRef to)
    {
        var shard = to.Kind switch
        {
            EntityKind.RiskMonitor when MonitorAt(to.Id) is >= 0 and var monitor => monitor,
            EntityKind.Account or EntityKind.RiskMonitor => Of(new AccountId(to.Id)),
            _ => RiskMonitors.SliceOf(new AccountId(to.Id), shards),
        };
        return shard.ToString(CultureInfo.InvariantCulture);
    }
}
