using ExchangeActors.Domain.Accounts;
using ExchangeActors.TestKit.Failures;

namespace ExchangeActors.TestKit.Tests.Language;

/// <summary>
/// Participants take a bankrupt position; the end is the same whatever goes wrong on the way. At 1700 alice's ten go at 1700 · 0.9995 =
/// 1699.15: 5.88
/// are a tenth of lsp-1's equity, the other 4.12 lsp-2 has room for. Alice owes 828.50, which the fund pays.
/// </summary>
public sealed class LiquiditySupportTests : ExchangeTestKit
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Messages_that_get_lost_arrive_twice_or_late_change_nothing(int seed)
    {
        GivenTheAccounts();
        Given.Network.Seed(seed).Loses(0.15).Duplicates(0.2).Delays(0.1, upTo: TimeSpan.FromMilliseconds(10));

        await When.Mark("ETH-PERP").MovesTo(1_700);

        ThenTheParticipantsHoldIt();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(12)]
    [InlineData(14)]
    public async Task A_crash_between_any_two_messages_changes_nothing(int message)
    {
        GivenTheAccounts();
        When.Exchange.CrashesAfter(message);

        await When.Mark("ETH-PERP").MovesTo(1_700);

        Assert.Equal(1, Given.Network.CrashesSoFar);
        ThenTheParticipantsHoldIt();
    }

    [Fact]
    public async Task A_participant_is_named_before_the_first_step_with_terms_that_make_sense()
    {
        var group = Assert.Throws<ScenarioException>(() => Given.Account("lsp").SupportsLiquidity(limits: (8, 0.1m)));
        Assert.Contains("limits.8", group.Message, StringComparison.Ordinal);
        GivenTheAccounts();
        await When.Mark("ETH-PERP").MovesTo(1_990);
        Given.Account("late").Deposits(1_000).SupportsLiquidity();

        var fault = await Assert.ThrowsAsync<ScenarioException>(() => When.Mark("ETH-PERP").MovesTo(1_980));
        Assert.Contains("late: who supports liquidity is said before the first step", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_takes_nothing_leaves_it_to_the_others_and_its_own_orders_only_reduce()
    {
        GivenTheAccounts();
        Given.Account("lsp-0").Deposits(100_000).SupportsLiquidity(onlyReduces: true);
        await When.Account("lsp-1").IsRefused("participant-reduce-only").Bids("ETH-PERP", 1, at: 1_990);

        await When.Mark("ETH-PERP").MovesTo(1_700);

        Then.Events<SupportDeclined>().Single("by the one that only reduces", declined => declined.Code == "nothing-to-reduce");
        ThenTheParticipantsHoldIt();
    }

    private void GivenTheAccounts()
    {
        Given.Venue("deribit-linear");
        Given.Market("ETH-PERP").MarkedAt(2_000);
        Given.Account("alice").Deposits(2_180).Long("ETH-PERP", 10, at: 2_000);
        Given.Account("bob").Deposits(100_000).Short("ETH-PERP", 10, at: 2_000);
        Given.Account("lsp-1").Deposits(100_000).SupportsLiquidity();
        Given.Account("lsp-2").Deposits(100_000).SupportsLiquidity(limits: (6, 0.2m));
        Given.InsuranceFund(1_000);
    }

    private void ThenTheParticipantsHoldIt()
    {
        Then.Account("lsp-1").HasPosition("ETH-PERP", 5.88m);
        Then.Account("lsp-2").HasPosition("ETH-PERP", 4.12m);
        Then.Account("alice").HasWallet(0).HasNoPosition();
        Then.Account("bob").HasPosition("ETH-PERP", -10);
        Then.Fund.Is(171.5m);
        Then.Deficit.Is(0);
        Then.Journal.IsWhole();
        Then.NoMoneyWasLost();
    }
}
