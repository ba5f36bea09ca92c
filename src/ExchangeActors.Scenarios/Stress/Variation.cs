using System.Collections.Immutable;
using System.Globalization;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Draws;
using MathNet.Numerics.Distributions;

namespace ExchangeActors.Scenarios.Stress;

/// <summary>
/// A value of the scenario or of the venue's profile that is drawn anew in every run. A draw is the distribution's quantile at a uniform
/// number that depends on the run's seed and on the path alone: the same run draws the same under every venue, in every cell of a grid,
/// and whatever else is varied (common random numbers).
/// </summary>
public sealed class Variation
{
    /// <summary>Drawn numbers are rounded to so many digits: the last bits of a logarithm differ between machines.</summary>
    public const int Digits = 9;

    private const int MostItems = 10_000;
    private const double LargestNumber = 1e15;
    private const double LargestExponent = 34.5; // e^34.5 is about 1e15
    private readonly Func<RandomStream, string> _draw;
    private readonly ImmutableArray<string> _probes;

    private Variation(string text, string path, Func<double, string> quantile, ImmutableArray<double> probes)
        : this(text, path, random => quantile(random.Unit()), [.. probes.Select(quantile)])
    {
    }

    private Variation(string text, string path, Func<RandomStream, string> draw, ImmutableArray<string> probes) =>
        (Text, Path, _draw, _probes) = (text, path, draw, probes);

    /// <summary>As it was asked for: <c>path=distribution</c>.</summary>
    public string Text { get; }

    /// <summary>Fingerprint of a file that it is drawn from; empty without one.</summary>
    public string Data { get; private init; } = string.Empty;

    /// <summary>The value's path, as <c>--set</c> has it.</summary>
    public string Path { get; }

    /// <summary>
    /// Reads <c>path=uniform(a,b)</c>, <c>path=whole(a,b)</c>, <c>path=lognormal(m,s)</c> or <c>path=list(a|b|c)</c>; of all markets at
    /// once <c>prices.moves=bootstrap(FILE,SECONDS)</c>, and <c>prices.moves</c> or <c>prices.shocks</c> <c>=factor(…)</c>: see
    /// <see cref="MarketDraws"/>.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="markets">The scenario's markets, which the last two draw for.</param>
    /// <exception cref="InputException">It is none of these.</exception>
    public static Variation Parse(string text, IReadOnlyList<MarketId> markets)
    {
        ArgumentNullException.ThrowIfNull(markets);
        ArgumentNullException.ThrowIfNull(text);
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var path = equals < 0 ? string.Empty : text[..equals].Trim();
        var name = equals < 0 ? string.Empty : text[(equals + 1)..].Trim();
        var open = name.IndexOf('(', StringComparison.Ordinal);
        if (path.Length == 0 || open <= 0 || !name.EndsWith(')'))
        {
            throw Wrong(text, string.Empty, "is not path=distribution", "write for example --vary \"prices.shock=uniform(0.5,1.5)\"");
        }

        if (path is "seed" or "venue")
        {
            throw Wrong(text, path, "may not be varied", path == "seed"
                ? "every run has a seed of its own already; choose the first with --set seed=…" : "name profiles with --venues");
        }

        var inner = name[(open + 1)..^1];
        return name[..open] switch
        {
            "uniform" => Uniform(text, path, inner),
            "whole" => Whole(text, path, inner),
            "lognormal" => Lognormal(text, path, inner),
            "list" => List(text, path, inner),
            "bootstrap" or "factor" => OfMarkets(text, path, name[..open], inner, markets),
            var unknown => throw Wrong(
                text,
                path,
                $"\"{Nearest.Shown(unknown)}\" is no distribution here",
                Nearest.Remedy(unknown, ["uniform", "whole", "lognormal", "list", "bootstrap", "factor"])),
        };
    }

    /// <summary>The value in a run, as <c>--set</c> takes it.</summary>
    /// <param name="seed">The run's seed.</param>
    public string Draw(ulong seed) => _draw(new RandomStream(seed, Fingerprint(Path)));

    /// <summary>The assignment in a run.</summary>
    public string Assignment(ulong seed) => $"{Path}={Draw(seed)}";

    /// <summary>
    /// Values with which the scenario must load, from the least to the greatest: what would fail in one of the runs fails before all.
    /// </summary>
    public IEnumerable<string> Probes() => _probes;

    private static Variation OfMarkets(string text, string path, string name, string inner, IReadOnlyList<MarketId> markets)
    {
        InputException Refused(string what, string remedy) => Wrong(text, path, what, remedy);
        if (path != MarketDraws.Moves && (path != MarketDraws.Shocks || name == "bootstrap"))
        {
            throw Refused(
                $"is no value of all markets that \"{name}\" draws",
                name == "bootstrap"
                    ? $"write {MarketDraws.Moves}=bootstrap(FILE,SECONDS)"
                    : $"write {MarketDraws.Moves}=factor(…) or {MarketDraws.Shocks}=factor(…)");
        }

        var draws = name == "bootstrap"
            ? MarketDraws.Bootstrap(inner, markets, Refused)
            : MarketDraws.Factor(path, inner, markets, Refused);
        return new Variation(text, path, draws.Draw, draws.Probes) { Data = draws.Data };
    }

    private static Variation Uniform(string text, string path, string inner)
    {
        var (low, high) = Two(text, path, inner, "uniform(least,greatest)");
        return low <= high
            ? new Variation(text, path, unit => Number(low + ((high - low) * unit)), [0.0, 0.381966, 1.0])
            : throw Wrong(text, path, $"{Number(low)} is above {Number(high)}", "write the least first: uniform(least,greatest)");
    }

    private static Variation Whole(string text, string path, string inner)
    {
        var (low, high) = Two(text, path, inner, "whole(least,greatest)");
        if (low > high || Math.Truncate(low) != low || Math.Truncate(high) != high)
        {
            throw Wrong(text, path, $"{Number(low)} to {Number(high)} are no whole numbers in order", "write whole(least,greatest)");
        }

        return new Variation(text, path, unit => Number(Math.Min(high, low + Math.Floor((high - low + 1.0) * unit))), [0.0, 0.381966, 1.0]);
    }

    private static Variation Lognormal(string text, string path, string inner)
    {
        const string Form = "lognormal(m,s): e to the power of a normal number with mean m and standard deviation s";
        var (mean, deviation) = Two(text, path, inner, Form);
        if (deviation < 0.0 || Math.Abs(mean) + (9.0 * deviation) > LargestExponent)
        {
            throw Wrong(text, path, "has a negative deviation or reaches beyond 10^15", $"write {Form}");
        }

        // The ends of the uniform number are left out: they are infinitely far away, and no run meets them.
        return new Variation(
            text,
            path,
            unit => Number(Math.Exp(mean + (deviation * Normal.InvCDF(0.0, 1.0, Math.Clamp(unit, 1e-15, 1.0 - 1e-15))))),
            [0.0001, 0.381966, 0.9999]);
    }

    private static Variation List(string text, string path, string inner)
    {
        var items = inner.Split('|', StringSplitOptions.TrimEntries);
        if (items.Length > MostItems || items.Any(item => item.Length == 0))
        {
            throw Wrong(
                text,
                path,
                $"has {items.Length} items, or an empty one",
                $"write 1 to {MostItems} values: list(a|b|c), each as likely");
        }

        return new Variation(
            text,
            path,
            unit => items[Math.Min(items.Length - 1, (int)(unit * items.Length))],
            [.. Enumerable.Range(0, items.Length).Select(item => (item + 0.5) / items.Length)]);
    }

    private static (double First, double Second) Two(string text, string path, string inner, string form)
    {
        var parts = inner.Split(',', StringSplitOptions.TrimEntries);
        if (parts.Length == 2 && TryNumber(parts[0], out var first) && TryNumber(parts[1], out var second))
        {
            return (first, second);
        }

        throw Wrong(text, path, $"\"{Nearest.Shown(inner)}\" are not two numbers", $"write {form}");
    }

    internal static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && Math.Abs(value) <= LargestNumber;

    /// <summary>With nine digits, as JSON has numbers.</summary>
    internal static string Number(double value)
    {
        if (value == 0.0)
        {
            return "0";
        }

        var exact = decimal.Parse(
            value.ToString($"E{Digits - 1}", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);
        return exact.ToString("0.############################", CultureInfo.InvariantCulture);
    }

    private static InputException Wrong(string text, string path, string what, string remedy) =>
        new(new InputProblem($"--vary {Nearest.Shown(text)}", 0, path, what, remedy));

    /// <summary>FNV-1a, 64 bits.</summary>
    private static ulong Fingerprint(string text)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var letter in text)
        {
            hash = (hash ^ letter) * 0x100000001B3UL;
        }

        return hash;
    }
}
