using System.Collections.Immutable;

namespace ExchangeActors.Scenarios.Comparing;

/// <summary>
/// The same seeded scenario under several venues' profiles. A function of the scenario and the profiles: no times of the machine.
/// </summary>
public sealed record ComparisonReport
{
    /// <summary>The scenario.</summary>
    public required string Scenario { get; init; }

    /// <summary>The seed of the population.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Accounts of the population.</summary>
    public required int Accounts { get; init; }

    /// <summary>Markets.</summary>
    public required int Markets { get; init; }

    /// <summary>Ticks after the opening.</summary>
    public required int Ticks { get; init; }

    /// <summary>How the measures are defined: numeraires, horizons, denominators.</summary>
    public ImmutableSortedDictionary<string, string> Definitions { get; } = MeasureDefinitions.All;

    /// <summary>The venues, in the order asked for; the first is the one that others are compared with.</summary>
    public required ImmutableArray<VenueFigures> Venues { get; init; }

    /// <summary>How alike the rankings are; null when no queue was ranked.</summary>
    public required RankingAgreement? RankCorrelation { get; init; }

    /// <summary>True when every invariant holds under every venue.</summary>
    public bool InvariantsHold => Venues.All(venue => venue.InvariantsHold);
}

/// <summary>
/// How alike venues rank the same accounts: the first queue of each of up to eight markets, as recorded in one venue's run, ranked by every
/// venue's ranking and hedging.
/// </summary>
/// <param name="QueuesOf">The venue in whose run the queues were recorded.</param>
/// <param name="Markets">Their markets.</param>
/// <param name="Candidates">Candidates of all of them.</param>
/// <param name="Venues">The venues that may close winners: rows and columns.</param>
/// <param name="Spearman">Spearman's rho, the mean over the queues.</param>
/// <param name="Kendall">Kendall's tau, likewise.</param>
public sealed record RankingAgreement(
    string QueuesOf,
    ImmutableArray<string> Markets,
    int Candidates,
    ImmutableArray<string> Venues,
    ImmutableArray<ImmutableArray<decimal>> Spearman,
    ImmutableArray<ImmutableArray<decimal>> Kendall)
{
    /// <summary>
    /// Ranks the queues by every profile that may close winners and compares each pair; the means are rounded to six places.
    /// </summary>
    public static RankingAgreement Of(string queuesOf, ImmutableArray<RecordedQueue> queues, IEnumerable<Scenario> scenarios)
    {
        var profiles = scenarios.Select(scenario => scenario.Venue).Where(profile => profile.Trigger.MayFire).ToList();
        var places = profiles.Select(profile => queues.Select(queue => queue.Places(queue.Scores(profile))).ToList()).ToList();
        ImmutableArray<ImmutableArray<decimal>> Matrix(Func<IReadOnlyList<int>, IReadOnlyList<int>, decimal> measure) =>
        [
            .. places.Select(row => places.Select(column =>
                decimal.Round(row.Zip(column, measure).Sum() / queues.Length, 6)).ToImmutableArray()),
        ];
        return new RankingAgreement(
            queuesOf,
            [.. queues.Select(queue => queue.Market.Value)],
            queues.Sum(queue => queue.Candidates.Length),
            [.. profiles.Select(profile => profile.Name)],
            Matrix(RankCorrelation.Spearman),
            Matrix(RankCorrelation.Kendall));
    }
}
