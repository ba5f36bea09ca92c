using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Actors.Risk;

/// <summary>
/// Rebuilds the risk monitors from folded states, without starting an account: every mark and every account is announced.
/// </summary>
/// <param name="Monitors">The monitors.</param>
/// <param name="Checks">The margin checks that accounts have to act on, in order of account.</param>
internal sealed record RiskRebuild(RiskMonitors Monitors, IReadOnlyList<Envelope> Checks)
{
    /// <summary>Rebuilds so many monitors; where announcements may get lost they acknowledge those to come.</summary>
    public static RiskRebuild From(ExchangeRules rules, ExchangeState state, Moment now, int count, bool acknowledges = false)
    {
        var monitors = new RiskMonitors(rules, count, acknowledges);
        foreach (var market in state.Markets.Values.OrderBy(market => market.Id))
        {
            Tell(EntityRef.Market(market.Id), Deciders.Market.Announce(Market.New(market.Id), market, rules), market.Version);
        }

        foreach (var account in state.Accounts.Values.Where(account => !account.Positions.IsEmpty))
        {
            Tell(EntityRef.Account(account.Id), account.Announce(Account.New(account.Id)), account.Version);
        }

        // Whoever has to check its margin is due, and asked by this sweep, all of them in one order.
        return new RiskRebuild(monitors, monitors.Reminder(now) is { } sweep ? monitors.Handle(sweep) : []);

        void Tell(EntityRef from, IEnumerable<Outgoing> announcements, long version)
        {
            foreach (var (to, body) in announcements)
            {
                monitors.Handle(new Envelope(to, from, body, new EventRef(from, version), null, now));
            }
        }
    }
}
