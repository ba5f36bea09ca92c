using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Populations;
using ExchangeActors.Scenarios.Probing;

namespace ExchangeActors.Scenarios.Tests.Probing;

/// <summary>A trader who arranges its accounts otherwise has the same positions and the same money as before.</summary>
public sealed class ReshapeTests : IDisposable
{
    private static readonly string Venue = $"venue={CrashScenario.Venue("bitmex")}";

    private readonly ScenarioFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Scenario Scenario() => _folder.Load(ScenarioFolder.Text(more: """
        "population": { "accounts": 300, "isolatedShare": 0.4, "wallets": { "least": 200, "tailIndex": 1.15, "cap": 1000000 },
          "longShare": 0.5 }
        """), Venue);

    [Fact]
    public void Every_probe_conserves_sizes_entries_and_money()
    {
        var scenario = Scenario();
        var reshape = new Reshape(scenario);
        var probed = 0;
        foreach (var account in Population.Generate(scenario))
        {
            var probes = new[]
            {
                reshape.Split(account, 2), reshape.Split(account, 7), reshape.IsolateAll(account), Reshape.CrossAll(account),
                    reshape.HideFree(account), reshape.WithdrawFree(account),
                reshape.Deposit(account),
            };
            foreach (var probe in probes.OfType<Reshaped>())
            {
                probed++;
                Assert.Equal(account.Deposit.Value, probe.Accounts.Sum(part => part.Deposit.Value) + probe.Outside.Value);
                Assert.Equal(Sizes([account]), Sizes(probe.Accounts));
                Assert.Equal(account.Id, probe.Accounts[0].Id);
                Assert.Equal(probe.Accounts.Length, probe.Accounts.Select(part => part.Id).Distinct().Count());
                Assert.All(probe.Accounts, part =>
                {
                    Assert.True(part.Deposit.Value >= part.Positions.Sum(position => position.IsolatedMargin?.Value ?? 0m),
                        part.ToString());
                    Assert.All(part.Positions, position => Assert.True(
                        Rounding.IsMultiple(position.Size.Value, 0.01m) && position.IsolatedMargin is not { Value: <= 0m },
                            position.ToString()));
                });
            }
        }

        Assert.True(probed > 1_000);
    }

    [Fact]
    public void Halves_differ_by_a_lot_at_most()
    {
        var scenario = Scenario();
        var reshape = new Reshape(scenario);

        var halves = Population.Generate(scenario).Select(account => reshape.Split(account, 2).Accounts).ToList();

        Assert.All(halves, pair => Assert.Equal(2, pair.Length));
        Assert.All(halves.Where(pair => pair[1].Positions.Length > 0), pair =>
            Assert.InRange(Math.Abs(pair[0].Positions[0].Size.Value - pair[1].Positions[0].Size.Value), 0m, 0.01m));
    }

    [Fact]
    public void Free_margin_is_what_initial_margin_leaves()
    {
        var scenario = _folder.Load(ScenarioFolder.Text(more: """
            "accounts": [
              { "id": "ann", "deposit": 100, "positions": [{ "market": "ETH-PERP", "size": 1, "entry": 1990 }] },
              { "id": "ben", "deposit": 100, "positions": [{ "market": "ETH-PERP", "size": -1, "entry": 1990 }] }]
            """), Venue);
        var reshape = new Reshape(scenario);
        var (ann, ben) = (scenario.Accounts[0], scenario.Accounts[1]);

        // Initial margin is 2 % of 2,000; ann has gained 10, ben lost 10.
        Assert.Equal((70m, 50m), (reshape.FreeMargin(ann), reshape.FreeMargin(ben)));
        Assert.Equal((30m, 70m), (reshape.WithdrawFree(ann)!.Accounts[0].Deposit.Value, reshape.WithdrawFree(ann)!.Outside.Value));
        Assert.Equal((65m, 35m), (reshape.HideFree(ann)!.Accounts[0].Deposit.Value, reshape.HideFree(ann)!.Accounts[1].Deposit.Value));
        Assert.Equal((210m, -110m), (reshape.Deposit(ann).Accounts[0].Deposit.Value, reshape.Deposit(ann).Outside.Value));
        Assert.Equal(100m, reshape.IsolateAll(ben)!.Accounts[0].Positions[0].IsolatedMargin!.Value.Value);
        Assert.Null(Reshape.CrossAll(ann));
    }

    private static List<(string, decimal, decimal)> Sizes(IEnumerable<OpeningAccount> accounts) =>
    [
        .. accounts.SelectMany(account => account.Positions).GroupBy(position => (position.Market, position.EntryPrice))
            .Select(group => (group.Key.Market.Value, group.Key.EntryPrice.Value, group.Sum(position => position.Size.Value))).Order(),
    ];
}
