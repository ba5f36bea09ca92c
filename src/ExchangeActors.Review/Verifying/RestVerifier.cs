using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Review.Folding;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.Verifying;

/// <summary>
/// Checks what is left of a journal whose older events are in an archive: the states that it begins with end where the archive's root says
/// that the archive does, the chains go on from there without a gap, every decision is taken again, and checkpoint and snapshot agree. What
/// looks back over all events (where inputs came from, rankings, invariants) is checked where archive and rest are put together again.
/// </summary>
internal sealed class RestVerifier
{
    private readonly ReviewedJournal _journal;
    private readonly StateSnapshot _from;
    private readonly string _root;
    private readonly CheckpointCheck? _checkpoint;
    private readonly WholeSnapshotCheck? _whole;
    private readonly DecisionReplay _replay;
    private readonly Dictionary<EntityRef, HashChain> _heads;

    /// <summary>Ready to read.</summary>
    public RestVerifier(ReviewedJournal journal, JournalBase from, ExchangeRules rules, Checkpoint? checkpoint, string? snapshot)
    {
        _journal = journal;
        (_from, _root) = (from.Snapshot, from.Root);
        _checkpoint = checkpoint is null ? null : new CheckpointCheck(checkpoint);
        _whole = snapshot is not null && checkpoint?.Snapshot is { } name ? new WholeSnapshotCheck(snapshot, name, _from) : null;
        _replay = new DecisionReplay(rules, _from.State());
        _heads = _from.Heads.ToDictionary(head => head.Stream);
    }

    /// <summary>The states so far.</summary>
    public ExchangeState State => _replay.State;

    /// <summary>The ends of the streams so far.</summary>
    public IReadOnlyCollection<HashChain> Heads => _heads.Values;

    /// <summary>Events read.</summary>
    public long Events { get; private set; }

    /// <summary>Decisions taken again.</summary>
    public long Decisions { get; private set; }

    /// <summary>Snapshots compared.</summary>
    public long Snapshots => 1 + (_whole?.Compared ?? 0);

    /// <summary>The first thing that is wrong; null when nothing is.</summary>
    public Finding? Run(string? keyPem, IProgress<long>? progress, CancellationToken cancellation)
    {
        var early = HeaderCheck.Of(_journal.Header) ?? Root() ?? _checkpoint?.Begin(_journal.Header, keyPem) ?? _checkpoint?.Begin(_from)
            ?? _whole?.Begin(_journal.Header) ?? _whole?.Check(_from);
        if (early is not null)
        {
            return early;
        }

        try
        {
            foreach (var row in _journal.ReadAll(cancellation))
            {
                if (Take(row) is { } finding)
                {
                    return finding;
                }

                progress?.Report(Events);
            }
        }
        catch (JournalException fault) when (fault.Fault is JournalFault.Corrupt or JournalFault.WrongVersion)
        {
            return Verifier.Of(fault);
        }

        return Torn()
            ?? _checkpoint?.Left(entity => _heads.TryGetValue(entity, out var head) ? head.Sequence : 0)
            ?? _whole?.Left();
    }

    private Finding? Root() =>
        _from.HeaderHash != _journal.Header.Hash() || Checkpoint.Of(_journal.Header, _from.Heads).Root is var root && root != _root
            ? new Finding(Finding.Snapshot, null, null, "the states that the journal begins with are not those at the end of its archive")
            : null;

    private Finding? Take(JournalRow row)
    {
        var id = row.Recorded.Id;
        _heads[id.Stream] = new HashChain(id.Stream, id.Sequence, row.Hash);
        Events++;
        if (_checkpoint?.Check(row) is { } rewritten)
        {
            return rewritten;
        }

        try
        {
            if (_replay.Take(row, (_, _, _) => Decisions++) is { } difference)
            {
                return Verifier.Of(difference);
            }
        }
        catch (Exception fault) when (Verifier.IsDoctored(fault))
        {
            return new Finding(
                Finding.Decision, id, row.Ordering, $"the decision cannot be taken again ({fault.Message.TrimEnd('.')})");
        }

        return _whole?.Check(row, _from.Events + Events, _replay.State, _heads);
    }

    private Finding? Torn() => _replay.Unfinished() is var (stream, missing)
        ? new Finding(
            Finding.Decision,
            new EventRef(stream, _heads[stream].Sequence + 1),
            null,
            "the stream's last decision is torn: events that belong to it are missing",
            null,
            missing.ToString())
        : null;
}
