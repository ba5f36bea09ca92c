using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues;

/// <summary>
/// What every decider knows from the start and never changes while the exchange runs: instruments, the venue's profile, the pool.
/// </summary>
/// <param name="Instruments">By market.</param>
/// <param name="Profile">The venue's waterfall.</param>
/// <param name="Pool">Name of the insurance pool that serves these markets.</param>
/// <param name="FundFloor">The fund never goes below this, unless the venue lets it.</param>
public sealed record ExchangeRules(ImmutableSortedDictionary<MarketId, Instrument> Instruments, VenueProfile Profile, string Pool,
    Money FundFloor)
{
    private const decimal VaultStep = 0.01m;

    /// <summary>The liquidity-support participants, by account.</summary>
    public ImmutableSortedDictionary<AccountId, SupportParticipant> Participants { get; init; } =
        ImmutableSortedDictionary<AccountId, SupportParticipant>.Empty;

    /// <summary>
    /// The participants in the order in which they take turns: that of their ids as they stand in the name of a liquidation, which
    /// pseudonyms keep.
    /// </summary>
    public ImmutableArray<AccountId> SupportTurns => [.. Participants.Keys.OrderBy(id => id.Value + "/", StringComparer.Ordinal)];

    /// <summary>The exchange's own account, which takes over what nobody could take.</summary>
    public AccountId TakeOverAccount => new($"exchange-{Pool}");

    /// <summary>The vaults that take positions over, in the order of their markets; none where the venue has none.</summary>
    public IEnumerable<AccountId> Vaults => Profile.Backstop.Vault is { } terms
        ? terms.Isolated ? Instruments.Keys.Select(VaultOf) : [VaultOf(default)]
        : [];

    /// <summary>The instrument of a market that is known to be listed.</summary>
    public Instrument this[MarketId market] => Instruments[market];

    /// <summary>The finest quote tick of all markets: amounts that belong to none are rounded to it.</summary>
    public decimal FinestQuoteTick { get; } = Instruments.IsEmpty ? 1m : Instruments.Values.Min(instrument => instrument.QuoteTick);

    /// <summary>The vault of a market.</summary>
    public AccountId VaultOf(MarketId market) => Profile.Backstop.Vault is { Isolated: true } ? new($"vault-{Pool}-{market}")
        : new($"vault-{Pool}");

    /// <summary>
    /// How the means against losses are split at the opening: what the venue gives its vaults comes out of the money meant for the fund, so
    /// that venues are compared with the same means. A vault's part is rounded down to hundredths; the rest stays in the fund.
    /// </summary>
    public (Money EachVault, Money Fund) SplitMeans(Money total)
    {
        var vaults = Vaults.Count();
        var each = vaults == 0 ? Money.Zero : new Money(Rounding.Down(total.Value * Profile.Backstop.Vault!.Share / vaults, VaultStep));
        return (each, total - (each * vaults));
    }

    /// <summary>The share of its equity that a participant may be assigned in a cooldown group within a window; 0 for others.</summary>
    public decimal SupportShare(AccountId account, int group) =>
        Profile.Backstop.Support is { } terms && Participants.TryGetValue(account, out var participant)
        ? participant.Limits.GetValueOrDefault(group, terms.Share)
        : 0m;

    /// <summary>True for a participant whose own orders only reduce.</summary>
    public bool TradesReduceOnly(AccountId account) =>
        Profile.Backstop.Support is not null && Participants.TryGetValue(account, out var participant) && participant.TradesReduceOnly;

    /// <summary>True for a vault's account.</summary>
    public bool IsVault(AccountId account) => Vaults.Contains(account);
}
