using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Accounts;

/// <summary>
/// What an account tells its risk monitor when something that matters to its risk has changed: its state, at a version. A late one is
/// harmless, since a monitor keeps the highest version; nothing of it is journalled.
/// </summary>
/// <param name="State">The account, as far as a margin check and a ranking look at it.</param>
public sealed record AccountRisk(Account State) : Message
{
    /// <summary>What an account tells of itself: all but what it owes, and the commands that it has seen.</summary>
    public static AccountRisk Of(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return new AccountRisk(account with { Commands = CommandLog.Empty, Outbox = Outbox.Empty });
    }

    /// <summary>The account.</summary>
    public AccountId Account => State.Id;

    /// <summary>Events of the account.</summary>
    public long Version => State.Version;

    /// <summary>
    /// False while the account is frozen, and for the exchange's own account: no margin checks, no place in the ADL queue.
    /// </summary>
    public bool CanBeChecked => State.Status == AccountStatus.Active && State.Kind != AccountKind.Exchange;

    /// <summary>The open position in a market, or null.</summary>
    public Position? In(MarketId market) =>
        State.Positions.TryGetValue(market, out var position) && !position.Size.IsZero ? position : null;
}
