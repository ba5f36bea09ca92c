using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Catalog;

/// <summary>
/// The rules of an exchange as a journal keeps them, so that its decisions can be taken again: everything but the instruments, which are
/// events.
/// </summary>
/// <param name="Venue">The venue's profile as it ran, with every change and default.</param>
/// <param name="Pool">Name of the insurance pool.</param>
/// <param name="FundFloor">The fund never goes below this.</param>
public sealed record RulesSpec(VenueProfileSpec Venue, string Pool, Money FundFloor)
{
    /// <summary>The liquidity-support participants; null or empty for none.</summary>
    public ImmutableArray<SupportParticipant>? Participants { get; init; }

    /// <summary>The rules with these instruments.</summary>
    /// <exception cref="ArgumentException">The profile names a policy or a setting that this version does not know.</exception>
    public ExchangeRules With(ImmutableSortedDictionary<MarketId, Instrument> instruments) =>
        PolicyCatalog.Compose(Venue, out var problems) is { } profile
            ? new ExchangeRules(instruments, profile, Pool, FundFloor)
            {
                Participants = (Participants ?? [])
                    .ToImmutableSortedDictionary(participant => participant.Account, participant => participant),
            }
            : throw new ArgumentException($"the venue profile \"{Venue.Name}\" cannot be used: {problems[0].Path}: {problems[0].Problem}");
}
