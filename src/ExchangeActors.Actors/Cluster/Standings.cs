using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;

namespace ExchangeActors.Actors.Cluster;

/// <summary>
/// What is written beside the last event of each write, as the journal's tags, so that after a failover whoever has something to do is
/// found without reading the journal: that the entity owes something, and that the account has a position.
/// </summary>
internal static class Standings
{
    /// <summary>Something is owed.</summary>
    public const string Owes = "owes";

    /// <summary>The account has a position, so that its margin is watched.</summary>
    public const string Holds = "holds";

    /// <summary>The tags of a state.</summary>
    public static ImmutableHashSet<string> Of(bool owes, Account? account)
    {
        var tags = ImmutableHashSet<string>.Empty;
        if (owes)
        {
            tags = tags.Add(Owes);
        }

        return account is not null && Holding(account) ? tags.Add(Holds) : tags;
    }

    /// <summary>True for an account with a position.</summary>
    public static bool Holding(Account account)
    {
        foreach (var (_, position) in account.Positions)
        {
            if (!position.Size.IsZero)
            {
                return true;
            }
        }

        return false;
    }
}
