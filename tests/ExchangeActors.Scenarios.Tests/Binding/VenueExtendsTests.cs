using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Loading;

namespace ExchangeActors.Scenarios.Tests.Binding;

/// <summary>A profile that says only what differs from another one.</summary>
public sealed class VenueExtendsTests : IDisposable
{
    private readonly ScenarioFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_not_written_is_the_named_profiles_and_what_is_written_replaces_it()
    {
        var file = Read(
            """
            { "name": "mine", "extends": "test", "liquidationFee": { "policy": "rate", "rate": 0.02 }, "trigger": { "bookAttempts": 3 } }
            """);
        var test = VenueProfileLoader.DescribeFile(_folder.PathOf("venues/test.json"));

        Assert.Equal(("mine", 1, "test"), (file.Profile.Name, file.Profile.Version, file.Extends));
        Assert.Equal(0.02m, file.Spec.Policies["liquidationFee"].Settings["rate"]);
        Assert.Equal(("fund-empty", 3m), (file.Spec.Policies["trigger"].Policy, file.Spec.Policies["trigger"].Settings["bookAttempts"]));
        Assert.All(
            test.Spec.Policies.Where(policy => policy.Key is not ("liquidationFee" or "trigger")),
            policy =>
            {
                Assert.Equal(policy.Value.Policy, file.Spec.Policies[policy.Key].Policy);
                Assert.Equal(policy.Value.Settings.AsEnumerable(), file.Spec.Policies[policy.Key].Settings.AsEnumerable());
            });
        Assert.Equal(test.Spec.Limits, file.Spec.Limits);
    }

    [Fact]
    public void Another_policy_takes_no_setting_of_the_one_that_it_replaces()
    {
        var file = Read(
            """
            { "name": "mine", "extends": "test", "liquidationFee": { "policy": "mark-notional", "rate": 0.001 },
              "sizing": { "policy": "fraction" } }
            """);

        Assert.Equal("fraction", file.Spec.Policies["sizing"].Policy);
        Assert.Equal(["fraction", "pauseMs", "threshold"], file.Spec.Policies["sizing"].Settings.Keys);
        Assert.Equal(["rate"], file.Spec.Policies["liquidationFee"].Settings.Keys);
    }

    [Fact]
    public void A_chain_is_followed_and_notes_are_added_to()
    {
        _folder.Write(
            "venues/middle.json", """{ "name": "middle", "version": 7, "extends": "test", "notes": ["middle"], "marginCallLevel": 2 }""");

        var file = Read("""{ "name": "mine", "extends": "middle", "notes": ["mine"] }""");

        Assert.Equal(["mine", "middle", "for tests"], file.Profile.Notes.AsEnumerable());
        Assert.Equal((2m, 1), (file.Profile.MarginCallLevel, file.Profile.Version));
    }

    [Fact]
    public void A_scenario_runs_under_it_and_may_change_it_further()
    {
        var path = _folder.Write("venues/mine.json", """{ "name": "mine", "extends": "test", "marginCallLevel": 3 }""");

        var scenario = _folder.Load(ScenarioFolder.Text(), $"venue={path}", "profile.liquidationFee.rate=0.25");

        Assert.Equal(
            ("mine", 3m, 0.25m),
            (scenario.Venue.Name, scenario.Venue.MarginCallLevel, scenario.VenueSpec.Policies["liquidationFee"].Settings["rate"]));
    }

    [Fact]
    public void The_same_rules_are_the_same_run_however_they_are_written()
    {
        var whole = ScenarioFolder.Venue.Replace("0.005", "0.01", StringComparison.Ordinal);
        var brief = _folder.Write(
            "venues/brief.json", """{ "name": "test", "version": 1, "extends": "test", "liquidationFee": { "rate": 0.01 } }""");

        Assert.Equal(
            _folder.Load(
                ScenarioFolder.Text(),
                $"venue={_folder.Write("other/whole.json", whole)}").Hash, _folder.Load(ScenarioFolder.Text(), $"venue={brief}").Hash);
    }

    [Theory]
    [
        InlineData(
            """{ "name": "mine", "extends": "tset" }""", "mine.json:1: extends: there is no venue profile \"tset\"; did you mean \"test\"?")
    ]
    [InlineData("""{ "name": "mine", "extends": 3 }""", "mine.json:1: extends: must be the name of a profile, is the number 3")]
    [InlineData("""{ "name": "mine", "extends": "mine.json" }""", "mine.json:1: extends: \"mine.json\" leads back to ")]
    [InlineData("""{ "name": "mine", "extends": "gone.json" }""", "mine.json:1: extends: there is no file \"gone.json\"")]
    [InlineData("""{ "extends": "test" }""", "mine.json:1: name: is missing")]
    [
        InlineData(
            """{ "name": "mine", "extends": "test", "hegding": { } }""", "no property \"hegding\" is known here; did you mean \"hedging\"?")
    ]
    [
        InlineData(
            """{ "name": "mine", "extends": "test", "liquidationFee": { "rate": -1 } }""",
            "mine.json:1: liquidationFee.rate: must be between 0 and")
    ]
    public void What_cannot_be_extended_is_refused_with_file_and_line(string text, string expected) => Assert.Contains(
        expected, Assert.Throws<InputException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_circle_of_profiles_is_refused()
    {
        _folder.Write("venues/there.json", """{ "name": "there", "extends": "mine" }""");

        Assert.Contains(
            "leads back to",
            Assert.Throws<InputException>(() => Read("""{ "name": "mine", "extends": "there" }""")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Remarks_are_no_settings_and_change_nothing()
    {
        var text = ScenarioFolder.Text();
        var remarked = text.Replace(
            "\"name\"", "\"$comment\": \"why\", \"$comment-2\": { \"any\": [1] },\n\"name\"", StringComparison.Ordinal);

        Assert.Equal(_folder.Load(text).Hash, _folder.Load(remarked).Hash);
        Assert.Contains(
            "small.json:2: comment: no property \"comment\" is known here",
            _folder.Refuse(text.Replace("\"name\"", "\"comment\": \"why\", \"name\"", StringComparison.Ordinal)),
            StringComparison.Ordinal);
    }

    private VenueProfileFile Read(string text) => VenueProfileLoader.DescribeFile(_folder.Write("venues/mine.json", text));
}
