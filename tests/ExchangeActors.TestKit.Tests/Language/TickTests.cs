using ExchangeActors.TestKit.Failures;

namespace ExchangeActors.TestKit.Tests.Language;

/// <summary>A mark that a scenario names is the mark that the exchange has.</summary>
public sealed class TickTests : ExchangeTestKit
{
    [Fact]
    public async Task A_mark_between_two_ticks_is_refused_with_the_tick_that_would_do()
    {
        Given.Market("ABC").MarkedAt(3m);

        var fault = await Assert.ThrowsAsync<ScenarioException>(() => When.Mark("ABC").MovesTo(3.45m));

        Assert.Contains("3.45 is between two ticks of ABC (0.1)", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Tick(0.01m)", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_opening_mark_between_two_ticks_is_refused_as_well()
    {
        Given.Market("ABC").MarkedAt(3.45m);

        Assert.Contains(
            "3.45", (await Assert.ThrowsAsync<ScenarioException>(() => When.Mark("ABC").MovesTo(3m))).Message, StringComparison.Ordinal);
    }
}
