using ExchangeActors.TestKit.Failures;

namespace ExchangeActors.TestKit.Language;

/// <summary>An amount of money.</summary>
public sealed class AmountCheck
{
    private readonly Session _session;
    private readonly string _what;
    private readonly decimal _actual;

    internal AmountCheck(Session session, string what, decimal actual)
    {
        _session = session;
        _what = what;
        _actual = actual;
    }

    /// <summary>It is exactly this, quote.</summary>
    /// <exception cref="ScenarioException">It is not.</exception>
    public void Is(decimal expected) => Check(_actual == expected, $"{_what} is {Failure.Text(expected)}");

    /// <summary>It is more than this, quote.</summary>
    /// <exception cref="ScenarioException">It is not.</exception>
    public void IsAbove(decimal bound) => Check(_actual > bound, $"{_what} is above {Failure.Text(bound)}");

    private void Check(bool holds, string expected) => Failure.Unless(holds, _session.History, expected, () => Failure.Text(_actual));
}
