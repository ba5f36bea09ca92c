using System.Collections.Immutable;

namespace ExchangeActors.Scenarios.Simulating.Exhaustive;

/// <summary>How large the saga is and what may go wrong in it.</summary>
/// <param name="Counterparties">Winners whom the ADL may close, 1 to 3; of several the last has too little equity and declines.</param>
/// <param name="Crashes">Crashes of any entity, at any point.</param>
/// <param name="Duplicates">Messages that arrive twice.</param>
/// <param name="Inherits">
/// Null for the ADL. Else the saga is that of a vault, long 10, whose margin has broken while so many contracts (below zero: short) are
/// on their way to it, and before the pool has heard of that; it has one counterparty.
/// </param>
public sealed record SagaBounds(int Counterparties, int Crashes, int Duplicates, decimal? Inherits = null)
{
    /// <summary>The most contracts that a vault inherits.</summary>
    public const decimal InheritsAtMost = 50m;

    /// <summary>States that are looked at: about 600 bytes each.</summary>
    public const int StatesAtMost = 4_000_000;

    /// <summary>Three counterparties, two crashes, one duplicate.</summary>
    public static SagaBounds Full { get; } = new(3, 2, 1);

    /// <summary>The most that is explored: counterparties, crashes, duplicates.</summary>
    public static SagaBounds Most { get; } = new(3, 3, 2);
}

/// <summary>The bounds leave more states than are looked at; nothing is said about them.</summary>
public sealed class SagaTooLargeException(SagaBounds bounds)
    : Exception(
        $"{bounds?.Counterparties} counterparties, {bounds?.Crashes} crashes and {bounds?.Duplicates} duplicates have more than "
            + $"{SagaBounds.StatesAtMost} states; take less of one of them")
{
}

/// <summary>A way in which the saga can end, and in how many states it does.</summary>
/// <param name="Text">Wallets, positions, fund, deficit, and how each deleveraging ended.</param>
/// <param name="States">Terminal states.</param>
public sealed record SagaOutcome(string Text, int States);

/// <summary>What broke.</summary>
/// <param name="Check">What must hold.</param>
/// <param name="Detail">With figures.</param>
/// <param name="Path">What happened, from the moment on at which the saga begins; the shortest way there is.</param>
public sealed record SagaFailure(string Check, string Detail, ImmutableArray<string> Path);

/// <summary>What the exploration found.</summary>
/// <param name="Bounds">What was explored.</param>
/// <param name="States">Different states, crashes and duplicates left included.</param>
/// <param name="Transitions">Deliveries, crashes and duplicates between them.</param>
/// <param name="Terminal">States in which nothing is left to do.</param>
/// <param name="Outcomes">Ways in which the saga ended, the most frequent first.</param>
/// <param name="Failure">The first thing that broke; null when everything held.</param>
/// <param name="Elapsed">Wall time.</param>
public sealed record SagaReport(SagaBounds Bounds, int States, long Transitions, int Terminal, ImmutableArray<SagaOutcome> Outcomes,
    SagaFailure? Failure, TimeSpan Elapsed);
