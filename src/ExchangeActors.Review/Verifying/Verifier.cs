using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Deleveraging;
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
/// Checks a journal from its first event to its last: hash chains, gaps and cut ends, the snapshots beside it, a checkpoint kept outside of
/// it; every decision is taken again, every input followed to its cause, every ranking made again, and the invariants hold after every
/// decision. It ends at the first thing that is wrong, since what follows rests on it.
/// </summary>
public sealed class Verifier
{
    private const int EventsPerReport = 5_000;

    /// <summary>How many of the newest messages, marks and times are kept: memory does not grow with the journal.</summary>
    private const int MostKept = 50_000;

    private readonly ReviewedJournal _journal;
    private readonly SnapshotCheck _snapshots = new();
    private readonly CheckpointCheck? _checkpoint;
    private readonly WholeSnapshotCheck? _whole;
    private readonly bool _isCut;
    private readonly InputCheck _inputs;
    private readonly QueueCheck _queues;
    private readonly DecisionReplay _replay;
    private readonly Invariants _invariants;
    private readonly Dictionary<EntityRef, HashChain> _heads = [];
    private readonly Dictionary<EntityRef, DeleveragingCoordinator> _coordinators = [];
    private readonly HashSet<EntityRef> _underWay = [];
    private readonly HashSet<EntityRef> _unchecked = [];
    private EntityRef? _parted;
    private long _decisions;
    private long _events;

    private Verifier(ReviewedJournal journal, ExchangeRules rules, Checkpoint? checkpoint, string? snapshot, int kept)
    {
        _journal = journal;
        _checkpoint = checkpoint is null ? null : new CheckpointCheck(checkpoint);
        _whole = snapshot is not null && checkpoint?.Snapshot is { } name ? new WholeSnapshotCheck(snapshot, name) : null;
        _isCut = journal.Cut is not null;
        _inputs = new InputCheck(journal, rules, kept, _isCut ? Held(journal) : null);
        _queues = new QueueCheck(rules, ReadState, _isCut);
        _replay = new DecisionReplay(rules, new ExchangeState());
        _invariants = new Invariants(rules);
    }

    /// <summary>Verifies a journal.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="checkpoint">What is known of it from outside; null for nothing: a cut end that leaves no trace cannot be found
    /// then.</param>
    /// <param name="keyPem">The key that the checkpoint must be signed with, PEM; null for any or none.</param>
    /// <param name="progress">Told the events that were read.</param>
    /// <param name="cancellation">Stops between two events.</param>
    /// <param name="snapshot">The file of the snapshot that the checkpoint names; null for none.</param>
    /// <exception cref="JournalException">The journal holds no rules, or cannot be read at all.</exception>
    public static Verification Run(
        ReviewedJournal journal,
        Checkpoint? checkpoint,
        string? keyPem,
        IProgress<long>? progress,
        CancellationToken cancellation,
        string? snapshot = null) =>
        Run(journal, checkpoint, keyPem, progress, MostKept, cancellation, snapshot);

    /// <summary>As above, with so many of the newest messages, marks and hints kept.</summary>
    public static Verification Run(
        ReviewedJournal journal,
        Checkpoint? checkpoint,
        string? keyPem,
        IProgress<long>? progress,
        int kept,
        CancellationToken cancellation,
        string? snapshot = null)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ExchangeRules rules;
        try
        {
            if (journal.Damage() is { } damage)
            {
                throw new JournalException(JournalFault.Corrupt, damage, journal.Path, "restore the journal from a copy");
            }

            rules = journal.Rules;
        }
        catch (JournalException fault) when (fault.Fault == JournalFault.Corrupt)
        {
            return Unreadable(fault, checkpoint);
        }

        if (journal.Base is { } from)
        {
            return Rest(journal, from, rules, checkpoint, snapshot, keyPem, progress, cancellation);
        }

        var verifier = new Verifier(journal, rules, checkpoint, snapshot, kept);
        var finding = verifier.Read(keyPem, progress, cancellation) ?? verifier.End();
        return verifier.Result(finding is null ? [] : [finding], checkpoint, keyPem);
    }

    private static Verification Rest(
        ReviewedJournal journal,
        JournalBase from,
        ExchangeRules rules,
        Checkpoint? checkpoint,
        string? snapshot,
        string? keyPem,
        IProgress<long>? progress,
        CancellationToken cancellation)
    {
        var rest = new RestVerifier(journal, from, rules, checkpoint, snapshot);
        var finding = rest.Run(keyPem, progress, cancellation);
        return Nothing(checkpoint) with
        {
            Events = rest.Events,
            Streams = rest.Heads.Count,
            Decisions = rest.Decisions,
            Snapshots = rest.Snapshots,
            SignatureChecked = checkpoint is not null && keyPem is not null,
            AtRest = finding is null && Invariants.Rest(rest.State).Holds,
            Archived = new ArchivedPart(from.Snapshot.Events, from.Archive, from.Root),
            Findings = finding is null ? [] : [finding],
            StateHash = finding is null ? rest.State.Hash() : null,
            Root = finding is null ? Journal.Chain.Checkpoint.Of(journal.Header, rest.Heads).Root : null,
        };
    }

    /// <summary>The last event that the journal holds of a stream.</summary>
    private static Func<EntityRef, long> Held(ReviewedJournal journal)
    {
        var last = journal.ReadStreams().ToDictionary(head => head.Stream, head => head.LastSequence);
        return stream => last.GetValueOrDefault(stream);
    }

    private Finding? Read(string? keyPem, IProgress<long>? progress, CancellationToken cancellation)
    {
        if ((HeaderCheck.Of(_journal.Header)
            ?? _checkpoint?.Begin(_journal.Header, keyPem)
            ?? _whole?.Begin(_journal.Header)
            ?? _snapshots.Read(_journal.ReadSnapshots())) is { } early)
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

                if (++_events % EventsPerReport == 0)
                {
                    progress?.Report(_events);
                }
            }

            return null;
        }
        catch (JournalException fault) when (fault.Fault is JournalFault.Corrupt or JournalFault.WrongVersion)
        {
            return fault.Event is null && Lost() is { } lost
                ? lost with { Check = Finding.Chain, Ordering = fault.Row, What = $"{fault.What}: {lost.What}" } : Of(fault);
        }
    }

    /// <summary>
    /// Where a row is missing and no stream lacks one before its last: the stream whose end it was, if a checkpoint knows.
    /// </summary>
    private Finding? Lost()
    {
        var there = _journal.ReadStreams().ToDictionary(head => head.Stream, head => head.LastSequence);
        return _checkpoint?.Left(stream => there.GetValueOrDefault(stream));
    }

    private Finding? Take(JournalRow row)
    {
        var id = row.Recorded.Id;
        if (_journal.PlacesAreGapless && !_isCut && _parted is { } parted && parted != id.Stream)
        {
            var next = new EventRef(parted, _heads[parted].Sequence + 1);
            return new Finding(Finding.Decision, next, row.Ordering,
                "the events of its decision do not lie together: another stands where it should", id.ToString(), next.ToString());
        }

        _heads[id.Stream] = new HashChain(id.Stream, id.Sequence, row.Hash);
        var input = row.Stored.ReadInput();
        if (_checkpoint?.Check(row) is { } rewritten)
        {
            return rewritten;
        }

        if ((_inputs.Check(row, input, _replay.State) ?? Ranking(row, input)) is { } wrong)
        {
            return wrong;
        }

        try
        {
            var difference = _replay.Take(row, (decision, before, after) => Note(row, decision, before, after));
            if (difference is not null)
            {
                return Of(difference);
            }
        }
        catch (Exception fault) when (IsDoctored(fault))
        {
            // A doctored journal can bring states that no rule leads to.
            return new Finding(Finding.Decision, id, row.Ordering, $"the decision cannot be taken again ({fault.Message.TrimEnd('.')})");
        }

        _parted = IsLastOfDecision(row) ? null : id.Stream;
        _invariants.Observe(row.Recorded);
        return _snapshots.Check(row, _replay.State, _journal.ReadSnapshots)
            ?? _whole?.Check(row, _events + 1, _replay.State, _heads)
            ?? Invariant(row);
    }

    private void Note(JournalRow row, Decision decision, object before, object after)
    {
        _decisions++;
        _inputs.Note(row, decision, before, after);
        _queues.Note(row, decision, before, after);
        if (after is DeleveragingCoordinator coordinator)
        {
            _coordinators[row.Recorded.Id.Stream] = coordinator;
        }
    }

    private Finding? Ranking(JournalRow row, Message? input)
    {
        if (input is not RankedQueue || row.Recorded.Event is not QueueRanked ranked)
        {
            return null;
        }

        var asked = _coordinators.GetValueOrDefault(row.Recorded.Id.Stream)?.Outbox.Messages.Values.Select(owed => owed.Body)
            .OfType<RankQueue>()
            .FirstOrDefault(query => query.Deleveraging == ranked.Id && query.Round == ranked.Round);
        return asked is null
            ? new Finding(Finding.Queue, row.Recorded.Id, row.Ordering,
                $"nobody had asked for the queue of {ranked.Id}, round {ranked.Round}")
            : _queues.Check(row, ranked, asked);
    }

    private bool IsLastOfDecision(JournalRow row) => _replay.State.VersionOf(row.Recorded.Id.Stream) == row.Recorded.Id.Sequence;

    /// <summary>
    /// The invariants, when the row completes its decision. Transactions that PostgreSQL stores at the same time lie between each other;
    /// what several entities decided in them is checked together, when the last of them is complete.
    /// </summary>
    private Finding? Invariant(JournalRow row)
    {
        // They are about the whole exchange.
        if (_isCut)
        {
            return null;
        }

        var stream = row.Recorded.Id.Stream;
        if (!IsLastOfDecision(row))
        {
            _underWay.Add(stream);
            return null;
        }

        _underWay.Remove(stream);
        if (_underWay.Count > 0)
        {
            _unchecked.Add(stream);
            return null;
        }

        InvariantResult? broken;
        if (_unchecked.Count == 0)
        {
            broken = _invariants.CheckAfter(_replay.State, stream);
        }
        else
        {
            _unchecked.Add(stream);
            broken = _invariants.CheckAfter(_replay.State, _unchecked);
            _unchecked.Clear();
        }

        return broken is null ? null : new Finding(Finding.Invariant, row.Recorded.Id, row.Ordering,
            $"{broken.Name}: off by {Canonical.Text(broken.Error)}; {broken.Detail}");
    }

    private Finding? End()
    {
        // A cut may end between the events of a decision.
        if (!_isCut && _replay.Unfinished() is var (stream, missing))
        {
            var last = _heads[stream].Sequence;
            return new Finding(Finding.Decision, new EventRef(stream, last + 1), null,
                "the stream's last decision is torn: events that belong to it are missing", null, missing.ToString());
        }

        return _inputs.Left()
            ?? _checkpoint?.Left(entity => _heads.TryGetValue(entity, out var head) ? head.Sequence : 0)
            ?? _snapshots.Left()
            ?? _whole?.Left();
    }

    private Verification Result(ImmutableArray<Finding> findings, Checkpoint? checkpoint, string? keyPem)
    {
        var sound = findings.IsEmpty;
        return new Verification
        {
            Events = _events,
            Streams = _heads.Count,
            Decisions = _decisions,
            Inputs = new InputCounts(_inputs.FromOutside, _inputs.FromEntities, _inputs.FromMonitors, _inputs.FromRepeats, _inputs.NotHeld),
            Rankings = new RankingCounts(_queues.Rankings, _queues.Candidates),
            Snapshots = _snapshots.Compared + (_whole?.Compared ?? 0),
            Checkpoint = checkpoint?.Root,
            SignatureChecked = checkpoint is not null && keyPem is not null,
            AtRest = sound && Invariants.Rest(_replay.State).Holds,
            Invariants = sound && !_isCut ? _invariants.Check(_replay.State) : [],
            Cut = _journal.Cut,
            Findings = findings,
            StateHash = sound ? _replay.State.Hash() : null,
            Root = sound ? Journal.Chain.Checkpoint.Of(_journal.Header, _heads.Values).Root : null,
        };
    }

    private static Verification Unreadable(JournalException fault, Checkpoint? checkpoint) =>
        Nothing(checkpoint) with { Findings = [Of(fault)] };

    private static Verification Nothing(Checkpoint? checkpoint) => new()
    {
        Events = 0,
        Streams = 0,
        Decisions = 0,
        Inputs = new InputCounts(0, 0, 0, 0, 0),
        Rankings = new RankingCounts(0, 0),
        Snapshots = 0,
        Checkpoint = checkpoint?.Root,
        SignatureChecked = false,
        AtRest = false,
        Invariants = [],
        Cut = null,
        Findings = [],
        StateHash = null,
        Root = null,
    };

    private Account? ReadState(AccountId account, long version)
    {
        var state = Account.New(account);
        foreach (var row in _journal.ReadStream(EntityRef.Account(account)))
        {
            state = state.Evolve(row.Recorded.Event);
            if (state.Version == version)
            {
                return state;
            }
        }

        return null;
    }

    /// <summary>What a decision throws on states and messages that no rule leads to, which a doctored journal can bring.</summary>
    internal static bool IsDoctored(Exception fault) => fault is UnknownMessageException or UnknownEventException
        or InvalidOperationException or KeyNotFoundException or NullReferenceException or ArgumentException;

    internal static Finding Of(JournalException fault) => new(Finding.Chain, fault.Event, fault.Row, fault.What);

    internal static Finding Of(DecisionDifference difference) => new(
        Finding.Decision,
        difference.Row.Recorded.Id,
        difference.Row.Ordering,
        difference.Recorded is null ? "the decision before this one is torn: events that belong to it are missing"
        : difference.Derived is null ? "the rules give no such event"
        : "the rules give another event",
        difference.Recorded?.ToString(),
        difference.Derived?.ToString());
}
