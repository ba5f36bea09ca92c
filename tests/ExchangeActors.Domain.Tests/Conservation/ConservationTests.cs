using CsCheck;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Tests.Conservation;

public sealed class ConservationTests
{
    [Fact]
    public void Whatever_is_asked_of_the_exchange_no_money_no_size_and_no_command_is_lost_or_made() => RandomTrading.Histories(60).Sample(
        history =>
        {
            var exchange = new DisorderlyExchange(RandomTrading.Rules(), 0);
            RandomTrading.Open(exchange);
            exchange.Run();
            foreach (var act in history)
            {
                RandomTrading.Do(exchange, act);
                exchange.Run();
                exchange.AssertInvariants();
                AssertNobodyIsBrokenUnnoticed(exchange);
            }
        },
        iter: 400);

    [Fact]
    public void The_random_histories_reach_every_layer_of_the_waterfall()
    {
        var seen = new HashSet<Type>();
        RandomTrading.Histories(60).Sample(
            history =>
            {
                // Every other history by a venue that closes winners although the fund has money.
                var rules = RandomTrading.Rules();
                var exhausted = history.Length % 2 == 0 ? ExhaustedBook.TakeOver : ExhaustedBook.Deleverage;
                var exchange = new DisorderlyExchange(rules with { Profile = rules.Profile with { ExhaustedBook = exhausted } }, 0);
                RandomTrading.Open(exchange);
                foreach (var act in history)
                {
                    RandomTrading.Do(exchange, act);
                    exchange.Run();
                }

                lock (seen)
                {
                    seen.UnionWith(exchange.Events.Select(recorded => recorded.Event.GetType()));
                }
            },
            iter: 400,
            seed: "0000KOIPJyS4");
        Type[] expected =
        [
            typeof(MarginCallIssued), typeof(MarginCallCleared), typeof(AccountFrozen), typeof(LiquidationStarted),
                typeof(LiquidationStepFilled), typeof(LiquidationStepPostponed),
            typeof(InsuranceFundCredited), typeof(InsuranceFundDebited), typeof(DeleveragingRequested), typeof(PositionForceClosed),
                typeof(PositionTakenOver), typeof(DeficitBooked),
            typeof(FundingSettled), typeof(CancelRequested), typeof(QuotesWorking), typeof(LiquidationEnded), typeof(LiquidationClosed),
                typeof(LiquidationRechecked), typeof(LiquidationReviewed),
        ];
        Assert.Empty(expected.Except(seen).Select(type => type.Name));
    }

    /// <summary>At rest, whoever may still trade has the margin for it: a tick has found everybody whom it broke.</summary>
    private static void AssertNobodyIsBrokenUnnoticed(DisorderlyExchange exchange)
    {
        foreach (var account in exchange.State.Accounts.Values)
        {
            if (account.Kind != AccountKind.Trader || account.Status != AccountStatus.Active)
            {
                continue;
            }

            var cross = account.CrossMargin(exchange.Marks, exchange.Rules);
            Assert.True(cross.Maintenance.Value == 0m || cross.Equity >= cross.Maintenance,
                $"{account.Id} has equity {cross.Equity} below maintenance margin {cross.Maintenance}");
            foreach (var (market, position) in account.Positions)
            {
                if (position.IsolatedMargin is not null)
                {
                    var isolated = Account.IsolatedMarginOf(market, position, exchange.Marks, exchange.Rules);
                    Assert.True(isolated.Equity >= isolated.Maintenance,
                        $"{account.Id} in {market} has equity {isolated.Equity} below maintenance margin {isolated.Maintenance}");
                }
            }
        }
    }
}
