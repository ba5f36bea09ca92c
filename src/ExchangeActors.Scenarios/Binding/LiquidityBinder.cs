using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Liquidity;

namespace ExchangeActors.Scenarios.Binding;

/// <summary>Reads the depth profile.</summary>
internal static class LiquidityBinder
{
    private const decimal MostNotional = 1_000_000_000_000m;

    /// <summary>The profile, or null when there is none.</summary>
    public static DepthProfile? Bind(ObjectReader? reader, MarketList markets)
    {
        if (reader is null)
        {
            return null;
        }

        var before = reader.Problems.Count;
        var bands = reader.Numbers("bandsBps", true, 0.01m, 9_999m);
        if (bands.Zip(bands.Skip(1), (near, far) => far <= near).Any(falls => falls) || bands.IsEmpty)
        {
            reader.Note("bandsBps", "must rise and not be empty", "write distances from mid in basis points, e.g. [10, 50, 100, 200, 500]");
        }

        var knots = ImmutableArray.CreateBuilder<DepthKnot>();
        foreach (var knot in reader.Objects("knots", true))
        {
            var read = new DepthKnot(knot.Number("second", null, 0m, 1_000_000_000m), Depths(knot, "bid", bands.Length),
                Depths(knot, "ask", bands.Length));
            if (knots.Count > 0 && read.Second <= knots[^1].Second)
            {
                knot.Note("second", $"{read.Second} is not after the knot before, {knots[^1].Second}", "sort the knots by time");
            }

            knot.Done();
            knots.Add(read);
        }

        if (knots.Count == 0)
        {
            reader.Note("knots", "has no entry", "write at least one knot");
        }

        var scales = markets.Weights(reader.Object("scales", false), 0m);
        var overall = reader.Number("scale", 1m, 0m, 1_000_000m) * reader.Number("depth", 1m, 0m, 1_000m);
        var levels = (int)reader.Whole("levelsPerSide", 6, 1, 50);
        var deposit = new Money(reader.Number("deposit", 100_000_000m, 0m, MostNotional));
        reader.Done();
        return reader.Problems.Count > before
            ? null
            : new DepthProfile(
                bands, knots.ToImmutable(), markets.Markets.Select((market, i) => (market.Id, scales[i]))
                    .ToImmutableSortedDictionary(pair => pair.Id, pair => pair.Item2 * overall), levels, deposit);
    }

    private static ImmutableArray<decimal> Depths(ObjectReader knot, string name, int bands)
    {
        var depths = knot.Numbers(name, true, 0m, MostNotional);
        if (depths.Length != bands)
        {
            knot.Note(name, $"has {depths.Length} numbers, \"bandsBps\" has {bands}", "write one cumulative notional per band");
        }
        else if (depths.Zip(depths.Skip(1), (near, far) => far < near).Any(falls => falls))
        {
            knot.Note(name, "falls with distance, but is cumulative", "write the notional from mid out to each band");
        }

        return depths;
    }
}
