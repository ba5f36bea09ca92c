using ExchangeActors.Domain.Accounts;
using ExchangeActors.TestKit.Failures;
using ExchangeActors.TestKit.Language;

namespace ExchangeActors.TestKit.Tests.Failures;

public sealed class FailureTests : WaterfallScenario
{
    [Fact]
    public async Task A_failure_tells_what_was_expected_what_is_the_causes_and_the_waterfall()
    {
        GivenTheAccounts();
        await WhenTheMarkFalls();

        var failure = Assert.Throws<ScenarioException>(() => Then.Account("bob").WasForceClosed(4, at: 1_782).BecauseRanked(1));
        Assert.StartsWith("Expected: bob was force-closed ranked 1", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Actual:   2", failure.Message, StringComparison.Ordinal);
        Assert.Contains("MarkPriceUpdated", failure.Message, StringComparison.Ordinal);
        Assert.Contains("outside/test#", failure.Message, StringComparison.Ordinal);
        Assert.Contains("alice is liquidated: equity -820", failure.Message, StringComparison.Ordinal);
        Assert.Contains("ADL ranks 2 by bitmex, closes at 1782: 1. carol -4", failure.Message, StringComparison.Ordinal);
        Assert.Contains("the fund pays 164 and has 0", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_check_fails_when_it_does_not_hold()
    {
        GivenTheAccounts();
        await WhenTheMarkFalls();

        Action[] wrong =
        [
            () => Then.Account("alice").HasWallet(1),
            () => Then.Account("bob").HasNoPosition(),
            () => Then.Account("bob").HasPosition("ETH-PERP", -6),
            () => Then.Account("bob").HasEquity(0),
            () => Then.Account("bob").WasLiquidated(),
            () => Then.Account("bob").WasMarginCalled(),
            () => Then.Account("bob").WasNotForceClosed(),
            () => Then.Account("bob").WasForceClosed(6, at: 1_782),
            () => Then.Account("maker").WasForceClosed(1, at: 1_782),
            () => Then.Account("alice").WasNotLiquidated(),
            () => Then.Account("alice").WasLiquidated().BankruptAt("ETH-PERP", 1_783),
            () => Then.Fund.Is(1),
            () => Then.Deficit.IsAbove(0),
            () => Then.NobodyWasForceClosed(),
            () => Then.DeleveragingEnded("queue-exhausted"),
            () => Then.Events<Deposited>().Single(),
            () => Then.Journal.HasInOrder("account/alice", nameof(LiquidationEnded), nameof(LiquidationStarted)),
        ];
        Assert.All(wrong, check => Assert.Throws<ScenarioException>(check));
    }

    [Fact]
    public async Task A_refusal_that_was_not_expected_fails_the_step_and_so_does_a_missing_one()
    {
        GivenTheAccounts();
        var failure = await Assert.ThrowsAsync<ScenarioException>(() => When.Account("maker").Withdraws(100_001));
        Assert.Contains("insufficient", failure.Message, StringComparison.Ordinal);
        var missing = await Assert.ThrowsAsync<ScenarioException>(() => When.Account("maker").IsRefused("account-frozen").Withdraws(1));
        Assert.Contains("accepted", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_given_wrong_is_told_before_anything_happens()
    {
        Given.Market("ETH-PERP");
        Given.Account("alice").Deposits(1_000).Long("ETH-PERP", 1, at: 2_000);
        var oneSided = await Assert.ThrowsAsync<ScenarioException>(() => When.Mark("ETH-PERP").MovesTo(2_000));
        Assert.Contains("1 too many long", oneSided.Message, StringComparison.Ordinal);
        Assert.Contains("Given are: alice", Assert.Throws<ScenarioException>(() => When.Account("alise")).Message,
            StringComparison.Ordinal);
        Assert.Contains("There is no market", Assert.Throws<ScenarioException>(() => When.Mark("ETH")).Message, StringComparison.Ordinal);
        Assert.Contains("hyperliquid", Assert.Throws<ScenarioException>(() => VenueProfiles.Load("hyperlikwid")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vault_that_the_venue_does_not_have_is_told()
    {
        GivenTheAccounts();
        Given.Vault("ETH-PERP", 1_000);
        var none = await Assert.ThrowsAsync<ScenarioException>(() => When.Exchange.Opens());
        Assert.Contains("The venue \"bitmex\" has no vault", none.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_probes_own_condition_that_throws_is_not_taken_for_a_missing_message()
    {
        GivenTheAccounts();
        var probe = ProbeMessages();
        await WhenTheMarkFalls();
        await Assert.ThrowsAsync<DivideByZeroException>(() =>
            probe.Expect<Domain.Deleveraging.ForceClose>(_ => throw new DivideByZeroException()));
    }

    [Fact]
    public async Task An_exchange_that_gave_up_in_a_step_is_told_by_the_step()
    {
        GivenTheAccounts();
        await When.Exchange.Opens();
        // More failures in a row of one entity than the exchange puts up with.
        for (var write = 1; write <= 20; write++)
        {
            Given.Journal.Rejects(write);
        }

        await Assert.ThrowsAsync<Journal.JournalException>(() => When.Account("bob").Deposits(1));
    }
}
