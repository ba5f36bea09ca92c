using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Running;
using ExchangeActors.Scenarios.Simulating;
using ExchangeActors.Scenarios.Testing;

namespace ExchangeActors.Scenarios.Tests.Running;

/// <summary>Liquidity-support participants through a scenario's file.</summary>
public sealed class LiquiditySupportScenarioTests : IDisposable
{
    private static readonly string Shipped = ShippedFiles.Scenario("deribit-linear.json");

    private readonly ScenarioFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_shipped_scenario_gives_the_figures_that_its_readme_works_out()
    {
        var scenario = ScenarioLoader.Load(Shipped);
        Assert.NotNull(scenario.Then.Supported);
        Assert.Equal(["lsp-1", "lsp-2"], scenario.Participants.Select(participant => participant.Account.Value));

        var result = await ScenarioTest.Run(scenario, CancellationToken.None);
        Assert.Empty(result.Differences);
    }

    [Theory]
    [InlineData("\"limits\": { \"1\": 0.15 }", "\"limits\": { \"8\": 0.15 }", "participant.limits.8: there are the cooldown groups 1 to 7")]
    [InlineData("\"limits\": { \"1\": 0.15 }", "\"limits\": { \"1\": -1 }", "participant.limits.1: must be a share of equity")]
    [InlineData("\"limits\": { \"1\": 0.15 }", "\"limits\": { \"rwa\": 1 }", "participant.limits.rwa: is no cooldown group")]
    [InlineData("\"limits\": { \"1\": 0.15 }", "\"limit\": 1", "no property \"limit\" is known here")]
    [InlineData("\"participant\": {}", "\"participant\": true", "participant")]
    [InlineData("\"participant\": {}", "\"participant\": { \"reduceOnly\": 1 }", "participant.reduceOnly")]
    [InlineData("\"supportGroup\": 1", "\"supportGroup\": 0", "supportGroup: must be 1 to 7, is 0")]
    [InlineData("\"supportGroup\": 1", "\"supportGroup\": 8", "supportGroup: must be 1 to 7, is 8")]
    [InlineData("\"supportGroup\": 1", "\"supportGroup\": 1.5", "supportGroup")]
    public void What_is_no_participant_and_no_group_is_refused_where_it_stands(string written, string instead, string problem)
    {
        var text = File.ReadAllText(Shipped);
        Assert.Contains(written, text, StringComparison.Ordinal);
        var path = _folder.Write("participants.json", text.Replace(written, instead, StringComparison.Ordinal));

        var fault = Assert.Throws<InputException>(() => ScenarioLoader.Load(path));
        Assert.Contains(problem, fault.Message, StringComparison.Ordinal);
        Assert.Matches(@"participants\.json:\d+:", fault.Message);
    }

    [Fact]
    public void Terms_change_the_scenarios_hash_and_are_journalled_with_the_rules()
    {
        var plain = ScenarioLoader.Load(Shipped);
        var other = ScenarioLoader.Load(Shipped, ["accounts.lsp-2.participant.limits.1=0.16"]);
        Assert.NotEqual(plain.Hash, other.Hash);

        var written = JournaledRules.Write(plain.RulesSpec);
        Assert.Equal(written, JournaledRules.Write(JournaledRules.Read(written, "here")));
        var rules = JournaledRules.Read(written, "here").With(ScenarioRules.Of(plain).Instruments);
        Assert.Equal(
            [0.1m, 0.15m, 0m], new[] { "lsp-1", "lsp-2", "alice" }.Select(account => rules.SupportShare(new AccountId(account), 1)));
        Assert.Equal(0.1m, rules.SupportShare(new AccountId("lsp-2"), 2));
        Assert.DoesNotContain(
            "\"participants\"", JournaledRules.Write(plain.RulesSpec with { Participants = [] }), StringComparison.Ordinal);
    }

    [Fact]
    public void Worlds_with_participants_hold_whatever_happens_and_no_window_is_exceeded()
    {
        var spec = VenueProfileLoader.Describe(ShippedFiles.Venue("deribit-linear")).Spec;
        var (accepted, declined, seeds) = (0, 0, 0);
        for (var seed = 1UL; seed <= 150; seed++)
        {
            var drawn = PlanDrawing.Draw(seed);
            var plan = drawn with { Venue = spec with { Limits = drawn.Venue.Limits } };
            var windows = new Dictionary<(string, int), (Moment Start, decimal Used)>();
            var result = Simulation.Run(plan, null, null, recorded =>
            {
                declined += recorded.Event is SupportDeclined ? 1 : 0;
                if (recorded.Event is not SupportAccepted e)
                {
                    return;
                }

                accepted++;
                var key = (recorded.Id.Stream.Id, e.Group);
                var open = windows.TryGetValue(key, out var window) && recorded.At < window.Start.PlusMs(300_000);
                var (start, used) = open ? window : (recorded.At, 0m);
                used += (e.Mark * e.Quantity).Value;
                Assert.InRange(used, 0m, plan.Rules().SupportShare(new AccountId(key.Id), e.Group) * e.Equity.Value);
                windows[key] = (start, used);
            });
            Assert.True(result.Failure is null, $"seed {seed}: {result.Failure}");
            seeds += windows.Count > 0 ? 1 : 0;
        }

        Assert.True(accepted > 20 && declined > 20 && seeds > 10, $"{accepted} accepted, {declined} declined, in {seeds} seeds");
    }
}
