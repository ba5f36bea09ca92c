using System.Collections.Immutable;
using System.Globalization;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Draws;
using ExchangeActors.Scenarios.Prices;
using MathNet.Numerics.Distributions;

namespace ExchangeActors.Scenarios.Stress;

/// <summary>
/// Draws that belong together, one for every market: how far each market goes (<c>prices.moves</c>) or the exponent of its move
/// (<c>prices.shocks</c>). What is drawn is an object by market, as <c>--set</c> takes it.
/// </summary>
/// <param name="Draw">The object of a run.</param>
/// <param name="Probes">Objects with which the scenario must load.</param>
/// <param name="Data">Fingerprint of what it is drawn from; empty where that is nothing but the text.</param>
internal sealed record MarketDraws(Func<RandomStream, string> Draw, ImmutableArray<string> Probes, string Data = "")
{
    /// <summary>How far each market goes.</summary>
    public const string Moves = "prices.moves";

    /// <summary>The exponents of the markets' moves.</summary>
    public const string Shocks = "prices.shocks";

    private const string FactorForm =
        "factor(m,s,r): e to the power of normal numbers with mean m and standard deviation s whose correlation is r; "
        + "or factor(MARKET:m:s:b|MARKET:m:s:b|…): with a loading b from -1 to 1 each, correlated by the product of the loadings";

    private const double LargestExponent = 12.0; // e^12 is about 160,000
    private const double Farthest = 4.0; // deviations of a probe

    /// <summary>
    /// Historical simulation: the moves of all markets over one span of a price file, each span of it as likely; so what is correlated
    /// there is here. The spans begin at every time of the file at which all markets have a price, and overlap.
    /// </summary>
    /// <param name="inner"><c>FILE,SECONDS</c>; the file is a table (<c>time,market,index,last</c>), plain or gzip.</param>
    /// <param name="markets">The scenario's markets; each must be in the file.</param>
    /// <param name="wrong">Makes the refusal, of what and the remedy.</param>
    public static MarketDraws Bootstrap(string inner, IReadOnlyList<MarketId> markets, Func<string, string, InputException> wrong)
    {
        var comma = inner.LastIndexOf(',');
        var file = comma < 0 ? string.Empty : inner[..comma].Trim();
        if (file.Length == 0 || !Variation.TryNumber(inner[(comma + 1)..].Trim(), out var seconds) || seconds is not (>= 0.001 and <= 1e9))
        {
            throw wrong(
                $"\"{Nearest.Shown(inner)}\" is not a file and a span",
                "write bootstrap(FILE,SECONDS), e.g. bootstrap(prices.csv,600)");
        }

        var source = new PriceSource(PriceFormat.Table, file, Path.GetFullPath(file), []);
        var spans = PriceSpans.Read(source, markets, (long)Math.Round(seconds * 1000.0), wrong);
        string Of(int span) => Text(markets, market => spans[span, market]);
        return new MarketDraws(
            random => Of(Math.Min(spans.Count - 1, (int)(random.Unit() * spans.Count))),
            [.. spans.Extremes().Select(Of)],
            DataFile.Fingerprint(source));
    }

    /// <summary>
    /// A factor model: x = m + s·(b·Z + √(1 − b²)·e), Z common to all markets and e each market's own, all standard normal. A move is
    /// e^x − 1, a shock e^x. One correlation r for all is the loading √r.
    /// </summary>
    /// <param name="path">What is drawn.</param>
    /// <param name="inner"><c>m,s,r</c>, or a mean, a deviation and a loading for every market.</param>
    /// <param name="markets">The scenario's markets.</param>
    /// <param name="wrong">Makes the refusal, of what and the remedy.</param>
    public static MarketDraws Factor(string path, string inner, IReadOnlyList<MarketId> markets, Func<string, string, InputException> wrong)
    {
        var models = inner.Contains(':', StringComparison.Ordinal) ? ByMarket(inner, markets, wrong) : Common(inner, markets, wrong);
        if (models.Any(model => model.Deviation < 0.0 || Math.Abs(model.Mean) + (9.0 * model.Deviation) > LargestExponent))
        {
            throw wrong($"has a negative deviation or reaches beyond e^{LargestExponent:0}", "write logarithms: -0.2 for a fall of 18 %");
        }

        string Of(double common, Func<int, double> own) => Text(markets, market =>
        {
            var (mean, deviation, loading) = models[market];
            var x = mean + (deviation * ((loading * common) + (Math.Sqrt(1.0 - (loading * loading)) * own(market))));
            return path == Moves ? Math.Exp(x) - 1.0 : Math.Exp(x);
        });
        return new MarketDraws(
            random =>
            {
                var common = Normal01(random.Unit());
                var own = markets.Select(_ => Normal01(random.Unit())).ToArray();
                return Of(common, market => own[market]);
            },
            [.. new[] { -Farthest, 0.1, Farthest }.Select(number => Of(number, _ => number))]);
    }

    private static (double Mean, double Deviation, double Loading)[] Common(
        string inner, IReadOnlyList<MarketId> markets, Func<string, string, InputException> wrong)
    {
        var parts = inner.Split(',', StringSplitOptions.TrimEntries);
        if (parts.Length != 3 || !Numbers(parts, out var numbers))
        {
            throw wrong($"\"{Nearest.Shown(inner)}\" are not three numbers", $"write {FactorForm}");
        }

        return numbers[2] is >= 0.0 and <= 1.0
            ? [.. markets.Select(_ => (numbers[0], numbers[1], Math.Sqrt(numbers[2])))]
            : throw wrong(
                $"the correlation {Variation.Number(numbers[2])} is not between 0 and 1",
                "one factor gives all markets no correlation below 0; give markets loadings of both signs for that");
    }

    private static (double Mean, double Deviation, double Loading)[] ByMarket(
        string inner, IReadOnlyList<MarketId> markets, Func<string, string, InputException> wrong)
    {
        var models = new Dictionary<string, (double Mean, double Deviation, double Loading)>(StringComparer.Ordinal);
        foreach (var item in inner.Split('|', StringSplitOptions.TrimEntries))
        {
            var parts = item.Split(':', StringSplitOptions.TrimEntries);
            if (parts.Length != 4 || !Numbers(parts[1..], out var numbers) || numbers[2] is not (>= -1.0 and <= 1.0))
            {
                throw wrong($"\"{Nearest.Shown(item)}\" is not a market with three numbers", $"write {FactorForm}");
            }

            if (!markets.Any(market => market.Value == parts[0]))
            {
                throw wrong(
                    $"market \"{Nearest.Shown(parts[0])}\" is not one of the scenario's",
                    Nearest.Remedy(parts[0], [.. markets.Select(market => market.Value)]));
            }

            if (!models.TryAdd(parts[0], (numbers[0], numbers[1], numbers[2])))
            {
                throw wrong($"market \"{parts[0]}\" is named twice", "name each market once");
            }
        }

        return markets.FirstOrDefault(market => !models.ContainsKey(market.Value)) is { Value: { } missing }
            ? throw wrong($"market \"{missing}\" has no model", "give every market of the scenario one")
            : [.. markets.Select(market => models[market.Value])];
    }

    private static bool Numbers(string[] parts, out double[] numbers)
    {
        numbers = new double[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!Variation.TryNumber(parts[i], out numbers[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static double Normal01(double unit) => Normal.InvCDF(0.0, 1.0, Math.Clamp(unit, 1e-15, 1.0 - 1e-15));

    private static string Text(IReadOnlyList<MarketId> markets, Func<int, double> value) => string.Create(
        CultureInfo.InvariantCulture,
        $"{{{string.Join(',', markets.Select((market, i) => $"\"{market.Value}\":{Variation.Number(value(i))}"))}}}");
}
