using System.Globalization;
using System.Text.Json;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues.Backstops;
using ExchangeActors.Domain.Venues.Catalog;
using ExchangeActors.Domain.Venues.Limits;
using ExchangeActors.Domain.Venues.Triggers;
using ExchangeActors.Journal;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Loading;

namespace ExchangeActors.Scenarios.Tests.Loading;

public sealed class VenueProfileTests : IDisposable
{
    private static readonly string[] Venues =
    [
        "aevo", "binance", "bitmex", "bulk", "bybit", "dango", "deribit", "deribit-linear", "drift-v2", "dydx-v4", "ethereal", "gmx-v2",
        "guarded", "hedge-aware", "htx", "hyperliquid", "mango-v4", "okx", "percolator", "pro-rata",
        "risk-aware-pro-rata",
    ];

    private readonly ScenarioFolder _folder = new();

    public static TheoryData<string> Shipped => [.. Venues];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_profiles_are_shipped() => Assert.Equal(
        Venues,
        Directory.EnumerateFiles(ShippedFiles.Folder("venues"), "*.json")
            .Where(file => !file.EndsWith(".schema.json", StringComparison.Ordinal))
            .Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Every_shipped_profile_loads_and_says_what_it_simplifies_and_where_its_rules_are_from(string name)
    {
        var file = VenueProfileLoader.Describe(ShippedFiles.Venue(name));

        Assert.Equal((name, name), (file.Name, file.Profile.Name));
        Assert.NotEmpty(file.Profile.Notes);
        Assert.NotEmpty(file.Profile.Sources);
        Assert.Equal(PolicyCatalog.Kinds.Order(StringComparer.Ordinal), file.Spec.Policies.Keys);
        Assert.All(file.Spec.Policies, policy => Assert.Equal(
            PolicyCatalog.Find(policy.Key, policy.Value.Policy)!.Settings.Select(setting => setting.Name).Order(StringComparer.Ordinal),
                policy.Value.Settings.Keys));
    }

    [Fact]
    public void Research_profiles_differ_from_bitmex_in_one_policy()
    {
        var bitmex = VenueProfileLoader.Describe(ShippedFiles.Venue("bitmex")).Spec.Policies;
        foreach (var (name, kind) in new[] { ("pro-rata", "allocation"), ("risk-aware-pro-rata", "allocation"),
            ("hedge-aware", "hedging"), ("guarded", "guard") })
        {
            var policies = VenueProfileLoader.Describe(ShippedFiles.Venue(name)).Spec.Policies;
            Assert.Equal([kind], policies.Where(policy => policy.Value.Policy != bitmex[policy.Key].Policy).Select(policy => policy.Key));
        }
    }

    [Fact]
    public void Venues_are_composed_as_documented()
    {
        Assert.Equal(new FundDrawdownTrigger(0.3m, 0.25m), VenueProfileLoader.LoadFile(ShippedFiles.Venue("bybit")).Trigger);
        Assert.Equal(new FundBelowPeakTrigger(0.7m), VenueProfileLoader.LoadFile(ShippedFiles.Venue("okx")).Trigger);
        Assert.Equal(new FillableLimit(1m, 1.5m), VenueProfileLoader.LoadFile(ShippedFiles.Venue("dydx-v4")).LiquidationLimit);
        Assert.Equal(500, VenueProfileLoader.LoadFile(ShippedFiles.Venue("dydx-v4")).Eligibility.MostTried);
        Assert.True(VenueProfileLoader.LoadFile(ShippedFiles.Venue("dango")).Backstop.MayOverdraw);
        Assert.True(Assert.IsType<TakeOverBackstop>(VenueProfileLoader.LoadFile(ShippedFiles.Venue("hyperliquid")).Backstop).Isolated);
        Assert.All(new[] { "drift-v2", "mango-v4", "deribit" }, name =>
            Assert.False(VenueProfileLoader.LoadFile(ShippedFiles.Venue(name)).Trigger.MayFire));
    }

    [Fact]
    public void The_schema_knows_every_policy_setting_and_range()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(ShippedFiles.Venue("venue.schema")));
        var properties = schema.RootElement.GetProperty("properties");
        var written = PolicyCatalog.Kinds.SelectMany(kind =>
            properties.GetProperty(kind).GetProperty("oneOf").EnumerateArray().Select(policy => $"{kind} {Written(policy)}"));

        Assert.Equal(PolicyCatalog.All.Select(Listed), written);
        Assert.Equal(
            new[] { "$schema", "name", "extends", "version", "notes", "sources", "marginCallLevel", "layers", "exhaustedBook", "limits" }
                .Concat(PolicyCatalog.Kinds).Order(StringComparer.Ordinal),
            properties.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            VenueProfileLoader.Describe(ShippedFiles.Venue("bitmex")).Spec.Limits.Keys,
            properties.GetProperty("limits").GetProperty("properties").EnumerateObject().Select(limit => limit.Name)
                .Order(StringComparer.Ordinal));

        static string Listed(PolicyEntry entry) => $"{entry.Kind} {entry.Name} \"{entry.Formula}\""
            + string.Concat(
                entry.Settings.Select(
                    setting =>
                    Setting(setting.Name, setting.IsWhole ? "integer" : "number", setting.Least, setting.Greatest, setting.Default)));

        static string Written(JsonElement policy) =>
            $"{policy.GetProperty("properties").GetProperty("policy").GetProperty("const").GetString()} "
                + $"\"{policy.GetProperty("description").GetString()}\""
            + string.Concat(policy.GetProperty("properties").EnumerateObject().Where(member => member.Name != "policy")
                .Select(member => Setting(
                member.Name,
                member.Value.GetProperty("type").GetString()!,
                member.Value.GetProperty("minimum").GetDecimal(),
                member.Value.GetProperty("maximum").GetDecimal(),
                policy.GetProperty("required").EnumerateArray().Any(required => required.GetString() == member.Name) ? null
                    : member.Value.GetProperty("default").GetDecimal())));

        static string Setting(string name, string type, decimal least, decimal greatest, decimal? fallback) => string.Create(
            CultureInfo.InvariantCulture, $"; {name} {type} {least:0.######} {greatest:0.######} {fallback:0.######}");
    }

    [Fact]
    public void A_profile_of_ones_own_may_lie_anywhere()
    {
        var path = _folder.Write("elsewhere/mine.json", Mine());

        Assert.Equal("mine", VenueProfileLoader.LoadNamed(path).Name);
        Assert.Equal(
            "mine", _folder.Load(ScenarioFolder.Text().Replace("\"test\"", "\"../elsewhere/mine.json\"", StringComparison.Ordinal))
                .Venue.Name);
    }

    [Fact]
    public void What_a_profile_says_decides_a_run_and_not_where_it_lies()
    {
        _folder.Write("venues/test.json", Mine());
        var text = ScenarioFolder.Text();
        var here = _folder.Load(text, $"venue={_folder.Write("here/mine.json", Mine())}").Hash;

        Assert.Equal(here, _folder.Load(text, $"venue={_folder.Write("there/other.json", Mine())}").Hash);
        Assert.NotEqual(
            here, _folder.Load(
                text, $"venue={_folder.Write("there/more.json", Mine().Replace("0.005", "0.006", StringComparison.Ordinal))}").Hash);
    }

    [Fact]
    public void A_file_that_does_not_exist_is_named_with_where_it_was_looked_for() =>
        Assert.Contains("there is no file \"gone.json\"; looked for ",
            Assert.Throws<InputException>(() => VenueProfileLoader.Describe("gone.json")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(
        "\"queue\"", "\"lottery\"",
            "mine.json:27: allocation.policy: \"lottery\" is unknown; there are: queue, pro-rata, contract-pro-rata")]
    [InlineData("\"fund-empty\", \"bookAttempts\": 12", "\"never\"", "mine.json:23: trigger.policy: \"never\" closes no winner")]
    [InlineData("\"bookAttempts\": 12", "\"bookAttempts\": 0", "mine.json:23: trigger.bookAttempts: must be between 1 and")]
    [InlineData("\"policy\": \"deficit\"", "\"polcy\": \"deficit\"", "mine.json:31: residual.policy: is missing")]
    [InlineData("\"guard\": { \"policy\": \"none\" },", "", "guard: is missing")]
    [InlineData(
        "\"absorb\"", "\"none\"", "mine.json:23: trigger.policy: \"fund-empty\" waits for a fund that the backstop \"none\" never spends")]
    [InlineData(
        "\"marginCallLevel\": 1.5", "\"marginCallLevel\": 1.5, \"layers\": [\"bok\", \"residual\"]",
        ": layers: \"bok\" is unknown; there are: book, backstop, fund, winners, residual")]
    [InlineData(
        "\"marginCallLevel\": 1.5", "\"marginCallLevel\": 1.5, \"layers\": [\"book\", \"residual\"]",
        ": layers: \"winners\" is missing, whom the trigger \"fund-empty\" closes")]
    [InlineData("\"marginCallLevel\": 1.5", "\"marginCallLevel\": 1.5, \"layers\": []", ": layers: must end with \"residual\"")]
    [InlineData("\"marginCallLevel\": 1.5", "\"marginCallLevel\": 1.5, \"layers\": \"book\"", ": layers: must be a list")]
    [InlineData("\"hedging\"", "\"hegding\"", "no property \"hegding\" is known here; did you mean \"hedging\"?")]
    public void A_profile_that_cannot_be_composed_is_refused_with_file_and_line(string written, string instead, string expected)
    {
        var path = _folder.Write("mine.json", Mine().Replace(written, instead, StringComparison.Ordinal));

        var fault = Assert.Throws<InputException>(() => VenueProfileLoader.Describe(path));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_order_of_the_layers_is_read_from_the_file_and_may_be_set_and_is_journalled_where_it_is_not_the_usual_one()
    {
        var path = _folder.Write("mine.json", Mine().Replace(
            "\"marginCallLevel\": 1.5",
            "\"marginCallLevel\": 1.5, \"layers\": [\"winners\", \"book\", \"residual\"]",
            StringComparison.Ordinal));

        var file = VenueProfileLoader.Describe(path);
        Assert.Equal("winners → book → residual", file.Profile.Layers.ToString());
        var changed = VenueProfileLoader.Change(file.Spec, null, ["profile.layers=[\"book\",\"winners\",\"residual\"]"]);
        Assert.Equal("book → winners → residual", changed.Profile.Layers.ToString());
        Assert.Equal(
            "winners → book → residual", VenueProfileLoader.Change(file.Spec, null, ["marginCallLevel=2"]).Profile.Layers.ToString());

        var rules = new RulesSpec(file.Spec, "main", Money.Zero);
        var written = JournaledRules.Write(rules);
        Assert.Contains("\"layers\":[\"winners\",\"book\",\"residual\"]", written, StringComparison.Ordinal);
        Assert.Equal(written, JournaledRules.Write(JournaledRules.Read(written, "here")));
        Assert.DoesNotContain(
            "layers", JournaledRules.Write(rules with { Venue = file.Spec with { Layers = null } }), StringComparison.Ordinal);
    }

    private static string Mine() => File.ReadAllText(ShippedFiles.Venue("bitmex"))
        .Replace("\"name\": \"bitmex\"", "\"name\": \"mine\"", StringComparison.Ordinal);
}
