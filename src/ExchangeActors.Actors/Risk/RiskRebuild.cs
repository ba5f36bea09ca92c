using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Actors.Risk;

/// <summary>
/// Rebuilds the risk indexes from folded states, without starting an account: every mark and every account is announced, and an account
/// that an index asks to check its margin decides on its folded state. Only where that would lead to events the hint is left for the actor.
/// </summary>
internal sealed class RiskRebuild
{
    private readonly ExchangeRules _rules;
    private readonly ExchangeState _state;
    private readonly Moment _now;
    private readonly Queue<Envelope> _queue = new();
    private readonly Dictionary<AccountId, Envelope> _hints = [];

    private RiskRebuild(ExchangeRules rules, ExchangeState state, Moment now)
    {
        _rules = rules;
        _state = state;
        _now = now;
        Indexes = new RiskIndexes(rules);
    }

    /// <summary>The indexes.</summary>
    public RiskIndexes Indexes { get; }

    /// <summary>Hints that accounts have to act on, in order of account.</summary>
    public IEnumerable<Envelope> Hints => _hints.Values.OrderBy(hint => hint.To);

    /// <summary>Rebuilds the indexes.</summary>
    public static RiskRebuild From(ExchangeRules rules, ExchangeState state, Moment now)
    {
        var rebuild = new RiskRebuild(rules, state, now);
        foreach (var market in state.Markets.Values.OrderBy(market => market.Id))
        {
            rebuild.Announce(EntityRef.Market(market.Id), Deciders.Market.Announce(Market.New(market.Id), market, rules), market.Version);
        }

        rebuild.WorkOff();
        foreach (var account in state.Accounts.Values.OrderBy(account => account.Id))
        {
            rebuild.Announce(EntityRef.Account(account.Id), account.Announce(Account.New(account.Id)), account.Version);
        }

        rebuild.WorkOff();
        return rebuild;
    }

    private void Announce(EntityRef from, IEnumerable<Outgoing> announcements, long version)
    {
        foreach (var announcement in announcements)
        {
            _queue.Enqueue(new Envelope(announcement.To, from, announcement.Body, new EventRef(from, version), null, _now));
        }
    }

    private void WorkOff()
    {
        while (_queue.TryDequeue(out var envelope))
        {
            if (envelope.To.Kind == EntityKind.RiskIndex)
            {
                foreach (var send in Indexes.Handle(envelope))
                {
                    _queue.Enqueue(send);
                }

                continue;
            }

            var account = _state.Account(new AccountId(envelope.To.Id));
            var decision = account.Decide(envelope.Body, _rules, envelope.At);
            if (decision.Events.Count > 0)
            {
                _hints[account.Id] = envelope;
            }
            else
            {
                Enqueue(envelope, decision.Sends);
            }
        }
    }

    private void Enqueue(Envelope cause, IEnumerable<Outgoing> sends)
    {
        foreach (var outgoing in sends)
        {
            _queue.Enqueue(new Envelope(outgoing.To, cause.To, outgoing.Body, cause.CausedBy, null, _now));
        }
    }
}
