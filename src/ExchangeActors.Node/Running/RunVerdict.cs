using ExchangeActors.Review.Summaries;
using ExchangeActors.Scenarios.Reports;

namespace ExchangeActors.Node.Running;

/// <summary>What a run came to in three lines.</summary>
internal static class RunVerdict
{
    /// <summary>The verdict of a report.</summary>
    public static Verdict Of(RunReport report) => new(
        report.MarginCalls,
        report.Liquidations,
        report.Adl,
        report.Waterfall,
        report.InsuranceFund,
        report.BookedDeficit,
        report.UnderWater,
        report.HeldPrices,
        report.StalePrices,
        [.. report.Invariants.Where(invariant => !invariant.Holds).Select(invariant => invariant.Name)]);
}
