using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.TestKit.Language;

/// <summary>
/// What happens. Each step takes a second of exchange time and is over when everything that follows from it has been done.
/// </summary>
public sealed class WhenExchange
{
    private readonly Session _session;

    internal WhenExchange(Session session)
    {
        _session = session;
        Exchange = new ExchangeSteps(session);
    }

    /// <summary>The exchange as a whole.</summary>
    public ExchangeSteps Exchange { get; }

    /// <summary>A market's mark.</summary>
    public MarkSteps Mark(string market) => new(_session, _session.Setup.Market(market));

    /// <summary>A trader.</summary>
    public AccountSteps Account(string name) => new(_session, _session.Setup.Account(name, null));

    /// <summary>A node: of <see cref="GivenExchange.Nodes"/>, or the one that there is without it, <c>a</c>.</summary>
    /// <exception cref="Failures.ScenarioException">There is no such node.</exception>
    public NodeSteps Node(string name) => new(_session, name);

    /// <summary>
    /// One entity by the name of its stream: <c>account/bob</c>, <c>market/ETH-PERP</c>, <c>liquidation/main</c>,
    /// <c>deleveraging/ETH-PERP</c>.
    /// </summary>
    /// <exception cref="Failures.ScenarioException">No entity with a stream has such a name.</exception>
    public EntitySteps Entity(string stream) => new(_session, stream);

    /// <summary>Exchange time passes; liquidations that wait for it are tried again.</summary>
    public Task TimePasses(TimeSpan span) => _session.TimePasses(span);

    /// <summary>Longs pay shorts rate × mark per unit; below zero shorts pay.</summary>
    public Task FundingIsPaid(string market, decimal rate) =>
        _session.Step(EntityRef.Market(_session.Setup.Market(market)), id => new UpdateFunding(id, rate));
}
