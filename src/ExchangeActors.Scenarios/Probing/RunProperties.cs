using System.Collections.Immutable;
using System.Globalization;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Probing;

/// <summary>
/// Properties of a venue's rules, measured on whole runs. What is closed is valued at the opening marks, so that it measures quantity.
/// </summary>
public static class RunProperties
{
    /// <summary>Relative difference up to which two outcomes count as equal: sizes are whole lots.</summary>
    public const decimal Tolerance = 0.000001m;

    /// <summary>Sybil resistance: a trader who splits its account is not closed less. Violation: by how much it is, at worst.</summary>
    public static ProbedProperty SybilResistance(ImmutableArray<ProbedAccount> accounts) =>
        Worst("Sybil resistance", accounts, "split into parts: closed less by", (probed, probe) =>
            probe.Kind == ProbeKind.Split ? Less(probed.Base.Closed, probe.Outcome.Closed) : null);

    /// <summary>A trader who keeps its margin elsewhere is not closed less. Violation: by how much it is, at worst.</summary>
    public static ProbedProperty HiddenMargin(ImmutableArray<ProbedAccount> accounts) =>
        Worst("margin elsewhere does not help", accounts, "margin moved: closed less by", (probed, probe) =>
            probe.Kind == ProbeKind.Margin ? Less(probed.Base.Closed, probe.Outcome.Closed) : null);

    /// <summary>
    /// Monotonicity: more leverage, not less closed. Violation: by how much less is closed with more leverage, or more with less, at worst.
    /// A trader who is liquidated only in one of the two is left out: there it is not ADL that closes.
    /// </summary>
    public static ProbedProperty Monotonicity(ImmutableArray<ProbedAccount> accounts) =>
        Worst("more leverage, not less closed", accounts, "closed against its leverage by", (probed, probe) =>
            probe.Outcome.Liquidated != probed.Base.Liquidated ? null
            : probe.Kind == ProbeKind.MoreLeverage ? Less(probed.Base.Closed, probe.Outcome.Closed)
            : probe.Kind == ProbeKind.LessLeverage ? Less(probe.Outcome.Closed, probed.Base.Closed)
            : null);

    /// <summary>
    /// Scale invariance: with everything × factor, each account is closed × factor. Violation: Σ |difference| ÷ Σ closed.
    /// </summary>
    public static ProbedProperty ScaleInvariance(IReadOnlyDictionary<AccountId, decimal> closed, IReadOnlyDictionary<AccountId,
        decimal> closedScaled, decimal factor)
    {
        ArgumentNullException.ThrowIfNull(closed);
        ArgumentNullException.ThrowIfNull(closedScaled);
        var total = closed.Values.Sum();
        var difference = closed.Keys.Union(closedScaled.Keys)
            .Sum(account => Math.Abs(closed.GetValueOrDefault(account) - (closedScaled.GetValueOrDefault(account) / factor)));
        var violation = total == 0m ? 0m : difference / total;
        return new ProbedProperty(
            "scale invariance",
            "runs",
            total == 0m ? null : violation <= Tolerance,
            violation <= Tolerance ? 0m : decimal.Round(violation, 6),
            total == 0m ? "nobody was closed" : string.Create(
                CultureInfo.InvariantCulture,
                    $"wallets, positions, fund, liquidity, lots and tiers × {factor}: Σ |closed ÷ {factor} − closed| ÷ Σ closed, by "
                        + $"account"));
    }

    private static decimal? Less(decimal before, decimal after) => before > 0m ? Math.Max(0m, 1m - (after / before)) : null;

    private static ProbedProperty Worst(string property, ImmutableArray<ProbedAccount> accounts, string what, Func<ProbedAccount,
        ProbeResult, decimal?> violation)
    {
        var found = accounts
            .SelectMany(probed => probed.Probes.Select(probe => (probed.Account, probe.Probe, Violation: violation(probed, probe))))
            .Where(measured => measured.Violation is not null)
            .ToList();
        if (found.Count == 0)
        {
            return new ProbedProperty(property, "runs", null, 0m, "no probe could measure it");
        }

        var worst = found.MaxBy(measured => measured.Violation);
        return worst.Violation <= Tolerance
            ? new ProbedProperty(property, "runs", true, 0m, string.Create(CultureInfo.InvariantCulture, $"{found.Count} probes"))
            : new ProbedProperty(property, "runs", false, decimal.Round(worst.Violation!.Value, 6),
                $"{what} that share at worst: {worst.Account}, {worst.Probe}");
    }
}
