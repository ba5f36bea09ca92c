using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.TestKit.Failures;

namespace ExchangeActors.TestKit.Language;

/// <summary>The newest liquidation of an account.</summary>
public sealed class LiquidationCheck
{
    private readonly Session _session;
    private readonly RecordedEvent _recorded;

    internal LiquidationCheck(Session session, RecordedEvent recorded, LiquidationStarted @event)
    {
        _session = session;
        _recorded = recorded;
        Event = @event;
    }

    /// <summary>The event that began it.</summary>
    public LiquidationStarted Event { get; }

    /// <summary>Equity at its beginning was exactly this, quote.</summary>
    /// <exception cref="ScenarioException">It was not.</exception>
    public LiquidationCheck WithEquity(decimal expected) => Check(
        Event.Equity.Value == expected, $"with an equity of {Failure.Text(expected)}", Event.Equity.ToString());

    /// <summary>The bankruptcy price of a market, fixed at its beginning, was exactly this.</summary>
    /// <exception cref="ScenarioException">It was not.</exception>
    public LiquidationCheck BankruptAt(string market, decimal expected)
    {
        var price = Event.Positions.FirstOrDefault(position => position.Market == _session.Setup.Market(market))?.BankruptcyPrice;
        return Check(price?.Value == expected, $"bankrupt at {Failure.Text(expected)} in {market}",
            price?.ToString() ?? "it had no position there");
    }

    private LiquidationCheck Check(bool holds, string expected, string actual)
    {
        Failure.Unless(holds, _session.History, $"{_recorded.Id.Stream.Id} was liquidated {expected}", () => actual, _recorded);
        return this;
    }
}
