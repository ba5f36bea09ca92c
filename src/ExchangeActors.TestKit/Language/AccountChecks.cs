using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.TestKit.Failures;

namespace ExchangeActors.TestKit.Language;

/// <summary>What must have become of an account.</summary>
public sealed class AccountChecks
{
    private readonly Session _session;
    private readonly AccountId _id;

    internal AccountChecks(Session session, AccountId id)
    {
        _session = session;
        _id = id;
    }

    private Account Now => _session.State.Account(_id);

    /// <summary>Its cross balance, without isolated margins and unrealised PnL, is exactly this; quote.</summary>
    /// <exception cref="ScenarioException">It is not.</exception>
    public AccountChecks HasWallet(decimal expected) => Check(
        Now.Wallet.Value == expected, $"has a wallet of {Failure.Text(expected)}", () => Failure.Text(Now.Wallet.Value));

    /// <summary>Its cross balance with unrealised PnL at the newest marks is exactly this; quote.</summary>
    /// <exception cref="ScenarioException">It is not.</exception>
    public AccountChecks HasEquity(decimal expected)
    {
        var equity = Now.CrossMargin(_session.Marks, _session.Rules).Equity.Value;
        return Check(equity == expected, $"has an equity of {Failure.Text(expected)}", () => Failure.Text(equity));
    }

    /// <summary>Its position is of this size: above zero long, below zero short, 0 none.</summary>
    /// <exception cref="ScenarioException">It is not.</exception>
    public AccountChecks HasPosition(string market, decimal size)
    {
        var actual = Now.Positions.TryGetValue(_session.Setup.Market(market), out var position) ? position.Size.Value : 0m;
        return Check(actual == size, $"has a position of {Failure.Text(size)} in {market}", () => Failure.Text(actual));
    }

    /// <summary>It has no position in any market.</summary>
    /// <exception cref="ScenarioException">It has.</exception>
    public AccountChecks HasNoPosition() => Check(
        Now.Positions.IsEmpty, "has no position", () => string.Join(
            ", ", Now.Positions.Select(pair => $"{pair.Value.Size} in {pair.Key}")));

    /// <summary>It was liquidated.</summary>
    /// <exception cref="ScenarioException">It was not.</exception>
    public LiquidationCheck WasLiquidated()
    {
        var starts = _session.History.Of<LiquidationStarted>(_id).ToList();
        Check(starts.Count > 0, "was liquidated", () => "it was not");
        return new LiquidationCheck(_session, starts[^1].Recorded, starts[^1].Event);
    }

    /// <summary>It was never liquidated.</summary>
    /// <exception cref="ScenarioException">It was.</exception>
    public AccountChecks WasNotLiquidated() => Never<LiquidationStarted>("was not liquidated");

    /// <summary>It was margin-called.</summary>
    /// <exception cref="ScenarioException">It was not.</exception>
    public AccountChecks WasMarginCalled() => Check(_session.History.Of<MarginCallIssued>(_id).Any(), "was margin-called", () =>
        "it was not");

    /// <summary>It was never margin-called.</summary>
    /// <exception cref="ScenarioException">It was.</exception>
    public AccountChecks WasNotMarginCalled() => Never<MarginCallIssued>("was not margin-called");

    /// <summary>A deleveraging closed this much of its position, at this price.</summary>
    /// <param name="quantity">Units, unsigned.</param>
    /// <param name="at">The ADL price.</param>
    /// <exception cref="ScenarioException">None did.</exception>
    public ForceCloseCheck WasForceClosed(decimal quantity, decimal at)
    {
        var closes = _session.History.Of<PositionForceClosed>(_id).ToList();
        var found = closes.Find(close => close.Event.Quantity.Value == quantity && close.Event.Price.Value == at);
        Failure.Unless(
            found.Event is not null,
            _session.History,
            $"{_id} was force-closed: {Failure.Text(quantity)} at {Failure.Text(at)}",
            () => closes.Count == 0 ? "it was never force-closed"
                : string.Join("; ", closes.Select(close => $"{close.Event.Quantity} at {close.Event.Price}, rank {close.Event.Rank}")),
            closes.Count > 0 ? closes[0].Recorded : null);
        return new ForceCloseCheck(_session, found.Recorded, found.Event!);
    }

    /// <summary>No deleveraging closed anything of it.</summary>
    /// <exception cref="ScenarioException">One did.</exception>
    public AccountChecks WasNotForceClosed() => Never<PositionForceClosed>("was not force-closed");

    private AccountChecks Never<T>(string expected)
        where T : DomainEvent
    {
        var (recorded, _) = _session.History.Of<T>(_id).FirstOrDefault();
        return Check(recorded is null, expected, () => $"{recorded!.Id} {recorded.Event}", recorded);
    }

    private AccountChecks Check(bool holds, string expected, Func<string> actual, RecordedEvent? about = null)
    {
        Failure.Unless(holds, _session.History, $"{_id} {expected}", actual, about);
        return this;
    }
}
