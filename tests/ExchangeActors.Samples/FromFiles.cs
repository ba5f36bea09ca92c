using ExchangeActors.TestKit.Files;

namespace ExchangeActors.Samples;

/// <summary>
/// Scenarios as files: what happens and, under <c>then</c>, what must come of it. The same file runs with <c>exchange run</c> and
/// <c>exchange test</c>.
/// </summary>
public sealed class FromFiles
{
    [Theory]
    [ScenarioFile("scenarios/a-winner-declines.json")]
    // With money of her own carol is closed too, and nobody is left with a loss.
    [ScenarioFile("scenarios/a-winner-declines.json", "accounts[2].deposit=1000", "then.deficit=0", "then.forcedCloses=2")]
    [ScenarioFile("config/scenarios/first-adl.json")]
    public Task What_a_file_says_comes_true_in_memory(ScenarioFile file) => file.Holds();

    [Theory]
    [ScenarioFile("scenarios/a-winner-declines.json")]
    [ScenarioFile("config/scenarios/first-adl.json")]
    public Task And_on_the_actors(ScenarioFile file) => file.HoldsOnTheActors();
}
