using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.TestKit.Failures;

namespace ExchangeActors.TestKit.Language;

/// <summary>What must have come of it. A check that fails throws <see cref="ScenarioException"/> with the waterfall so far.</summary>
public sealed class ThenExchange
{
    private readonly Session _session;

    internal ThenExchange(Session session)
    {
        _session = session;
        Journal = new JournalChecks(session);
    }

    /// <summary>What the insurance fund has, quote.</summary>
    public AmountCheck Fund => new(_session, "the insurance fund", _session.State.Pool(ScenarioSetup.Pool).Balance.Value);

    /// <summary>Shortfalls that nobody paid, quote: money that the exchange owes and does not have.</summary>
    public AmountCheck Deficit => new(_session, "the booked deficit", _session.State.Pool(ScenarioSetup.Pool).Deficit.Value);

    /// <summary>What the journal holds.</summary>
    public JournalChecks Journal { get; }

    /// <summary>
    /// An account: a trader's, a vault's (<c>vault-main</c>, <c>vault-main-ETH-PERP</c>) or the exchange's own (<c>exchange-main</c>).
    /// </summary>
    public AccountChecks Account(string name) => new(_session, _session.Setup.Account(name, _session.Rules));

    /// <summary>The events of a kind so far, in their order.</summary>
    public EventChecks<T> Events<T>()
        where T : DomainEvent => new(_session, [.. _session.History.Of<T>()]);

    /// <summary>No winner was closed.</summary>
    public void NobodyWasForceClosed() => Events<PositionForceClosed>().None();

    /// <summary>Why the only ADL so far was asked for, e.g. <c>fund-at-floor</c>.</summary>
    public void DeleveragingWasRequested(string reason) =>
        Events<Domain.Liquidations.DeleveragingRequested>().Single($"because of {reason}", requested => requested.Reason == reason);

    /// <summary>How the only ADL so far ended, e.g. <c>filled</c>.</summary>
    public void DeleveragingEnded(string reason) => Events<DeleveragingCompleted>()
        .Single($"ended by {reason}", completed => completed.Reason == reason);

    /// <summary>
    /// No money was made or lost so far, and everything else that must always hold does. It is checked at the end of every scenario too.
    /// </summary>
    public void NoMoneyWasLost()
    {
        _ = _session.Rules;
        _session.Check();
    }
}
