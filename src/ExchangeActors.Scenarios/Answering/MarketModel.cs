using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Scenarios.Liquidity;

namespace ExchangeActors.Scenarios.Answering;

/// <summary>
/// All that decides how a scenario's market answers, but the given path: a journal's header has it, so that a what-if can let prices answer
/// other trades with the journal alone.
/// </summary>
/// <param name="Settings">How it answers; volatilities in the order of the markets.</param>
/// <param name="Seed">Of its random numbers.</param>
/// <param name="StartMs">The opening, milliseconds since 1970.</param>
/// <param name="BandsBps">Quotes reach out to the last of them.</param>
/// <param name="LevelsPerSide">Quote levels per side.</param>
/// <param name="Markets">In the scenario's order.</param>
public sealed record MarketModel(
    AnswerSettings Settings,
    ulong Seed,
    long StartMs,
    ImmutableArray<decimal> BandsBps,
    int LevelsPerSide,
    ImmutableArray<MarketModel.Depth> Markets)
{
    /// <summary>Where a header's settings have it.</summary>
    public const string Setting = "Market";

    private const decimal PercentInBps = 100m;
    private const int MostLevels = 50; // what a scenario may have
    private const decimal Most = 1_000_000_000_000_000_000m;

    /// <summary>A market's undisturbed depth.</summary>
    /// <param name="Market">The market.</param>
    /// <param name="Bid">Within 1 % below mid, quote.</param>
    /// <param name="Ask">Above it.</param>
    public sealed record Depth(string Market, decimal Bid, decimal Ask);

    /// <summary>Of a scenario; null when its market does not answer.</summary>
    public static MarketModel? Of(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return scenario is { Market: { } settings, Liquidity: { } liquidity }
            ? new MarketModel(
                settings,
                scenario.Seed,
                scenario.Start.UnixMs,
                liquidity.BandsBps,
                liquidity.LevelsPerSide,
                [
                    .. scenario.Markets.Select(instrument => new Depth(
                        instrument.Id.Value,
                        liquidity.Within(instrument.Id, Side.Buy, PercentInBps),
                        liquidity.Within(instrument.Id, Side.Sell, PercentInBps))),
                ])
            : null;
    }

    /// <summary>Of the run that a journal is of; null when its market did not answer, or the header is older than this.</summary>
    /// <param name="header">The journal's.</param>
    /// <param name="place">Where it is, for the error.</param>
    /// <exception cref="JournalException">Corrupt: there is one that no run wrote.</exception>
    public static MarketModel? Read(JournalHeader header, string place)
    {
        ArgumentNullException.ThrowIfNull(header);
        try
        {
            if (JsonNode.Parse(header.Settings) is not JsonObject settings || settings[Setting] is not { } written)
            {
                return null;
            }

            return written.Deserialize<MarketModel>() is { } model && model.IsSound()
                ? model
                : throw new JsonException("a part of it is missing, or is no figure of a market");
        }
        catch (JsonException) when (!header.Settings.Contains($"\"{Setting}\"", StringComparison.Ordinal))
        {
            return null; // settings of another kind
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentException or FormatException)
        {
            throw new JournalException(
                JournalFault.Corrupt,
                $"the header's market cannot be read ({fault.Message.TrimEnd('.')})",
                place,
                "restore the journal from a copy",
                fault);
        }
    }

    /// <summary>What its markets answer, before the first tick.</summary>
    internal AnsweringBook[] Books() =>
    [
        .. Markets.Select((market, i) => new AnsweringBook(
            Settings, (double)Settings.Volatilities[i], (double)market.Bid, (double)market.Ask, Seed, i)),
    ];

    /// <summary>What quotes are laid out by.</summary>
    internal DepthProfile Quotes() => new(BandsBps, [], ImmutableSortedDictionary<MarketId, decimal>.Empty, LevelsPerSide, Money.Zero);

    private bool IsSound() =>
        this is
        {
            Settings.Volatilities.IsDefault: false,
            BandsBps.IsDefaultOrEmpty: false,
            Markets.IsDefaultOrEmpty: false,
            LevelsPerSide: >= 1 and <= MostLevels,
        }
        && Settings.Volatilities.Length == Markets.Length
        && Settings.Volatilities.All(volatility => volatility is > 0m and < Most)
        && BandsBps.All(band => band is > 0m and < 10_000m)
        && Markets.All(market =>
            market is { Market: not null, Bid: >= 0m and < Most, Ask: >= 0m and < Most } && Identifier.IsValid(market.Market))
        && Markets.DistinctBy(market => market.Market).Count() == Markets.Length
        && Settings is
        {
            BookExponent: > 0m and < Most,
            RefillHalfLifeSeconds: > 0m and < Most,
            ImpactHalfLifeSeconds: > 0m and < Most,
            PassThrough: >= 0m and <= 1m,
            OppositeDepth: >= 0m and <= 1m,
            PermanentShare: >= 0m and <= 1m,
            CollapseScatter: >= 0m and <= 100m,
            ImpactScale: >= 0m and < Most,
            LiquidationWeight: >= 0m and < Most,
            Walk: >= 0m and <= 100m,
            WalkScatter: >= 0m and <= 100m,
        };
}
