using System.Globalization;
using CsCheck;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Venues.Catalog;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Verifying;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Running;

namespace ExchangeActors.Review.Tests.Summaries;

/// <summary>
/// At the corners of what a scenario may say: it is refused with its place, or runs to an error of exactly 0, and what <c>run</c> says of
/// it is what <c>verify</c> says of its journal.
/// </summary>
public sealed class CornersTests : IDisposable
{
    private static readonly Gen<decimal> Step = Gen.OneOf(
        1e-28m, 1e-17m, 1e-16m, 1e-13m, 1e-12m, 4e-12m, 1e-9m, 1e-6m, 0.001m, 0.01m, 0.25m, 0.3m, 1m, 3m, 1e4m, 1e12m, 1e15m);

    private static readonly Gen<decimal> Money = Gen.OneOf(0m, 1e-28m, 1e-12m, 3e-12m, 0.01m, 1m, 1_000m, 999_999.999999999999m, 1e12m);

    private static readonly Gen<decimal> Rate = Gen.OneOf(0m, 1e-12m, 0.0005m, 0.5m, 0.999999999999m);

    private static readonly Gen<(decimal Tick, decimal Lot, decimal Quote, decimal Maker, decimal Taker)> Grid =
        Gen.Select(Step, Step, Step, Rate, Rate, (tick, lot, quote, maker, taker) => (tick, lot, quote, maker, taker));

    private static readonly Gen<(int Ticks, int Lots, decimal Deposit, decimal Other, decimal Fund)> Opening = Gen.Select(
        Gen.OneOf(1, 3, 100, 99_999, 1_000_000_000),
        Gen.OneOf(1, 7, 1_000, 1_000_000_000),
        Money,
        Money,
        Money,
        (ticks, lots, deposit, other, fund) => (ticks, lots, deposit, other, fund));

    private static readonly Gen<(decimal First, decimal Second, decimal Funding, int OrderLots, int OrderTicks)> Course = Gen.Select(
        Gen.OneOf(1m, 0.999m, 0.5m, 0.01m, 1.5m, 20m),
        Gen.OneOf(1m, 0.7m, 0.02m, 3m),
        Gen.OneOf(0m, 1m, -1m, 1e-12m, -0.0001m),
        Gen.OneOf(1, 5, 1_000_000),
        Gen.OneOf(1, 2, 100_000),
        (first, second, funding, lots, ticks) => (first, second, funding, lots, ticks));

    private readonly TestJournals _journals = new();

    public void Dispose() => _journals.Dispose();

    [Fact]
    public async Task Run_and_verify_agree_at_the_corners_of_the_bounds()
    {
        var (ran, refused) = (0, 0);
        await Gen.Select(Grid, Opening, Course, Gen.OneOf("bitmex", "hyperliquid", "percolator", "dydx-v4")).SampleAsync(
            async (grid, opening, course, venue) =>
            {
                var text = Scenario(grid, opening, course, venue);
                if (await Agree(text))
                {
                    Interlocked.Increment(ref ran);
                }
                else
                {
                    Interlocked.Increment(ref refused);
                }
            },
            iter: 400,
            threads: 1);

        Assert.True(ran > 20 && refused > 20, $"{ran} ran, {refused} were refused");
    }

    /// <summary>The two of the report: a product that a decimal rounds to nothing, and one that no amount is a multiple of.</summary>
    [Theory]
    [InlineData("0.01", "0.0000000000000000000000000001")]
    [InlineData("0.00000000000000001", "0.00000000000000001")]
    [InlineData("0.0000000000000001", "0.001")]
    public void A_product_of_lot_and_tick_that_is_too_fine_is_refused(string tick, string lot)
    {
        var text = Scenario(
            (decimal.Parse(tick, CultureInfo.InvariantCulture), decimal.Parse(lot, CultureInfo.InvariantCulture), 0.01m, 0m, 0m),
            (100, 1, 1_000m, 1_000m, 0m),
            (1m, 1m, 0m, 1, 1),
            "bitmex");
        var fault = Assert.Throws<InputException>(() => ScenarioLoader.Load(File(text)));
        Assert.All(fault.Problems, problem => Assert.True(problem.Line > 0, problem.ToString()));
    }

    private async Task<bool> Agree(string text)
    {
        var path = _journals.PathOf($"{Guid.NewGuid():N}.db");
        try
        {
            var scenario = ScenarioLoader.Load(File(text));
            var rules = new RulesSpec(scenario.VenueSpec, ScenarioRules.Pool, scenario.InsuranceFundFloor);
            var header = new JournalHeader(
                scenario.Name, scenario.Hash, scenario.Venue.Name, JournaledRules.HashOf(rules), 1, "0.1.0", "{}", rules);
            var invariants = new Invariants(ScenarioRules.Of(scenario));
            string live;
            List<(string, bool, decimal, string)> checks;
            using (var writer = JournalWriter.Create(path, header))
            {
                await using var runtime = new InMemoryRuntime(
                    ScenarioRules.Of(scenario),
                    recorded =>
                    {
                        invariants.Observe(recorded);
                        writer.Append(recorded);
                    });
                await new ScenarioRun(scenario, runtime).Run(null, CancellationToken.None);
                writer.Complete();
                var state = await runtime.State(CancellationToken.None);
                live = state.Hash();
                var results = invariants.Check(state);
                Assert.All(results, result => Assert.True(result is { Holds: true, Error: 0m }, $"{result}\n{text}"));
                checks = [.. results.Select(Figures)];
            }

            using var journal = ReviewedJournal.Open(path);
            var verification = Verifier.Run(journal, null, null, null, CancellationToken.None);
            Assert.True(verification.Holds, $"{verification.Findings.FirstOrDefault()}\n{text}");
            Assert.Equal(live, verification.StateHash);
            Assert.Equal(checks, verification.Invariants.Select(Figures));
            return true;
        }
        catch (InputException)
        {
            return false;
        }
        finally
        {
            System.IO.File.Delete(path);
        }
    }

    private static (string, bool, decimal, string) Figures(InvariantResult result) =>
        (result.Name, result.Holds, result.Error, result.Detail);

    private string File(string text)
    {
        var path = _journals.PathOf("corner.json");
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    private static string Scenario(
        (decimal Tick, decimal Lot, decimal Quote, decimal Maker, decimal Taker) grid,
        (int Ticks, int Lots, decimal Deposit, decimal Other, decimal Fund) opening,
        (decimal First, decimal Second, decimal Funding, int OrderLots, int OrderTicks) course,
        string venue)
    {
        var (entry, size) = (Times(grid.Tick, opening.Ticks), Times(grid.Lot, opening.Lots));
        return $$"""
            {
              "name": "corner", "seed": 1, "venue": "{{TestJournals.Venue(venue)}}", "start": "2025-10-10T21:00:00Z",
                "durationSeconds": 3, "tickMs": 1000,
              "markets": [{ "id": "X", "tickSize": {{Text(grid.Tick)}}, "lotSize": {{Text(grid.Lot)}}, "quoteTick": {{Text(grid.Quote)}},
                "makerFee": {{Text(grid.Maker)}}, "takerFee": {{Text(grid.Taker)}}, "markPrice": { "rule": "index", "maxJump": 0 },
                "tiers": [{ "floor": 0, "initialMarginRate": 0.02, "maintenanceMarginRate": 0.01 }] }],
              "prices": { "inline": [
                { "second": 0, "market": "X", "index": {{Text(entry)}} },
                { "second": 1, "market": "X", "index": {{Text(Times(entry, course.First))}} },
                { "second": 3, "market": "X", "index": {{Text(Times(entry, course.First * course.Second))}} }] },
              "insuranceFund": {{Text(opening.Fund)}},
              "accounts": [
                { "id": "long", "deposit": {{Text(opening.Deposit)}}, "positions": [{ "market": "X", "size": {{Text(size)}},
                  "entry": {{Text(entry)}} }] },
                { "id": "short", "deposit": {{Text(opening.Other)}}, "positions": [{ "market": "X", "size": {{Text(-size)}},
                  "entry": {{Text(entry)}} }] },
                { "id": "maker", "deposit": 1000000000000 }],
              "orders": [
                { "second": 0, "account": "maker", "action": "order", "market": "X", "side": "buy",
                  "quantity": {{Text(Times(grid.Lot, course.OrderLots))}}, "limit": {{Text(Times(grid.Tick, course.OrderTicks))}} },
                { "second": 1, "account": "short", "action": "order", "market": "X", "side": "sell", "quantity": {{Text(grid.Lot)}} },
                { "second": 2, "account": "long", "action": "withdraw", "amount": 0.000000000001 }],
              "funding": [{ "second": 2, "market": "X", "rate": {{Text(course.Funding)}} }]
            }
            """;
    }

    private static decimal Times(decimal a, decimal b)
    {
        try
        {
            return a * b;
        }
        catch (OverflowException)
        {
            return decimal.MaxValue;
        }
    }

    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}
