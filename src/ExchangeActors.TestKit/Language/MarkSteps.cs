using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.TestKit.Language;

/// <summary>What a mark does.</summary>
public sealed class MarkSteps
{
    private readonly Session _session;
    private readonly MarketId _market;

    internal MarkSteps(Session session, MarketId market)
    {
        _session = session;
        _market = market;
    }

    /// <summary>
    /// The index price, and with it the mark, is now this. Accounts that break at one and the same mark are liquidated in the order in
    /// which the actors get to them, which is not the same in every run: a scenario whose figures depend on it lets them break at different
    /// marks.
    /// </summary>
    /// <param name="price">Quote per unit, a whole number of the market's ticks.</param>
    /// <exception cref="Failures.ScenarioException">It is between two ticks, so that the mark would be another price than the one that is
    /// written.</exception>
    public Task MovesTo(decimal price)
    {
        _session.Setup.RequireTick(_market, price);
        return _session.Step(EntityRef.Market(_market), id => new UpdatePrice(id, new Price(price), null, _session.Now));
    }

    /// <summary>One price after the other.</summary>
    public async Task MovesThrough(params decimal[] prices)
    {
        ArgumentNullException.ThrowIfNull(prices);
        foreach (var price in prices)
        {
            await MovesTo(price);
        }
    }
}
