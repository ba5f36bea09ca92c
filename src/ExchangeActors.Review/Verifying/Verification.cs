using System.Collections.Immutable;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.Verifying;

/// <summary>Where the decisions' inputs came from.</summary>
/// <param name="Outside">From outside.</param>
/// <param name="Entities">From other entities: what follows from the recorded cause.</param>
/// <param name="Monitors">From risk monitors, which record nothing: their marks, and their rankings, were made again.</param>
/// <param name="Repeats">Answers to messages that had been delivered before; what they answer is not recorded.</param>
/// <param name="NotHeld">Of a journal that was cut out of another: what came from events that are not in the cut.</param>
public sealed record InputCounts(long Outside, long Entities, long Monitors, long Repeats, long NotHeld);

/// <summary>Rankings made again.</summary>
/// <param name="Count">Rankings.</param>
/// <param name="Candidates">Their candidates.</param>
public sealed record RankingCounts(long Count, long Candidates);

/// <summary>Events that are not in the journal any more.</summary>
/// <param name="Events">How many.</param>
/// <param name="Archive">The file that they were put into.</param>
/// <param name="Root">The root over the ends of its streams.</param>
public sealed record ArchivedPart(long Events, string Archive, string Root);

/// <summary>What verifying a journal came to.</summary>
public sealed record Verification
{
    /// <summary>True when nothing is wrong.</summary>
    public bool Holds => Findings.IsEmpty && Invariants.All(invariant => invariant.Holds || (invariant.OnlyAtRest && !AtRest));

    /// <summary>
    /// What the journal was cut out of, and by what; null when it is whole. Of a cut the hash chains, decisions and orders of queues are
    /// checked, and inputs whose cause is in it; what is about the whole exchange, rankings made again and invariants, is not.
    /// </summary>
    public required JournalCut? Cut { get; init; }

    /// <summary>
    /// Where its older events are; null when it has all. Then the states that it begins with, the hash chains, the decisions, checkpoint
    /// and snapshot are checked, and what looks back over all events, inputs, rankings and invariants, is not: the archive verifies by
    /// itself, and all of it where both are put together.
    /// </summary>
    public ArchivedPart? Archived { get; init; }

    /// <summary>Events read.</summary>
    public required long Events { get; init; }

    /// <summary>Streams.</summary>
    public required int Streams { get; init; }

    /// <summary>Decisions taken again.</summary>
    public required long Decisions { get; init; }

    /// <summary>Where the decisions' inputs came from.</summary>
    public required InputCounts Inputs { get; init; }

    /// <summary>Rankings made again, and their candidates.</summary>
    public required RankingCounts Rankings { get; init; }

    /// <summary>Snapshots compared.</summary>
    public required long Snapshots { get; init; }

    /// <summary>The checkpoint that the journal was compared with; null for none.</summary>
    public required string? Checkpoint { get; init; }

    /// <summary>Whether the checkpoint's signature was checked.</summary>
    public required bool SignatureChecked { get; init; }

    /// <summary>True when nothing was under way after the last event.</summary>
    public required bool AtRest { get; init; }

    /// <summary>
    /// The invariants at the end; at every decision before it those that hold while messages are under way were checked as well.
    /// </summary>
    public required ImmutableArray<InvariantResult> Invariants { get; init; }

    /// <summary>What is wrong, in the order of the journal; reading ends at the first.</summary>
    public required ImmutableArray<Finding> Findings { get; init; }

    /// <summary>SHA-256 over the states of all entities after the last event; null when something is wrong before it.</summary>
    public required string? StateHash { get; init; }

    /// <summary>The root over all streams' heads, as a checkpoint has it; null when something is wrong.</summary>
    public required string? Root { get; init; }
}
