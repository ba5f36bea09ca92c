using System.Collections.Immutable;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Scenarios.Running;

/// <summary>The rules that a scenario's exchange runs by.</summary>
public static class ScenarioRules
{
    /// <summary>The one insurance pool of a scenario.</summary>
    public const string Pool = "main";

    /// <summary>Instruments, venue, pool, floor and liquidity-support participants.</summary>
    public static ExchangeRules Of(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return new ExchangeRules(
            scenario.Markets.ToImmutableSortedDictionary(instrument => instrument.Id, instrument => instrument),
            scenario.Venue,
            Pool,
            scenario.InsuranceFundFloor)
        {
            Participants = scenario.Participants
                .ToImmutableSortedDictionary(participant => participant.Account, participant => participant),
        };
    }
}
