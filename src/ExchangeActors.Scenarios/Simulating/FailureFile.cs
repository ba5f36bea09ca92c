using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ExchangeActors.Journal;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Simulating;

/// <summary>A failing seed, made small, as a file: what to repeat, and for a reader what it did.</summary>
public static class FailureFile
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Writes it and gives its path.</summary>
    /// <param name="folder">Where to; made if it is not there.</param>
    /// <param name="version">Of the program.</param>
    /// <param name="plan">The small plan.</param>
    /// <param name="result">What it gives.</param>
    /// <param name="bug">The planted bug; null for none.</param>
    public static string Write(string folder, string version, SimulationPlan plan, SimulationResult result, PlantedBug? bug = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(result);
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, bug is null ? $"seed-{plan.Seed}.json" : $"seed-{plan.Seed}-{bug.Name}.json");
        File.WriteAllText(path, JsonSerializer.Serialize(
            new
            {
                Program = version,
                plan.Seed,
                Plant = bug?.Name,
                Command = $"exchange simulate --repeat {path}",
                result.Failure,
                result.Hash,
                Faults = plan.Faults.On,
                Mix = plan.Faults,
                Kept = plan.Acts.Select(act => act.Number),
                plan.Acts,
                plan.Venue,
                Markets = plan.Markets.Select(Written),
                Traders = plan.Traders.Select(Written),
                Fund = plan.Fund.Value,
                LastEvents = result.LastEvents.Select(recorded =>
                    new
                    {
                        Id = recorded.Id.ToString(),
                        CausedBy = recorded.CausedBy.ToString(),
                        At = recorded.At.ToString(),
                        Event = recorded.Event.ToString()
                    }),
            },
            Options));
        return path;
    }

    /// <summary>The plan and the planted bug of a file: drawn from its seed, with the acts and the faults that it kept.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="JsonException">It is not such a file, or this version draws another world from its seed.</exception>
    public static (SimulationPlan Plan, PlantedBug? Bug) Read(string path)
    {
        using var document = JsonDocument.Parse(DiskFile.ReadAll(path, DocumentParser.MaxBytes));
        var root = document.RootElement;
        if (!root.TryGetProperty("seed", out var seed) || !root.TryGetProperty("kept", out var acts)
            || !root.TryGetProperty("mix", out var mix))
        {
            throw new JsonException("it has no \"seed\", \"kept\" and \"mix\" of a failing seed");
        }

        var kept = acts.EnumerateArray().Select(number => number.GetInt32()).ToHashSet();
        var plan = PlanDrawing.Draw(seed.GetUInt64());
        var name = root.TryGetProperty("plant", out var plant) ? plant.GetString() : null;
        plan = plan with { Acts = [.. plan.Acts.Where(act => kept.Contains(act.Number))], Faults = mix.Deserialize<FaultMix>(Options)! };
        foreach (var (part, drawn) in Parts(plan))
        {
            if (!root.TryGetProperty(part, out var stored) || !JsonElement.DeepEquals(
                stored, JsonSerializer.SerializeToElement(drawn, Options)))
            {
                throw new JsonException(
                    $"this version draws other \"{part}\" from seed {plan.Seed} than the file has; repeat it with the version that wrote "
                        + $"it");
            }
        }

        return (
            plan,
            name is null ? null : PlantedBugs.Find(name) ?? throw new JsonException($"no bug \"{name}\" can be planted"));
    }

    /// <summary>What a file tells of a world besides its seed, to see whether this version draws the same.</summary>
    private static (string Name, object Part)[] Parts(SimulationPlan plan) =>
        [("acts", plan.Acts), ("venue", plan.Venue), ("markets", plan.Markets.Select(Written)),
            ("traders", plan.Traders.Select(Written)), ("fund", plan.Fund.Value)];

    private static object Written(SimulatedMarket market) => new
    {
        Id = market.Instrument.Id.Value,
        Price = market.Price.Value,
        market.Instrument.TickSize,
        market.Instrument.LotSize,
        market.Instrument.QuoteTick,
        Tiers = market.Instrument.Tiers.Select(
            tier => new { Floor = tier.Floor.Value, tier.InitialMarginRate, tier.MaintenanceMarginRate }),
        market.Instrument.MakerFee,
        market.Instrument.TakerFee,
        market.Instrument.MarketOrderBand,
        market.Instrument.LimitOrderBand,
        OpenInterestCap = market.Instrument.OpenInterestCap?.Value,
        AccountOpenInterestCap = market.Instrument.AccountOpenInterestCap?.Value,
        market.Instrument.MarkPrice,
    };

    private static object Written(SimulatedTrader trader) => new
    {
        Id = trader.Id.Value,
        Deposit = trader.Deposit.Value,
        Positions = trader.Positions.Select(position => new
        {
            Market = position.Market.Value,
            Size = position.Size.Value,
            EntryPrice = position.EntryPrice.Value,
            IsolatedMargin = position.IsolatedMargin?.Value,
        }),
    };
}
