using System.Collections.Immutable;
using ExchangeActors.Review.WhatIf;

namespace ExchangeActors.Web.Figures;

/// <summary>What is asked of the recorded inputs under other rules, and how far the answer is.</summary>
/// <param name="Id">Its number, in the order of asking.</param>
/// <param name="Venue">The profile; null for the recorded one.</param>
/// <param name="Settings">Changes of it, <c>path=value</c>.</param>
/// <param name="Done">Events read so far.</param>
/// <param name="Of">Events of the record.</param>
/// <param name="Report">The answer; null before.</param>
/// <param name="Problem">Why there is none; null for no reason.</param>
public sealed record WhatIfFigures(
    int Id, string? Venue, ImmutableArray<string> Settings, long Done, long Of, WhatIfReport? Report, string? Problem)
{
    /// <summary>More accounts are counted, not shown.</summary>
    public const int MostAccounts = 50;

    /// <summary>True when nothing more comes.</summary>
    public bool IsOver => Report is not null || Problem is not null;

    /// <summary>The question in words.</summary>
    public string Asked => (Venue is null ? "the recorded venue" : Venue)
        + (Settings.IsEmpty ? null : $" with {string.Join(", ", Settings)}");
}
