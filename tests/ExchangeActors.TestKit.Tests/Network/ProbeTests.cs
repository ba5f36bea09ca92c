using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.TestKit.Failures;

namespace ExchangeActors.TestKit.Tests.Network;

public sealed class ProbeTests : WaterfallScenario
{
    [Fact]
    public async Task A_probe_sees_the_messages_between_the_actors_in_the_order_of_the_waterfall()
    {
        GivenTheAccounts();
        var probe = ProbeMessages();

        await WhenTheMarkFalls();

        await probe.Expect<OpenLiquidation>(open => open.Account.Value == "alice");
        await probe.Expect<Deleverage>();
        var first = await probe.ExpectForceClose("carol", 4, at: 1_782);
        Assert.Equal(1, first.Rank);
        await probe.ExpectForceClose("bob", 4, at: 1_782);
        probe.SawNo<ChargeLoss>();
        ThenTheWinnersAreClosed();
    }

    [Fact]
    public async Task What_a_probe_did_not_see_is_told_with_what_it_saw()
    {
        GivenTheAccounts();
        var probe = ProbeMessages();
        await WhenTheMarkFalls();

        var failure = await Assert.ThrowsAsync<ScenarioException>(() => probe.ExpectForceClose("bob"));
        Assert.Contains("deleveraging/ETH-PERP asks carol to close 4 at 1782, rank 1", failure.Message, StringComparison.Ordinal);
        Assert.Throws<ScenarioException>(probe.SawNo<ForceClose>);
    }
}
