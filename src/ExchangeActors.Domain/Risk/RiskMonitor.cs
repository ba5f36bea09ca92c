using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Risk;

/// <summary>
/// Watches a slice of the accounts: whose margin could have broken at these marks, and who is in which ADL queue. A derived read model that
/// owns nothing: fed by what accounts announce, newest version wins, mutable for speed (a tick costs O(log n + crossed)). All bands of an
/// account are computed here, at one board, so their joint promise holds. Not safe for concurrent use.
/// </summary>
/// <param name="rules">Instruments and venue.</param>
internal sealed class RiskMonitor(ExchangeRules rules)
{
    private readonly Dictionary<AccountId, AccountRisk> _accounts = [];
    // Who left, by version: a late announcement raises nobody from the dead.
    private readonly Dictionary<AccountId, long> _left = [];
    private readonly Dictionary<MarketId, MarketRisk> _markets =
        rules.Instruments.Keys.ToDictionary(market => market, market => new MarketRisk(market, rules));
    // Asked to check their margin and not heard of since, or to be looked at with the next marks.
    private readonly HashSet<AccountId> _due = [];

    /// <summary>What it knows of a market; null where that is not listed.</summary>
    public MarketRisk? In(MarketId market) => _markets.GetValueOrDefault(market);

    /// <summary>What is known of an account; null when it has no position, or was not heard of.</summary>
    public AccountRisk? Known(AccountId account) => _accounts.GetValueOrDefault(account);

    /// <summary>The newest version of an account that was heard of; −1 for none.</summary>
    public long VersionOf(AccountId account) => Known(account)?.Version ?? _left.GetValueOrDefault(account, -1);

    /// <summary>
    /// Takes an announcement. True when the account has to check its margin at these marks; an announcement that is not newer than what is
    /// known changes nothing, but who is due is asked again.
    /// </summary>
    /// <param name="risk">The announcement.</param>
    /// <param name="marks">The newest marks.</param>
    /// <param name="now">Exchange time.</param>
    /// <param name="look">How an account's margin is looked at; null to rank only.</param>
    public bool Hear(AccountRisk risk, MarkBoard marks, Moment now, MarginLook? look)
    {
        var known = Known(risk.Account);
        if (VersionOf(risk.Account) >= risk.Version)
        {
            // Who announces again what is known has started again, and lost what it was asked.
            return known?.Version == risk.Version && _due.Contains(risk.Account) && Look(known, marks, now, look);
        }

        foreach (var (market, position) in risk.State.Positions)
        {
            if (!position.Size.IsZero)
            {
                _markets[market].Set(known?.In(market) is null ? null : known, risk, marks);
            }
        }

        foreach (var (market, _) in known?.State.Positions ?? risk.State.Positions.Clear())
        {
            if (known!.In(market) is not null && risk.In(market) is null)
            {
                _markets[market].Remove(known, marks);
            }
        }

        if (!HasPosition(risk))
        {
            _accounts.Remove(risk.Account);
            _left[risk.Account] = risk.Version;
            _due.Remove(risk.Account);
            return false;
        }

        _left.Remove(risk.Account);
        _accounts[risk.Account] = risk;
        return Look(risk, marks, now, look);
    }

    /// <summary>
    /// After funding has moved every holder's equity: all of them are looked at with the next sweep. Once per funding interval, not per
    /// tick.
    /// </summary>
    public void FundingMoved(MarketId market)
    {
        foreach (var account in In(market)?.Accounts ?? [])
        {
            if (account.CanBeChecked)
            {
                _due.Add(account.Account);
            }
        }
    }

    /// <summary>
    /// Looks at those who are due, and at those whose bands the marks of these markets have left, and finds whom to ask. Whoever is asked
    /// stays due until it announces a newer state, or its margin is fine at newer marks.
    /// </summary>
    public List<HintPlace> Sweep(IEnumerable<MarketId> moved, MarkBoard marks, Moment now, MarginLook? look)
    {
        var asked = new List<HintPlace>();
        foreach (var account in _due.ToList())
        {
            if (Look(_accounts[account], marks, now, look))
            {
                asked.Add(new HintPlace(HintReason.Due, default, 0m, account));
            }
        }

        foreach (var market in moved)
        {
            if (In(market) is { } risk && marks[market] is { } quote)
            {
                foreach (var place in risk.Crossed(quote.Mark).ToList())
                {
                    if (!_due.Contains(place.Account) && Look(_accounts[place.Account], marks, now, look))
                    {
                        asked.Add(place);
                    }
                }
            }
        }

        return asked;
    }

    /// <summary>True when somebody who is due has something to decide at these marks.</summary>
    public bool IsAnybodyDue(MarkBoard marks, Moment now, MarginLook? look) => _due.Any(account => _accounts[account] is var risk
        && risk.CanBeChecked && risk.State.CanBeCheckedAt(marks) && look?.Invoke(risk.State, marks, rules, now) is null);

    /// <summary>True when an account may be touched: it is active, and all its marks are there.</summary>
    public bool CanTouch(AccountId account, MarkBoard marks) =>
        _accounts.TryGetValue(account, out var risk) && risk.CanBeChecked && risk.State.CanBeCheckedAt(marks);

    private static bool HasPosition(AccountRisk risk)
    {
        foreach (var (_, position) in risk.State.Positions)
        {
            if (!position.Size.IsZero)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Runs the account's own margin check on what it announced: true when it would decide something, so that it has to be asked; else its
    /// bands are watched.
    /// </summary>
    private bool Look(AccountRisk risk, MarkBoard marks, Moment now, MarginLook? look)
    {
        if (look is null)
        {
            return false;
        }

        var bands = !risk.CanBeChecked || !risk.State.CanBeCheckedAt(marks) ? [] : look(risk.State, marks, rules, now);
        foreach (var (market, position) in risk.State.Positions)
        {
            if (!position.Size.IsZero)
            {
                _markets[market].Unwatch(risk.Account);
            }
        }

        foreach (var (market, band) in bands ?? [])
        {
            _markets[market].Watch(risk.Account, band);
        }

        if (bands is { Count: > 0 } || !risk.CanBeChecked)
        {
            _due.Remove(risk.Account);
        }
        else
        {
            _due.Add(risk.Account);
        }

        return bands is null;
    }
}
