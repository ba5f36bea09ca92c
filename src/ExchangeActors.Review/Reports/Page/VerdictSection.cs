using ExchangeActors.Review.Verifying;
using ExchangeActors.Review.Wording;

namespace ExchangeActors.Review.Reports.Page;

/// <summary>What verifying the journal came to, as the page says it.</summary>
internal static class VerdictSection
{
    /// <summary>In a line, below the title.</summary>
    public static Html Line(Verification? verification)
    {
        if (verification is null)
        {
            return $"""<p class="verdict open">Not verified when this page was written: <code>exchange review JOURNAL verify</code> does it.</p>""";
        }

        if (!verification.Holds)
        {
            return $"""<p class="verdict broken"><b>Not verified:</b> {Wrong(verification)}. The figures below are those of the record as it stands.</p>""";
        }

        return $"""<p class="verdict holds"><b>Verified:</b> {Figures.Counted(verification.Decisions, "decision")} taken again from what is recorded, {Rankings(verification)} made again, {Figures.Counted(verification.Invariants.Length, "invariant")} checked; every hash chain holds{Cut(verification)}.</p>""";
    }

    private static string Rankings(Verification verification) => Figures.Counted(verification.Rankings.Count, "ranking");

    private static string Cut(Verification verification) =>
        verification.Cut is { } cut ? $" (as far as a cut can be verified: by {cut.Criteria} out of {Figures.Count(cut.Of)} events)"
            : string.Empty;

    private static string Wrong(Verification verification) => verification.Findings is [var finding, ..]
        ? $"{finding.Event?.ToString() ?? "the journal"}: {finding.What}"
        : string.Join("; ", verification.Invariants.Where(invariant => !invariant.Holds && !(invariant.OnlyAtRest && !verification.AtRest))
            .Select(invariant => $"“{invariant.Name}” does not hold, off by {invariant.Error}"));
}
