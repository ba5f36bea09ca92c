using System.Text.Json;
using System.Text.Json.Serialization;

namespace ExchangeActors.Scenarios.Tests.Documents;

/// <summary>What an error tells to write is what the schema gives, and the schema's defaults are those of the program.</summary>
public sealed class PasteTests : IDisposable
{
    private const string More = """
        "population": { "accounts": 5, "wallets": { }, "hedgedMakers": { } },
        "liquidity": { "bandsBps": [10], "knots": [{ "second": 0, "bid": [5], "ask": [5] }] }
        """;

    private static readonly JsonSerializerOptions Plain = new() { Converters = { new PlainDecimals() } };

    private readonly ScenarioFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("\"seed\": 7, ", "seed: is missing; add \"seed\": 1")]
    [InlineData("\"tickMs\": 1000,", "tickMs: is missing; add \"tickMs\": 5000")]
    [InlineData("\"lotSize\": 0.01,", "markets[0].lotSize: is missing; add \"lotSize\": 0.001")]
    [InlineData("\"start\": \"2025-10-10T21:00:00Z\", ", "start: is missing; add \"start\": \"2025-10-10T21:00:00Z\"")]
    public void What_is_missing_is_told_with_a_value_to_paste(string leftOut, string expected) =>
        Assert.Contains(
            expected,
            _folder.Refuse(ScenarioFolder.Text().Replace(leftOut, string.Empty, StringComparison.Ordinal)),
            StringComparison.Ordinal);

    [Fact]
    public void What_is_out_of_range_is_told_with_its_default() => Assert.Contains(
        "population.longShare: must be between 0 and 1, is 2; change the number; the default is 0.65",
        _folder.Refuse(ScenarioFolder.Text(more: """ "population": { "accounts": 5, "longShare": 2 } """)),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("population.longShare")]
    [InlineData("population.oppositeLegShare")]
    [InlineData("population.isolatedShare")]
    [InlineData("population.entryScatter")]
    [InlineData("population.marginBuffer")]
    [InlineData("population.wallets.least")]
    [InlineData("population.wallets.tailIndex")]
    [InlineData("population.wallets.cap")]
    [InlineData("population.hedgedMakers.share")]
    [InlineData("population.hedgedMakers.walletMultiple")]
    [InlineData("population.hedgedMakers.leverage")]
    [InlineData("liquidity.scale")]
    [InlineData("liquidity.depth")]
    [InlineData("liquidity.levelsPerSide")]
    [InlineData("liquidity.deposit")]
    [InlineData("markets[0].marketOrderBand")]
    [InlineData("markets[0].limitOrderBand")]
    [InlineData("markets[0].supportGroup")]
    [InlineData("markets[0].markPrice.rule")]
    [InlineData("markets[0].markPrice.basisSmoothing")]
    [InlineData("markets[0].markPrice.basisClamp")]
    [InlineData("markets[0].markPrice.maxJump")]
    [InlineData("markets[0].markPrice.confirmWithin")]
    [InlineData("markets[0].markPrice.maxHoldSeconds")]
    [InlineData("markets[0].markPrice.maxTradeAgeSeconds")]
    [InlineData("markets[0].markPrice.maxTradeLagSeconds")]
    [InlineData("insuranceFundFloor")]
    [InlineData("prices.staleAfterSeconds")]
    public void The_default_that_is_told_changes_nothing_when_it_is_written(string path)
    {
        var value = Default(path);
        var text = ScenarioFolder.Text(more: More);

        Assert.Equal(Told(_folder.Load(text)), Told(_folder.Load(text, $"{path}={value}")));

        static string Told(Scenario scenario) => string.Join(
            '\n',
            JsonSerializer.Serialize(scenario.Population, Plain),
            JsonSerializer.Serialize(scenario.Markets, Plain),
            JsonSerializer.Serialize(scenario.Liquidity! with { Scales = null! }, Plain),
            scenario.InsuranceFundFloor,
            scenario.StaleAfterSeconds);
    }

    /// <summary>The default as a message tells it: of a number that cannot be.</summary>
    private string Default(string path)
    {
        if (path.EndsWith(".rule", StringComparison.Ordinal))
        {
            return "index";
        }

        using var schema = JsonDocument.Parse(File.ReadAllText(
            ShippedFiles.Scenario("scenario.schema.json")));
        var at = schema.RootElement;
        foreach (var segment in path.Replace("[0]", string.Empty, StringComparison.Ordinal).Split('.'))
        {
            at = at.GetProperty("properties").GetProperty(segment);
            at = segment == "markets" ? schema.RootElement.GetProperty("$defs").GetProperty("market")
                : at.TryGetProperty("$ref", out var reference) ? schema.RootElement.GetProperty("$defs").GetProperty(
                    reference.GetString()!["#/$defs/".Length..])
                : at;
        }

        return at.GetProperty("default").GetRawText();
    }

    /// <summary>0.30 and 0.3 are one number.</summary>
    private sealed class PlainDecimals : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDecimal();

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value / 1.0000000000000000000000000000m);
    }
}
