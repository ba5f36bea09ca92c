using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Risk;

/// <summary>
/// What accounts have announced and their monitors have not acknowledged, of each account the newest: kept by whoever hosts the accounts,
/// where messages may get lost, and sent again until it is heard. Nothing of it is journalled: an account that starts again announces its
/// state. Not safe for concurrent use.
/// </summary>
public sealed class Announcements
{
    private readonly SortedDictionary<AccountId, Envelope> _open = [];

    /// <summary>Announcements that were not heard of, in the order of the accounts.</summary>
    public IReadOnlyCollection<Envelope> Open => _open.Values;

    /// <summary>The announcement of one account; null when its monitor knows it.</summary>
    public Envelope? Of(AccountId account) => _open.GetValueOrDefault(account);

    /// <summary>Takes note of an announcement that is sent; anything else that is sent changes nothing.</summary>
    public void Note(Envelope sent)
    {
        ArgumentNullException.ThrowIfNull(sent);
        if (sent.Body is AccountRisk risk && !(_open.TryGetValue(risk.Account, out var known)
            && ((AccountRisk)known.Body).Version > risk.Version))
        {
            _open[risk.Account] = sent;
        }
    }

    /// <summary>A monitor has heard of an account's version.</summary>
    public void Heard(RiskHeard heard)
    {
        ArgumentNullException.ThrowIfNull(heard);
        if (_open.TryGetValue(heard.Account, out var known) && ((AccountRisk)known.Body).Version <= heard.Version)
        {
            _open.Remove(heard.Account);
        }
    }

    /// <summary>An account that was lost with what it had announced.</summary>
    public void Forget(AccountId account) => _open.Remove(account);
}
