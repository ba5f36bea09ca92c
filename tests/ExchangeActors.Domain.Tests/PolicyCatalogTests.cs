using System.Collections.Immutable;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Tests;

public sealed class PolicyCatalogTests
{
    private static readonly VenueProfileSpec Good = new(
        "mine",
        3,
        ["a note"],
        1.5m,
        Policies(("sizing", "full"), ("bankruptcyPrice", "maintenance-weighted"), ("liquidationFee", "rate"), ("backstop", "absorb"), ("trigger", "fund-empty"), ("ranking", "bitmex"), ("allocation", "queue"), ("deleveragingPrice", "bankruptcy"))
            .SetItem("liquidationFee", Policy("rate", ("rate", 0.005m))),
        ImmutableSortedDictionary<string, decimal>.Empty.Add("liquidationsInFlight", 7m));

    [Fact]
    public void A_complete_profile_is_composed_with_its_settings_defaults_and_limits()
    {
        var profile = PolicyCatalog.Compose(Good, out var problems);
        Assert.Empty(problems);
        Assert.NotNull(profile);
        Assert.Equal(("mine", 3, 1.5m), (profile.Name, profile.Version, profile.MarginCallLevel));
        Assert.Equal(new RateFee(0.005m), profile.Fee);
        Assert.Equal(new FundEmptyTrigger(3), profile.Trigger);
        Assert.Equal(WaterfallLimits.Default with { LiquidationsInFlight = 7 }, profile.Limits);
    }

    [Fact]
    public void Every_policy_of_the_catalogue_answers_to_its_own_name() => Assert.All(PolicyCatalog.All, entry => Assert.Equal(
        entry.Name, entry.Create(entry.Settings.ToDictionary(setting => setting.Name, setting => setting.Default ?? setting.Least)).Name));

    [Fact]
    public void A_policy_that_does_not_exist_is_reported_with_those_that_do() =>
        Problem(Good with { Policies = Good.Policies.SetItem("backstop", Policy("vault")) }, "backstop.policy", "\"vault\" is unknown; there are: absorb, none");

    [Fact]
    public void A_kind_that_is_missing_is_reported_with_its_policies() =>
        Problem(Good with { Policies = Good.Policies.Remove("bankruptcyPrice") }, "bankruptcyPrice", "is missing; there are: account-equity, maintenance-weighted");

    [Fact]
    public void A_kind_that_does_not_exist_is_reported() =>
        Problem(Good with { Policies = Good.Policies.SetItem("colour", Policy("red")) }, "colour", "no such kind of policy");

    [Fact]
    public void A_setting_that_the_policy_does_not_take_is_reported() =>
        Problem(Good with { Policies = Good.Policies.SetItem("trigger", Policy("fund-empty", ("attempts", 3m))) }, "trigger.attempts", "it takes: bookAttempts");

    [Fact]
    public void A_setting_that_the_policy_needs_is_reported_when_it_is_missing() =>
        Problem(Good with { Policies = Good.Policies.SetItem("liquidationFee", Policy("rate")) }, "liquidationFee.rate", "is missing; \"rate\" needs it");

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    public void A_setting_out_of_range_is_reported_with_the_range(double rate) =>
        Problem(Good with { Policies = Good.Policies.SetItem("liquidationFee", Policy("rate", ("rate", (decimal)rate))) }, "liquidationFee.rate", "must be between 0 and 1");

    [Fact]
    public void A_margin_call_level_below_maintenance_margin_is_reported() => Problem(Good with { MarginCallLevel = 0.9m }, "marginCallLevel", "must be at least 1");

    [Theory]
    [InlineData("queueLength", 0, "must be a whole number of at least 1")]
    [InlineData("queueLength", 2.5, "must be a whole number of at least 1")]
    [InlineData("queueLength", 1e12, "must be a whole number of at least 1")]
    [InlineData("patience", 3, "is unknown; there are: liquidationsInFlight")]
    public void A_limit_that_is_none_is_reported(string name, double value, string problem) =>
        Problem(Good with { Limits = Good.Limits.SetItem(name, (decimal)value) }, $"limits.{name}", problem);

    [Fact]
    public void All_problems_are_reported_at_once()
    {
        PolicyCatalog.Compose(Good with { Policies = ImmutableSortedDictionary<string, PolicySpec>.Empty, MarginCallLevel = 0m }, out var problems);
        Assert.Equal(PolicyCatalog.Kinds.Length + 1, problems.Length);
    }

    private static void Problem(VenueProfileSpec spec, string path, string problem)
    {
        Assert.Null(PolicyCatalog.Compose(spec, out var problems));
        var (where, what) = Assert.Single(problems);
        Assert.Equal(path, where);
        Assert.Contains(problem, what, StringComparison.Ordinal);
    }

    private static ImmutableSortedDictionary<string, PolicySpec> Policies(params (string Kind, string Name)[] named) =>
        named.ToImmutableSortedDictionary(policy => policy.Kind, policy => Policy(policy.Name));

    private static PolicySpec Policy(string name, params (string Name, decimal Value)[] settings) =>
        new(name, settings.ToImmutableSortedDictionary(setting => setting.Name, setting => setting.Value));
}
