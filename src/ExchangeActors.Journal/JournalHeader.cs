using System.Globalization;
using System.Security.Cryptography;
using System.Text;
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
/// <param name="Rules">What its decisions were taken by; null when the profile was composed in code, so that they cannot be taken again
/// from the journal alone.</param>
public sealed record JournalHeader(
    string Scenario, string ScenarioHash, string Venue, string ProfileHash, long Seed, string CreatedBy, string Settings,
        RulesSpec? Rules = null)
{
    /// <summary>Version of the file's layout: tables, payload framing, hash chain.</summary>
    public const int FormatVersion = 8;

    /// <summary>Version of the manifest table, raised with every manifest that is added.</summary>
    public const int SchemaVersion = 1;

    /// <summary>The header of a journal under other rules: it names their venue and has their hash.</summary>
    public JournalHeader Under(RulesSpec rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return this with { Venue = rules.Venue.Name, ProfileHash = JournaledRules.HashOf(rules), Rules = rules };
    }

    /// <summary>SHA-256 over every field, each with its length, hexadecimal: what a checkpoint holds of the header.</summary>
    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var field in new[] { Scenario, ScenarioHash, Venue, ProfileHash, Seed.ToString(CultureInfo.InvariantCulture), CreatedBy,
            Settings, Rules is null ? string.Empty : JournaledRules.Write(Rules) })
        {
            var text = Encoding.UTF8.GetBytes(field);
            hash.AppendData(BitConverter.GetBytes(text.Length));
            hash.AppendData(text);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Fails unless this is the journal of the same run: scenario, venue, their hashes, seed.</summary>
    /// <param name="expected">The run that is to go on.</param>
    /// <param name="place">Where the journal is, for the error.</param>
    /// <exception cref="JournalException">WrongScenario, naming the first difference.</exception>
    public void RequireSame(JournalHeader expected, string place)
    {
        ArgumentNullException.ThrowIfNull(expected);
        Require(Scenario == expected.Scenario, $"the journal belongs to scenario \"{Scenario}\", not to \"{expected.Scenario}\"", place);
        Require(Venue == expected.Venue, $"the journal was run under venue profile \"{Venue}\", not \"{expected.Venue}\"", place);
        Require(Seed == expected.Seed, $"the journal was run with seed {Seed}, not {expected.Seed}", place);
        Require(ScenarioHash == expected.ScenarioHash,
            $"the scenario \"{Scenario}\" or its settings have changed since the journal was begun", place);
        Require(ProfileHash == expected.ProfileHash, $"the venue profile \"{Venue}\" has changed since the journal was begun", place);
    }

    /// <summary>Fails unless this version of the program created the journal.</summary>
    /// <exception cref="JournalException">WrongVersion.</exception>
    internal void RequireVersion(string version, string place)
    {
        if (CreatedBy != version)
        {
            throw new JournalException(
                JournalFault.WrongVersion, $"version {CreatedBy} wrote the journal, this is version {version}", place,
                    $"resume it with version {CreatedBy}, or start a new journal");
        }
    }

    private static void Require(bool holds, string problem, string place)
    {
        if (!holds)
        {
            throw new JournalException(JournalFault.WrongScenario, problem, place,
                "resume with the original files, or start a new journal");
        }
    }
}
