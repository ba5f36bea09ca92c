using System.Collections.Immutable;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Binding;

/// <summary>Reads <c>market</c>: how prices and books answer. Every value has a default, so <c>{}</c> is a market that answers.</summary>
internal static class AnswerBinder
{
    private const decimal StandardVolatility = 0.04m;
    private const decimal LeastVolatility = 0.0001m;
    private const decimal LongestHalfLife = 1_000_000m;
    private const decimal LeastHalfLife = 0.001m;

    /// <summary>The settings, or null when the market does not answer.</summary>
    public static AnswerSettings? Bind(ObjectReader root, MarketList markets)
    {
        if (root.Object("market", false) is not { } reader)
        {
            return null;
        }

        if (!root.Has("liquidity"))
        {
            root.Note("market", "answers with its books, but there is no \"liquidity\"", "add \"liquidity\", or take \"market\" out");
        }

        var book = Part(reader, "book");
        var impact = Part(reader, "impact");
        var settings = new AnswerSettings(
            reader.Number("passThrough", 0.5m, 0m, 1m),
            book?.Number("exponent", 1.161m, 0.1m, 10m) ?? 1.161m,
            book?.Number("refillHalfLifeSeconds", 300m, LeastHalfLife, LongestHalfLife) ?? 300m,
            book?.Number("oppositeDepth", 0.63m, 0m, 1m) ?? 0.63m,
            book?.Number("scatter", 1m, 0m, 3m) ?? 1m,
            impact?.Number("scale", 1m, 0m, 100m) ?? 1m,
            impact?.Number("permanent", 0.375m, 0m, 1m) ?? 0.375m,
            impact?.Number("halfLifeSeconds", 90m, LeastHalfLife, LongestHalfLife) ?? 90m,
            impact?.Number("liquidationWeight", 1.18m, 0m, 100m) ?? 1.18m,
            Volatilities(reader, markets),
            reader.Number("walk", 0m, 0m, 5m),
            reader.Number("walkScatter", 0m, 0m, 3m));
        book?.Done();
        impact?.Done();
        reader.Done();
        return settings;
    }

    private static ObjectReader? Part(ObjectReader reader, string name) => reader.Object(name, false);

    private static ImmutableArray<decimal> Volatilities(ObjectReader reader, MarketList markets)
    {
        var all = reader.Number("volatility", StandardVolatility, LeastVolatility, 5m);
        var own = reader.Object("volatilities", false);
        if (own is null)
        {
            return [.. markets.Markets.Select(_ => all)];
        }

        var volatilities = markets.Weights(own, all, 5m);
        foreach (var (instrument, _) in markets.Markets.Zip(volatilities).Where(pair => pair.Second < LeastVolatility))
        {
            own.Note(
                instrument.Id.Value, $"is below {LeastVolatility}", "write the standard deviation of a day's return, e.g. 0.04");
        }

        own.Done();
        return volatilities;
    }
}
