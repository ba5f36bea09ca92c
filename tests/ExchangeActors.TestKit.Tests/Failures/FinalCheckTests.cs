using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.TestKit.Failures;
using ExchangeActors.TestKit.Language;

namespace ExchangeActors.TestKit.Tests.Failures;

/// <summary>The checks at the end of every scenario can fail, and do.</summary>
public abstract class FinalCheckTests(string broken) : WaterfallScenario
{
    public override async Task DisposeAsync()
    {
        try
        {
            await base.DisposeAsync();
        }
        catch (ScenarioException failure)
        {
            Assert.Contains(broken, failure.Message, StringComparison.Ordinal);
            return;
        }

        Assert.Fail($"no check failed; this should have: {broken}");
    }
}

public sealed class AnOverdrawnFundFails() : FinalCheckTests("Expected: the fund never goes below its floor")
{
    [Fact]
    public async Task Though_the_venue_allowed_it_when_it_happened()
    {
        var fickle = new Fickle { MayOverdraw = true };
        // Nobody is closed by force: the exchange takes the rest at the mark, and the fund pays what it does not have.
        Given.Venue(VenueProfiles.Default with { Backstop = fickle, Trigger = new Domain.Venues.Triggers.NeverTrigger() });
        GivenTheAccounts();
        await WhenTheMarkFalls();
        Then.NoMoneyWasLost();

        fickle.MayOverdraw = false;
        await When.Exchange.Crashes();
    }

    /// <summary>A policy that changes its mind, as none may.</summary>
    private sealed class Fickle : IBackstop
    {
        public string Name => "fickle";

        public bool MayOverdraw { get; set; }

        public Money Budget(Money available, Money worstCost) => worstCost;

        public TakeOverBy? Takes(UnfilledRest rest) => TakeOverBy.Liquidator;
    }
}

public sealed class APlannedWriteFaultThatNeverHappensFails() : FinalCheckTests("FailBeforeStoring of write 1000, there were")
{
    [Fact]
    public async Task In_memory()
    {
        Given.Journal.FailsBeforeStoring(write: 1_000);
        GivenTheAccounts();
        await WhenTheMarkFalls();
    }
}

public sealed class APlannedCrashThatNeverHappensFails() : FinalCheckTests("the crash of the exchange, ")
{
    [Fact]
    public async Task Of_the_exchange()
    {
        GivenTheAccounts();
        When.Exchange.CrashesAfter(messages: 10_000);
        await WhenTheMarkFalls();
    }
}

public sealed class AnEntityThatNeverComesToCrashFails() : FinalCheckTests("FailAfterStoring of the next write of account/nobody")
{
    [Fact]
    public async Task Of_an_entity()
    {
        GivenTheAccounts();
        When.Entity("account/nobody").Crashes();
        await WhenTheMarkFalls();
    }
}

public sealed class EntityCrashTests : WaterfallScenario
{
    [Theory]
    [InlineData("account/alice")]
    [InlineData("account/bob")]
    [InlineData("account/carol")]
    [InlineData("market/ETH-PERP")]
    [InlineData("liquidation/main")]
    [InlineData("deleveraging/ETH-PERP")]
    public async Task An_entity_that_crashes_in_the_midst_of_a_step_goes_on_from_its_journal(string entity)
    {
        GivenTheAccounts();
        await When.Account("maker").Bids("ETH-PERP", 2, at: 1_700);
        When.Entity(entity).Crashes();
        await When.Mark("ETH-PERP").MovesTo(1_700);

        Assert.Equal(1, Given.Journal.FaultsSoFar);
        ThenTheWinnersAreClosed();
    }

    [Fact]
    public async Task Or_once_its_write_is_lost()
    {
        GivenTheAccounts();
        await When.Account("maker").Bids("ETH-PERP", 2, at: 1_700);
        When.Entity("deleveraging/ETH-PERP").Crashes(Stored.No);
        await When.Mark("ETH-PERP").MovesTo(1_700);

        Assert.Equal(1, Given.Journal.FaultsSoFar);
        ThenTheWinnersAreClosed();
        Assert.Contains("There is no entity", Assert.Throws<ScenarioException>(() => When.Entity("bob")).Message, StringComparison.Ordinal);
    }
}
