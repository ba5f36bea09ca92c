using System.Collections.Immutable;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Catalog;
using ExchangeActors.Domain.Venues.Fees;
using ExchangeActors.Domain.Venues.Triggers;
using static ExchangeActors.Domain.Tests.Fixtures.Specs;

namespace ExchangeActors.Domain.Tests.Venues.Catalog;

public sealed class PolicyCatalogTests
{
    [Fact]
    public void A_complete_profile_is_composed_with_its_settings_defaults_and_limits()
    {
        var profile = PolicyCatalog.Compose(Good, out var problems);
        Assert.Empty(problems);
        Assert.NotNull(profile);
        Assert.Equal(("mine", 3, 1.5m, "a note", "a page"), (
            profile.Name, profile.Version, profile.MarginCallLevel, profile.Notes[0], profile.Sources[0]));
        Assert.Equal(new RateFee(0.005m), profile.Fee);
        Assert.Equal(new FundEmptyTrigger(3), profile.Trigger);
        Assert.Equal(WaterfallLimits.Default with { LiquidationsInFlight = 7 }, profile.Limits);
    }

    [Fact]
    public void What_a_profile_leaves_out_is_shown_with_its_default()
    {
        var complete = PolicyCatalog.WithDefaults(Good);
        Assert.Equal(3m, complete.Policies["trigger"].Settings["bookAttempts"]);
        Assert.Equal(0.005m, complete.Policies["liquidationFee"].Settings["rate"]);
        Assert.Equal(1m, complete.Policies["severity"].Settings["theta"]);
        Assert.Equal((7m, 10_000m), (complete.Limits["liquidationsInFlight"], complete.Limits["queueLength"]));
        Assert.Equal(8, complete.Limits.Count);
        Assert.Equal(PolicyCatalog.Compose(Good, out _)! with { Notes = [], Sources = [] },
            PolicyCatalog.Compose(complete, out _)! with { Notes = [], Sources = [] });
    }

    [Fact]
    public void Every_policy_of_the_catalogue_answers_to_its_own_name() => Assert.All(PolicyCatalog.All, entry => Assert.Equal(
        entry.Name, entry.Create(entry.Settings.ToDictionary(setting => setting.Name, setting => setting.Default ?? setting.Least)).Name));

    [Fact]
    public void Every_policy_says_what_it_does_and_where_that_is_from_and_its_defaults_are_in_range()
    {
        Assert.Equal(15, PolicyCatalog.Kinds.Length);
        Assert.Equal(PolicyCatalog.All.Length, PolicyCatalog.All.Select(entry => (entry.Kind, entry.Name)).Distinct().Count());
        Assert.All(PolicyCatalog.All, entry => Assert.True(entry.Formula.Length > 0 && entry.Source.Length > 0, entry.Name));
        Assert.All(PolicyCatalog.All.SelectMany(entry => entry.Settings), setting =>
            Assert.InRange(setting.Default ?? setting.Least, setting.Least, setting.Greatest));
    }

    [Fact]
    public void Every_policy_of_the_domain_is_in_the_catalogue()
    {
        var written = typeof(IPolicy).Assembly.GetTypes().Where(
            type => type.IsClass && !type.IsAbstract && type.IsAssignableTo(typeof(IPolicy)));
        var listed = PolicyCatalog.All.Select(entry => entry.Create(
            entry.Settings.ToDictionary(setting => setting.Name, setting => setting.Default ?? setting.Least)).GetType());
        Assert.Equal(written.Select(type => type.Name).Order(StringComparer.Ordinal),
            listed.Select(type => type.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_policy_that_does_not_exist_is_reported_with_those_that_do() =>
        Problem(
            With("backstop", Policy("vault")), "backstop.policy",
            "\"vault\" is unknown; there are: absorb, absorb-overdraw, take-over, liquidator, liquidity-support, none");

    [Fact]
    public void A_kind_that_is_missing_is_reported_with_its_policies() => Problem(
        Good with { Policies = Good.Policies.Remove("bankruptcyPrice") }, "bankruptcyPrice",
            "is missing; there are: isolated, account-equity, maintenance-weighted");

    [Fact]
    public void A_kind_that_does_not_exist_is_reported() => Problem(With("colour", Policy("red")), "colour", "no such kind of policy");

    [Fact]
    public void A_setting_that_the_policy_does_not_take_is_reported() =>
        Problem(With("trigger", Policy("fund-empty", ("attempts", 3m))), "trigger.attempts", "it takes: bookAttempts");

    [Fact]
    public void A_setting_that_the_policy_needs_is_reported_when_it_is_missing() =>
        Problem(With("liquidationFee", Policy("rate")), "liquidationFee.rate", "is missing; \"rate\" needs it");

    [Fact]
    public void A_setting_that_must_be_whole_is_reported() =>
        Problem(With("trigger", Policy("fund-empty", ("bookAttempts", 2.5m))), "trigger.bookAttempts", "must be a whole number, is 2.5");

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    public void A_setting_out_of_range_is_reported_with_the_range(double rate) =>
        Problem(With("liquidationFee", Policy("rate", ("rate", (decimal)rate))), "liquidationFee.rate", "must be between 0 and 1");

    [Fact]
    public void A_margin_call_level_below_maintenance_margin_is_reported() =>
        Problem(Good with { MarginCallLevel = 0.9m }, "marginCallLevel", "must be at least 1");

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
        PolicyCatalog.Compose(Good with { Policies = ImmutableSortedDictionary<string, PolicySpec>.Empty, MarginCallLevel = 0m },
            out var problems);
        Assert.Equal(PolicyCatalog.Kinds.Length - PolicyCatalog.OptionalKinds.Length + 1, problems.Length);
    }

    [Fact]
    public void Who_closes_no_winner_needs_liquidators()
    {
        Problem(With("trigger", Policy("never")), "trigger.policy",
            "\"never\" closes no winner, so what the book leaves would stay open for ever under the backstop \"absorb\"");
        Fits(With(("trigger", Policy("never")), ("backstop", Policy("liquidator"))));
    }

    [Fact]
    public void Liquidators_who_take_everything_leave_a_trigger_nothing() =>
        Problem(With("backstop", Policy("liquidator")), "backstop.policy",
            "the trigger \"fund-empty\" could never fire; use the trigger \"never\"");

    [Theory]
    [InlineData("none", "fund-empty")]
    [InlineData("none", "fund-drawdown")]
    [InlineData("take-over", "fund-cannot-take")]
    [InlineData("take-over", "fund-below-peak")]
    public void A_trigger_of_the_fund_needs_a_fund_that_is_spent(string backstop, string trigger)
    {
        Problem(With(("backstop", Policy(backstop)), ("trigger", Policy(trigger))), "trigger.policy",
            $"\"{trigger}\" waits for a fund that the backstop \"{backstop}\" never spends on the book");
        Fits(With(("backstop", Policy(backstop)), ("trigger", Policy("negative-equity"))));
    }

    [Fact]
    public void A_drawdown_may_not_stop_before_it_starts() =>
        Problem(With("trigger", Policy("fund-drawdown", ("trigger", 0.3m), ("stop", 0.4m))), "trigger.stop",
            "0.4 is above the trigger of 0.3");

    [Fact]
    public void The_guard_of_the_deficit_needs_the_bankruptcy_price()
    {
        Problem(With(("guard", Policy("over-deleveraging")), ("deleveragingPrice", Policy("mark"))), "guard.policy",
            "the price here is \"mark\"");
        Fits(With("guard", Policy("over-deleveraging")));
    }

    [Fact]
    public void The_guard_of_the_pool_needs_a_lower_factor_to_stop_at() => Problem(
        With("guard", Policy("pnl-to-pool", ("maxFactor", 0.4m), ("minFactor", 0.5m))), "guard.minFactor",
            "0.5 is above the maxFactor of 0.4");

    [Fact]
    public void Shares_by_score_need_scores_above_zero()
    {
        Problem(With(("allocation", Policy("score-pro-rata")), ("eligibility", Policy("solvent"))), "allocation.policy",
            "the eligibility \"solvent\" queues them; use \"profitable\"");
        Fits(With("allocation", Policy("score-pro-rata")));
    }

    private static void Fits(VenueProfileSpec spec)
    {
        Assert.NotNull(PolicyCatalog.Compose(spec, out var problems));
        Assert.Empty(problems);
    }

    private static void Problem(VenueProfileSpec spec, string path, string problem)
    {
        Assert.Null(PolicyCatalog.Compose(spec, out var problems));
        var (where, what) = Assert.Single(problems);
        Assert.Equal(path, where);
        Assert.Contains(problem, what, StringComparison.Ordinal);
    }

    private static VenueProfileSpec With(string kind, PolicySpec policy) => With((kind, policy));

    private static VenueProfileSpec With(params (string Kind, PolicySpec Policy)[] changes) =>
        Good with { Policies = Good.Policies.SetItems(changes.Select(change => KeyValuePair.Create(change.Kind, change.Policy))) };
}
