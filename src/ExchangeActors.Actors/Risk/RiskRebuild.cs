using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
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
        foreach (var market in state.Markets.Values)
        {
            if (market.Quote is { } quote)
            {
                monitors.Know(market.Id, quote);
            }
        }

        var checks = new List<Envelope>();
        foreach (var account in state.Accounts.Values.Where(account => !account.Positions.IsEmpty).OrderBy(account => account.Id))
        {
            foreach (var (to, body) in account.Announce(Account.New(account.Id)))
            {
                var from = EntityRef.Account(account.Id);
                checks.AddRange(monitors.Handle(new Envelope(to, from, body, new EventRef(from, account.Version), null, now))
                    .Where(send => send.Body is CheckMargin));
            }
        }

        return new RiskRebuild(monitors, checks);
    }
}
