using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Comparing;

/// <summary>
/// How what ADL took is spread over accounts. A haircut is what an account would have earned more at the marks of the end of a wave
/// (horizon 0), if it would have.
/// </summary>
/// <param name="LargestShare">The largest haircut of an account in a wave ÷ its equity when it was ranked for its first close in that
/// wave.</param>
/// <param name="GiniOfHaircuts">Over everybody who was in a recorded queue.</param>
/// <param name="GiniOfNotional">Of the notional closed, likewise.</param>
public sealed record Burden(decimal? LargestShare, decimal? GiniOfHaircuts, decimal? GiniOfNotional)
{
    /// <summary>Of a run.</summary>
    public static Burden Of(ImmutableArray<AdlWave> waves, VenueOutcomeObserver outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        var haircuts = outcome.Ranked.ToDictionary(account => account, _ => 0m);
        var notionals = outcome.Ranked.ToDictionary(account => account, _ => 0m);
        var shares = new List<(decimal Haircut, decimal Equity)>();
        foreach (var wave in waves)
        {
            var equities = new Dictionary<AccountId, decimal>();
            foreach (var closing in wave.Closings)
            {
                equities.TryAdd(closing.Account, closing.Equity);
                notionals[closing.Account] += Math.Abs(closing.Closed) * closing.Price;
            }

            foreach (var (account, forgone) in Overshoot.ForgoneByAccount(wave, null, outcome.Marks))
            {
                var haircut = Math.Max(0m, forgone);
                haircuts[account] += haircut;
                shares.Add((haircut, equities[account]));
            }
        }

        return new Burden(Concentration.LargestShare(shares), Concentration.Gini(haircuts.Values), Concentration.Gini(notionals.Values));
    }
}
