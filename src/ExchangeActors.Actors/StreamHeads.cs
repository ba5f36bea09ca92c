using Akka.Actor.Setup;
using ExchangeActors.Journal.Chain;

namespace ExchangeActors.Actors;

/// <summary>
/// The verified end of every stream when the exchange started, for stores that no other process writes: an entity's first start takes its
/// folded state from there and reads nothing. Filled before the actors start.
/// </summary>
public sealed class StreamHeads : Setup
{
    private readonly Dictionary<string, HashChain> _heads = new(StringComparer.Ordinal);

    /// <summary>Sequence of a stream's last event; 0 for none.</summary>
    public long SequenceOf(string stream) => _heads.TryGetValue(stream, out var head) ? head.Sequence : 0;

    /// <summary>A stream's head; null when it had no event.</summary>
    internal HashChain? Find(string stream) => _heads.GetValueOrDefault(stream);

    /// <summary>The heads of all streams with events.</summary>
    internal IEnumerable<HashChain> All => _heads.Values;

    internal void Put(HashChain head) => _heads[head.Stream.ToString()] = head;
}
