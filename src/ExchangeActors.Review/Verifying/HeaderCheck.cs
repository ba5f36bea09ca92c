using ExchangeActors.Journal;

namespace ExchangeActors.Review.Verifying;

/// <summary>Whether what the header says of the rules is true of the rules in it.</summary>
internal static class HeaderCheck
{
    /// <summary>What is wrong; null when nothing is.</summary>
    public static Finding? Of(JournalHeader header)
    {
        if (header.Rules is not { } rules)
        {
            return null;
        }

        return header.Venue != rules.Venue.Name
            ? new Finding(Finding.Header, null, null, "the header names another venue than its rules", header.Venue, rules.Venue.Name)
            : header.ProfileHash != JournaledRules.HashOf(rules)
            ? new Finding(Finding.Header, null, null, "the header's profile hash is not that of its rules", header.ProfileHash,
                JournaledRules.HashOf(rules))
            : null;
    }
}
