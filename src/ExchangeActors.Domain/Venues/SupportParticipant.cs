using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues;

/// <summary>
/// An account that is designated to receive positions of liquidated accounts where the venue's backstop is <c>liquidity-support</c>; under
/// other venues an account like others.
/// </summary>
/// <param name="Account">Its id.</param>
/// <param name="TradesReduceOnly">
/// Its own orders only reduce, so that it opens nothing but what it is assigned (Deribit locks such accounts).
/// </param>
/// <param name="OnlyReduces">It takes only what reduces a position that it has.</param>
/// <param name="Limits">Shares of its equity by cooldown group, in place of the venue's; 0: nothing of the group.</param>
public sealed record SupportParticipant(
    AccountId Account, bool TradesReduceOnly, bool OnlyReduces, ImmutableSortedDictionary<int, decimal> Limits)
{
    /// <summary>As a venue has them that says no more than that it is one.</summary>
    public static SupportParticipant Of(AccountId account) => new(account, true, false, ImmutableSortedDictionary<int, decimal>.Empty);

    /// <summary>What is wrong with the terms; empty when nothing is.</summary>
    public IEnumerable<(string Field, string Problem)> Problems()
    {
        foreach (var (group, share) in Limits)
        {
            if (group is < 1 or > Instrument.SupportGroups)
            {
                yield return ($"limits.{group}", $"there are the cooldown groups 1 to {Instrument.SupportGroups}");
            }

            if (share is < 0m or > 1_000m)
            {
                yield return ($"limits.{group}", $"must be a share of equity in [0, 1000], is {Canonical.Text(share)}");
            }
        }
    }
}
