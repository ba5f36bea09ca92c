using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Backstops;
using ExchangeActors.Domain.Venues.Guards;
using ExchangeActors.Domain.Venues.Limits;
using ExchangeActors.Domain.Venues.Prices;
using ExchangeActors.Domain.Venues.Ranking;
using ExchangeActors.Domain.Venues.Sizing;
using ExchangeActors.Domain.Venues.Triggers;

namespace ExchangeActors.Domain.Tests.Venues;

/// <summary>
/// What waterfalls have that the default one has not, in figures worked out by hand. Alice is long 10 from 2000 with 2180: bankrupt at
/// 1782; at 1700 her equity is −820.
/// </summary>
public sealed class VenueWaterfallTests
{
    [Fact]
    public void A_social_loss_is_paid_by_every_contract_of_both_sides()
    {
        using var exchange = Bankrupt(TestProfiles.SocialLoss);

        // The liquidator takes 10 at 1700, which leaves 820 to the traders' 5 longs and 15 shorts: 41 each. The liquidator, who stands
        // for those outside, shares nothing.
        var spread = Assert.Single(exchange.All<LossSocialized>());
        Assert.Equal((820m, 5m, 15m), (spread.Loss.Value, spread.OpenInterestLong.Value, spread.OpenInterestShort.Value));
        Assert.Equal((10_000m - 410m, 5_000m - 205m, 5_000m - 205m), (exchange["bob"].Wallet.Value, exchange["carol"].Wallet.Value,
            exchange["dave"].Wallet.Value));
        Assert.Equal((0m, 820m, 0m), (exchange.Pool.Deficit.Value, exchange.Pool.Shared.Value, exchange.Pool.Balance.Value));
        Assert.Equal("shared", Assert.Single(exchange.All<LossSharingEnded>()).Reason);
        Assert.Equal(10m, exchange[exchange.Rules.TakeOverAccount.Value].Positions[new MarketId("ETH-PERP")].Size.Value);
    }

    [Fact]
    public void Winners_share_a_loss_in_proportion_to_their_profit_and_what_is_collected_is_the_loss()
    {
        using var exchange = Bankrupt(TestProfiles.WinnersShare);

        // Profits at 1700: bob 3000, carol 250; dave loses. 3000 · 820/3250 = 756.923076…, 250 · 820/3250 = 63.076923…; the tick left
        // over is bob's, whose remainder is larger.
        Assert.Equal((10_000m - 756.923077m, 5_000m - 63.076923m, 5_000m), (exchange["bob"].Wallet.Value, exchange["carol"].Wallet.Value,
            exchange["dave"].Wallet.Value));
        Assert.Equal((0m, 0m), (exchange.Pool.Deficit.Value, exchange.Pool.Balance.Value));
    }

    [Fact]
    public void A_share_beyond_an_accounts_equity_stays_a_deficit()
    {
        using var exchange = new ExchangeFixture(Rules(TestProfiles.SocialLoss));
        exchange.Open("alice", 2_180m, ("ETH-PERP", 10m, 2_000m));
        exchange.Open("bob", 0m, ("ETH-PERP", -10m, 1_685m));
        exchange.Mark("ETH-PERP", 1_600m);

        // Alice owes 1820. Bob, the only trader left, has 850 and pays all of it.
        Assert.Equal((970m, 850m), (exchange.Pool.Deficit.Value, exchange.Pool.Shared.Value));
        Assert.Equal("accounts-could-not-pay", Assert.Single(exchange.All<LossSharingEnded>()).Reason);
    }

    [Fact]
    public void A_shared_vault_keeps_winners_open_with_the_collateral_of_its_siblings_and_an_isolated_one_does_not()
    {
        using var shared = Vaults(isolated: false, 20_000m);
        Assert.Equal("vault-main", Assert.Single(shared.All<PositionTakenOver>()).Taker.Value);
        Assert.Empty(shared.All<PositionForceClosed>());
        // It inherited 10 at 1782 and stands at 1700.
        Assert.Equal(20_000m - 820m, shared["vault-main"].CrossMargin(shared.Marks, shared.Rules).Equity.Value);

        using var isolated = Vaults(isolated: true, 200m);
        Assert.Equal("vault-main-ETH-PERP", Assert.Single(isolated.All<PositionTakenOver>()).Taker.Value);
        // At 1840 it has 200 + 580 = 780 for a margin of 920: liquidated itself, bankrupt at 1762, and at 1700 deleveraged there.
        var close = Assert.Single(isolated.All<PositionForceClosed>());
        Assert.Equal(("vault-main-ETH-PERP", 10m, 1_762m), (close.Bankrupt.Value, close.Quantity.Value, close.Price.Value));
        Assert.Equal(0m, isolated["vault-main-ETH-PERP"].Wallet.Value);
    }

    [Fact]
    public void A_drawdown_of_the_fund_closes_winners_while_it_still_has_money()
    {
        using var exchange = new ExchangeFixture(
            Rules(TestProfiles.Drawdown with { Limits = WaterfallLimits.Default, Sizing = new FullSizing() }));
        exchange.Open("alice", 872m, ("ETH-PERP", 4m, 2_000m));
        exchange.Open("dave", 218m, ("ETH-PERP", 1m, 2_000m));
        exchange.Open("bob", 10_000m, ("ETH-PERP", -5m, 2_000m));
        exchange.Open("maker", 100_000m);
        exchange.Fund(1_000m);
        exchange.Tick();
        exchange.Mark("ETH-PERP", 2_000m);
        exchange.Order("maker", "ETH-PERP", Side.Buy, 4m, 1_700m);
        exchange.Mark("ETH-PERP", 1_700m);
        exchange.Tick();

        // 4 · 82 = 328 of 1000 lost: beyond 30 %, with 672 left. Dave's one contract goes to bob.
        Assert.Equal(672m, exchange.Pool.Balance.Value);
        var requested = Assert.Single(exchange.All<DeleveragingRequested>());
        Assert.Equal(("fund-drawdown", 1_000m, 328m), (requested.Reason, requested.FundPeak.Value, requested.LossSincePeak.Value));
        Assert.Equal(
            (1m, 1_782m), (exchange.All<PositionForceClosed>().Single().Quantity.Value,
                exchange.All<PositionForceClosed>().Single().Price.Value));
    }

    [Fact]
    public void A_large_position_is_closed_by_a_fraction_then_pauses_then_goes_whole()
    {
        using var exchange = new ExchangeFixture(Rules(TestRules.Bitmex() with { Sizing = new FractionSizing(1_000m, 0.2m, 2_500) }));
        exchange.Open("alice", 2_180m, ("ETH-PERP", 10m, 2_000m));
        exchange.Open("bob", 10_000m, ("ETH-PERP", -10m, 2_000m));
        exchange.Open("maker", 100_000m);
        exchange.Fund(1_000m);
        exchange.Mark("ETH-PERP", 2_000m);
        exchange.Order("maker", "ETH-PERP", Side.Buy, 10m, 1_800m);
        exchange.Tick();
        exchange.Mark("ETH-PERP", 1_840m);
        Assert.Equal([2m], exchange.All<LiquidationStepRequested>().Select(step => step.Quantity.Value));
        Assert.Equal("pause", Assert.Single(exchange.All<LiquidationStepPostponed>()).Reason);
        exchange.Tick();
        Assert.Single(exchange.All<LiquidationStepRequested>());
        exchange.Tick();
        Assert.Equal([2m, 8m], exchange.All<LiquidationStepRequested>().Select(step => step.Quantity.Value));
        Assert.Empty(exchange["alice"].Positions);
    }

    [Fact]
    public void The_guard_closes_only_what_the_fund_cannot_pay_and_gives_the_rest_back_to_the_book()
    {
        using var exchange = new ExchangeFixture(Rules(TestRules.Bitmex(bookAttempts: 1) with { Guard = new OverDeleveragingGuard() }));
        exchange.Open("alice", 2_180m, ("ETH-PERP", 10m, 2_000m));
        exchange.Open("bob", 10_000m, ("ETH-PERP", -10m, 2_000m));
        exchange.Fund(410m);
        exchange.Mark("ETH-PERP", 2_000m);
        exchange.Mark("ETH-PERP", 1_700m);

        // 10 · 82 − 410 = 410 of deficit, 82 a contract: five are closed.
        Assert.Equal(5m, exchange.All<PositionForceClosed>().Sum(close => close.Quantity.Value));
        Assert.Equal("guard", Assert.Single(exchange.All<DeleveragingCompleted>()).Reason);
        Assert.Equal("guard", Assert.Single(exchange.All<LiquidationStepPostponed>()).Reason);
        Assert.Equal(5m, exchange["alice"].Positions[new MarketId("ETH-PERP")].Size.Value);
    }

    [Fact]
    public void A_guard_against_over_correction_counts_what_the_round_has_already_taken()
    {
        using var exchange = new ExchangeFixture(Rules(TestRules.Bitmex() with
        {
            Trigger = new BookExhaustedTrigger(),
            Ranking = new LargestPnlRanking(),
            DeleveragingPrice = new MarkDeleveragingPrice(),
            Guard = new PnlToPoolGuard(0.5m, 0.4m),
        }));
        exchange.Open("alice", 310m, ("ETH-PERP", 30m, 110m));
        foreach (var winner in new[] { "w1", "w2", "w3" })
        {
            exchange.Open(winner, 1_000m, ("ETH-PERP", -10m, 105m));
        }

        exchange.Fund(200m);
        exchange.Mark("ETH-PERP", 108m);
        exchange.Mark("ETH-PERP", 100m);

        // Winners have 150, the pool 200: above 0.5 of it. Down to 0.4, 80, there is room for 70: 50 of w1 and 20 of w2.
        Assert.Equal([("w1", 10m), ("w2", 4m)], exchange.All<ForceCloseConfirmed>()
            .Select(close => (close.Account.Value, close.Closed.Value)));
        Assert.Equal("guard", exchange.All<DeleveragingCompleted>().First().Reason);
    }

    [Fact]
    public void No_backstop_and_limit_go_on_for_ever_with_money_in_the_fund()
    {
        IBackstop[] backstops = [new AbsorbBackstop(), new OverdrawBackstop(), new NoBackstop(), new TakeOverBackstop(2m / 3m, 1m, true)];
        ILiquidationLimit[] limits = [new BudgetLimit(), new FillableLimit(1m, 1.5m), new SolventLimit()];
        IDeleveragingTrigger[] triggers = [new BookExhaustedTrigger(), new NegativeEquityTrigger(2), new NegativeEquityOrFundTrigger(),
            new FundEmptyTrigger(2)];
        foreach (var (backstop, limit, trigger) in backstops.SelectMany(
            backstop => limits.SelectMany(limit => triggers.Select(trigger => (backstop, limit, trigger)))))
        {
            using var exchange = new ExchangeFixture(
                Rules(TestRules.Bitmex() with { Backstop = backstop, LiquidationLimit = limit, Trigger = trigger }));
            foreach (var vault in exchange.Rules.Vaults)
            {
                exchange.Accepted(EntityRef.Account(vault), id => new OpenAccount(id, vault, AccountKind.Vault, new Money(100m), []));
            }

            exchange.Open("alice", 2_180m, ("ETH-PERP", 10m, 2_000m));
            exchange.Open("bob", 10_000m, ("ETH-PERP", -10m, 2_000m));
            exchange.Open("maker", 100_000m);
            exchange.Fund(300m);
            exchange.Mark("ETH-PERP", 2_000m);
            exchange.Order("maker", "ETH-PERP", Side.Buy, 10m, 1_720m);
            exchange.Mark("ETH-PERP", 1_830m);
            exchange.Mark("ETH-PERP", 1_700m);
            exchange.Tick();
            exchange.Tick();
        }
    }

    [Fact]
    public void While_a_deficit_is_booked_part_of_every_withdrawal_pays_it()
    {
        using var exchange = new ExchangeFixture(Rules(TestProfiles.WithdrawalHaircut));
        exchange.Open("alice", 2_180m, ("ETH-PERP", 10m, 2_000m));
        exchange.Open("bob", 10_000m, ("ETH-PERP", -10m, 2_000m));
        exchange.Mark("ETH-PERP", 2_000m);
        exchange.Mark("ETH-PERP", 1_700m);
        Assert.Equal((820m, 13_000m), (exchange.Pool.Deficit.Value, exchange["bob"].Wallet.Value));

        exchange.Accepted(EntityRef.Account(new AccountId("bob")), id => new Withdraw(id, new Money(400m), exchange.Marks));
        exchange.Run();
        Assert.Equal(
            (300m, 100m), (exchange.All<WithdrawalPaid>().Single().Amount.Value, exchange.All<WithdrawalPaid>().Single().Haircut.Value));
        exchange.Accepted(EntityRef.Account(new AccountId("bob")), id => new Withdraw(id, new Money(12_000m), exchange.Marks));
        Assert.Equal("withdrawal-pending", Assert.IsType<CommandRefused>(
            exchange.Send(EntityRef.Account(new AccountId("bob")), id => new Withdraw(id, new Money(1m), exchange.Marks))).Code);
        exchange.Run();

        // A quarter of 12,000 would be 3000; only the 720 left of the deficit are kept.
        Assert.Equal((0m, 820m, 600m), (exchange.Pool.Deficit.Value, exchange.Pool.Haircuts.Value, exchange["bob"].Wallet.Value));
        Assert.Equal(11_280m, exchange.All<WithdrawalPaid>().Last().Amount.Value);
    }

    [Fact]
    public void Many_small_withdrawals_lose_what_one_large_one_does()
    {
        using var exchange = new ExchangeFixture(TestRules.Of(
            TestRules.Instrument("ETH-PERP") with { QuoteTick = 0.01m }) with
        { Profile = TestProfiles.WithdrawalHaircut });
        exchange.Open("alice", 2_180m, ("ETH-PERP", 10m, 2_000m));
        exchange.Open("bob", 10_000m, ("ETH-PERP", -10m, 2_000m));
        exchange.Mark("ETH-PERP", 2_000m);
        exchange.Mark("ETH-PERP", 1_700m);
        for (var i = 1; i <= 41; i++)
        {
            exchange.Accepted(EntityRef.Account(new AccountId("bob")), id => new Withdraw(id, new Money(0.01m), exchange.Marks));
            exchange.Run();
            Assert.InRange(exchange.Pool.Haircuts.Value - (i * 0.01m * 0.25m), 0m, 0.0099m);
        }

        Assert.Equal(0.11m, exchange.Pool.Haircuts.Value);
    }

    private static ExchangeRules Rules(VenueProfile profile) => TestRules.Of(TestRules.Instrument("ETH-PERP")) with { Profile = profile };

    private static ExchangeFixture Bankrupt(VenueProfile profile)
    {
        var exchange = new ExchangeFixture(Rules(profile));
        exchange.Open("alice", 2_180m, ("ETH-PERP", 10m, 2_000m));
        exchange.Open("bob", 10_000m, ("ETH-PERP", -10m, 2_000m));
        exchange.Open("carol", 5_000m, ("ETH-PERP", 5m, 1_650m));
        exchange.Open("dave", 5_000m, ("ETH-PERP", -5m, 1_650m));
        exchange.Mark("ETH-PERP", 2_000m);
        exchange.Mark("ETH-PERP", 1_700m);
        return exchange;
    }

    private static ExchangeFixture Vaults(bool isolated, decimal capital)
    {
        var exchange = new ExchangeFixture(
            Rules(TestRules.Bitmex() with
            {
                Backstop = new TakeOverBackstop(2m / 3m, 1m, isolated),
                Trigger = new NegativeEquityTrigger(2)
            }));
        foreach (var vault in exchange.Rules.Vaults)
        {
            exchange.Accepted(EntityRef.Account(vault), id => new OpenAccount(id, vault, AccountKind.Vault, new Money(capital), []));
        }

        exchange.Open("alice", 2_180m, ("ETH-PERP", 10m, 2_000m));
        exchange.Open("bob", 10_000m, ("ETH-PERP", -10m, 2_000m));
        exchange.Mark("ETH-PERP", 2_000m);
        exchange.Mark("ETH-PERP", 1_840m);
        exchange.Mark("ETH-PERP", 1_700m);
        exchange.Tick();
        return exchange;
    }
}
