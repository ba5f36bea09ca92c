using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.TestKit.Files;

namespace ExchangeActors.Samples;

/// <summary>
/// The crash of 10 October 2025 on the day's prices, with fewer accounts and a step of 15 seconds: the whole waterfall. Figures of such a
/// run are not looked at one by one; what is asserted is what must be true of any: who was closed by force, at which prices, for whom, and
/// where the money went.
/// </summary>
public sealed class OctoberTenth
{
    [Theory]
    [ScenarioFile("config/scenarios/oct-10-2025.json", "population.accounts=1500", "insuranceFund=10000", "durationSeconds=1320",
        "tickMs=15000")]
    public async Task The_book_then_the_fund_then_winners_pay_for_the_crash(ScenarioFile file)
    {
        var run = await file.Holds();

        var liquidated = run.Events<LiquidationStarted>().ToList();
        Assert.True(liquidated.Count > 50, $"{liquidated.Count} liquidations");
        Assert.All(liquidated, started => Assert.True(started.Equity < started.MaintenanceMargin));
        Assert.Contains(run.Events<LiquidationStepFilled>(), step => step.Filled.Value > 0m);

        // The fund: what came in and went out is what is left, and it never owed.
        var pool = run.State.Pool("main");
        var (paid, earned) = (run.Events<InsuranceFundDebited>().Sum(debit => debit.Amount.Value),
            run.Events<InsuranceFundCredited>().Sum(credit => credit.Amount.Value));
        Assert.True(paid > 0m);
        Assert.Equal(pool.Seeded.Value + earned - paid, pool.Balance.Value);
        Assert.All(run.Events<InsuranceFundDebited>(), debit => Assert.True(debit.Balance.Value >= 0m));

        // ADL: every winner is closed at the bankruptcy price of the one whom it was closed for, and in profit at the mark.
        var closes = run.Events<PositionForceClosed>().ToList();
        Assert.NotEmpty(closes);
        var asked = run.Events<DeleveragingOpened>().ToDictionary(opened => opened.Id);
        Assert.All(closes, close =>
        {
            var request = asked[close.Step.Deleveraging];
            Assert.Equal((request.BankruptcyPrice, request.Account), (close.Price, close.Bankrupt));
            Assert.True(close.Quantity <= close.Requested);
        });
        Assert.Equal(closes.Sum(close => close.Quantity.Value),
            run.Events<DeleveragingCompleted>().Sum(completed => completed.Closed.Value));

        // Contracts: as many long as short, in every market.
        Assert.All(
            run.State.Accounts.Values.SelectMany(account => account.Positions).GroupBy(position => position.Key), market =>
                Assert.Equal(0m, market.Sum(position => position.Value.Size.Value)));
    }
}
