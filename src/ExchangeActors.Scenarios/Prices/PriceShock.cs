using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Draws;

namespace ExchangeActors.Scenarios.Prices;

/// <summary>
/// Makes the moves of a price path larger or smaller: p₀·(p/p₀)^s, where p₀ is the market's own price at the opening (index and last
/// each have theirs). s = 1 is the path as given, 0 none of its moves, 2 twice each of them in logarithms: a fall of 30 % becomes one
/// of 51 %. Prices stay above zero whatever s is, and a longer fall is never a smaller one.
/// </summary>
internal static class PriceShock
{
    /// <summary>The largest exponent.</summary>
    public const decimal Largest = 100m;

    /// <summary>The greatest fall that a move may be, a fraction.</summary>
    public const decimal LeastMove = -0.999999m;

    /// <summary>The greatest rise.</summary>
    public const decimal GreatestMove = 1_000_000m;

    private const int Digits = 12;

    /// <summary>The ticks with every market's moves to the power of its exponent.</summary>
    /// <param name="ticks">As they are given.</param>
    /// <param name="exponents">In the order of the markets.</param>
    /// <param name="problem">Makes the problem of a market whose price leaves what a price may be.</param>
    public static ImmutableArray<PriceTick> Apply(
        ImmutableArray<PriceTick> ticks, ImmutableArray<decimal> exponents, Func<MarketId, string, InputProblem> problem)
    {
        if (exponents.All(exponent => exponent == 1m))
        {
            return ticks;
        }

        var scaled = ticks.Select(tick => tick.Points.ToArray()).ToArray();
        for (var market = 0; market < exponents.Length; market++)
        {
            if (exponents[market] != 1m)
            {
                Apply(scaled, market, exponents[market], problem);
            }
        }

        return [.. ticks.Select((tick, i) => tick with { Points = [.. scaled[i]] })];
    }

    /// <summary>
    /// The exponents at which each market goes as far as it is to: the path's farthest point from the opening, in logarithms of the index,
    /// becomes the move. A path that falls is mirrored for a move upwards, and the other way round.
    /// </summary>
    /// <param name="ticks">As they are given.</param>
    /// <param name="exponents">Further factors, by market.</param>
    /// <param name="moves">Fractions of the first price, &gt; −1; null leaves the factor alone.</param>
    /// <param name="problem">Makes the problem of a market whose path is too flat, of its farthest move.</param>
    public static ImmutableArray<decimal> Exponents(
        ImmutableArray<PriceTick> ticks,
        ImmutableArray<decimal> exponents,
        ImmutableArray<decimal?> moves,
        Func<MarketId, decimal, InputProblem> problem)
    {
        var made = exponents.ToArray();
        var problems = new List<InputProblem>();
        for (var market = 0; market < made.Length; market++)
        {
            if (moves[market] is not { } move)
            {
                continue;
            }

            var opening = ticks[0].Points[market].Index.Value;
            var farthest = 0.0;
            foreach (var tick in ticks)
            {
                var log = PortableMath.Log((double)(tick.Points[market].Index.Value / opening));
                farthest = Math.Abs(log) > Math.Abs(farthest) ? log : farthest;
            }

            var wanted = PortableMath.Log(1.0 + (double)move);
            if (wanted != 0.0 && Math.Abs(wanted) > (double)Largest * Math.Abs(farthest))
            {
                problems.Add(problem(ticks[0].Points[market].Market, farthest == 0.0 ? 0m : (decimal)(PortableMath.Exp(farthest) - 1.0)));
                continue;
            }

            made[market] *= wanted == 0.0 ? 0m : Math.Round((decimal)(wanted / farthest), Digits);
        }

        return problems.Count == 0 ? [.. made] : throw new InputException([.. problems]);
    }

    private static void Apply(PricePoint[][] ticks, int market, decimal exponent, Func<MarketId, string, InputProblem> problem)
    {
        var opening = ticks[0][market];
        var (given, made) = (opening, opening);
        var last = opening.Last?.Value;
        for (var tick = 1; tick < ticks.Length; tick++)
        {
            var point = ticks[tick][market];
            if (!ReferenceEquals(point, given))
            {
                // A market that had no trade before the opening starts its last price with the first one.
                last ??= point.Last?.Value;
                (given, made) = (point, point with
                {
                    Index = Moved(opening.Index.Value, point.Index.Value, exponent, point.Market, problem),
                    Last = point.Last is { } traded ? Moved(last!.Value, traded.Value, exponent, point.Market, problem) : null,
                });
            }

            ticks[tick][market] = made;
        }
    }

    private static Price Moved(
        decimal opening, decimal price, decimal exponent, MarketId market, Func<MarketId, string, InputProblem> problem)
    {
        if (price == opening)
        {
            return new Price(price);
        }

        var log = (double)exponent * PortableMath.Log((double)(price / opening));
        var factor = Math.Abs(log) < 60.0 ? (decimal)PortableMath.Exp(log) : log < 0.0 ? 0m : decimal.MaxValue;
        var moved = factor < Domain.Primitives.Largest.Price / opening ? Significant(opening * factor) : decimal.MaxValue;
        return moved > 0m && moved <= Domain.Primitives.Largest.Price
            ? new Price(moved)
            : throw new InputException(problem(market, moved > 0m ? "above what a price may be" : "to zero"));
    }

    /// <summary>Rounded to twelve digits, at most as fine as the finest tick: more would be noise of the power.</summary>
    private static decimal Significant(decimal value)
    {
        var decimals = Digits;
        for (var digits = decimal.Truncate(value); digits >= 1m && decimals > 0; digits /= 10m)
        {
            decimals--;
        }

        for (var small = value; small > 0m && small < 0.1m && decimals < 16; small *= 10m)
        {
            decimals++;
        }

        return Math.Round(value, decimals, MidpointRounding.ToEven);
    }
}
