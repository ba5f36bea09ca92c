using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;

namespace ExchangeActors.Node.Service;

/// <summary>
/// The five lights that traders see: each account's place in its side's ADL queue, by the venue's ranking, at the newest marks. A market's
/// queue is ranked when somebody asks, at most once a second.
/// </summary>
/// <param name="clock">Tells seconds.</param>
internal sealed class Lights(TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly Dictionary<MarketId, (long At, Dictionary<AccountId, int> Lights)> _known = [];

    /// <summary>Lights of an account in a market; null where nobody is ranked, or it has no place. Asked while a view is read.</summary>
    public int? Of(AccountId account, MarketId market, LiveView view)
    {
        if (!_known.TryGetValue(market, out var known) || clock.GetElapsedTime(known.At) >= Fresh)
        {
            _known[market] = known = (clock.GetTimestamp(), Rank(view, market));
        }

        return known.Lights.TryGetValue(account, out var lights) ? lights : null;
    }

    private static Dictionary<AccountId, int> Rank(LiveView view, MarketId market)
    {
        if (view.Rules.Profile.Allocation.Lazy is not null)
        {
            return [];
        }

        var monitors = RiskMonitors.ForRanking(view.Rules, FrontDoor.Newest(MarkBoard.Empty, view.State.Markets.Values));

        foreach (var account in view.State.Accounts.Values)
        {
            if (account.Positions.ContainsKey(market))
            {
                monitors.Know(new AccountRisk(account));
            }
        }

        return monitors.Indicator(market, 1).Concat(monitors.Indicator(market, -1))
            .ToDictionary(place => place.Account, place => place.Lights);
    }
}
