using ExchangeActors.Domain.Venues.Catalog;

namespace ExchangeActors.Journal;

/// <summary>Whose journal it is and what is needed to go on with it.</summary>
/// <param name="Scenario">The scenario's name.</param>
/// <param name="ScenarioHash">Hash of the scenario as it ran, settings included.</param>
/// <param name="Venue">Name of the venue profile.</param>
/// <param name="ProfileHash">Hash of the venue profile as it ran.</param>
/// <param name="Seed">The population's seed.</param>
/// <param name="CreatedBy">Version of the program that created the journal.</param>
/// <param name="Settings">What resuming needs, as JSON.</param>
/// <param name="Rules">What its decisions were taken by; null when the profile was composed in code, so that they cannot be taken again from the journal alone.</param>
public sealed record JournalHeader(
    string Scenario, string ScenarioHash, string Venue, string ProfileHash, long Seed, string CreatedBy, string Settings, RulesSpec? Rules = null);
