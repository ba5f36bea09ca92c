using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;

namespace ExchangeActors.Review.Exporting;

/// <summary>The ends of the streams that went by.</summary>
internal sealed class ChainHeads
{
    private readonly Dictionary<EntityRef, (long Sequence, ChainHash Hash)> _heads = [];

    /// <summary>Takes the next event.</summary>
    public void Add(JournaledEvent stored) => _heads[stored.Recorded.Id.Stream] = (stored.Recorded.Id.Sequence, stored.Hash);

    /// <summary>The root over them, as a checkpoint of the journal has it.</summary>
    public string Root(JournalHeader header) => Checkpoint.Of(
        header, _heads.Select(head => new HashChain(head.Key, head.Value.Sequence, head.Value.Hash))).Root;
}
