using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Review.Verifying;

/// <summary>Something that is wrong with a journal.</summary>
/// <param name="Check">Which check found it, e.g. <c>hash-chain</c>, <c>decision</c>.</param>
/// <param name="Event">Stream and sequence; null where it is not one event.</param>
/// <param name="Ordering">The event's place among all; null where it is not one event.</param>
/// <param name="What">What is wrong, a clause.</param>
/// <param name="Recorded">What is recorded, in short; null where that says nothing.</param>
/// <param name="Derived">What it should be, in short; null where that is not known.</param>
public sealed record Finding(string Check, EventRef? Event, long? Ordering, string What, string? Recorded = null, string? Derived = null)
{
    /// <summary>Gaps, hashes, orders, rows that no version of the schema wrote.</summary>
    public const string Chain = "hash-chain";

    /// <summary>The journal's header.</summary>
    public const string Header = "header";

    /// <summary>The checkpoint kept outside of the journal.</summary>
    public const string CheckpointCheck = "checkpoint";

    /// <summary>The snapshot store.</summary>
    public const string Snapshot = "snapshot";

    /// <summary>A decision taken again.</summary>
    public const string Decision = "decision";

    /// <summary>Where a decision's input came from.</summary>
    public const string Input = "input";

    /// <summary>A ranking made again.</summary>
    public const string Queue = "queue";

    /// <summary>An invariant.</summary>
    public const string Invariant = "invariant";
}
