using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.TestKit.Language;

/// <summary>What a trader does. A step must be accepted by the exchange, unless <see cref="IsRefused"/> comes before it.</summary>
public sealed class AccountSteps
{
    private readonly Session _session;
    private readonly AccountId _account;
    private readonly string? _refusal;
    private readonly bool _reduceOnly;

    internal AccountSteps(Session session, AccountId account, string? refusal = null, bool reduceOnly = false)
    {
        _session = session;
        _account = account;
        _refusal = refusal;
        _reduceOnly = reduceOnly;
    }

    /// <summary>The orders that follow only close.</summary>
    public AccountSteps ReduceOnly => new(_session, _account, _refusal, true);

    /// <summary>The step that follows must be refused with this code, e.g. <c>insufficient-margin</c>.</summary>
    public AccountSteps IsRefused(string code) => new(_session, _account, code, _reduceOnly);

    /// <summary>A bid that rests on the book as far as it does not trade.</summary>
    public Task Bids(string market, decimal quantity, decimal at) => Orders(market, Side.Buy, quantity, at, TimeInForce.GoodTillCancelled);

    /// <summary>An ask that rests on the book as far as it does not trade.</summary>
    public Task Asks(string market, decimal quantity, decimal at) => Orders(market, Side.Sell, quantity, at, TimeInForce.GoodTillCancelled);

    /// <summary>Buys at once what the book offers, at most at a price; without one at the market.</summary>
    public Task Buys(string market, decimal quantity, decimal? at = null) =>
        Orders(market, Side.Buy, quantity, at, TimeInForce.ImmediateOrCancel);

    /// <summary>Sells at once what the book takes, at least at a price; without one at the market.</summary>
    public Task Sells(string market, decimal quantity, decimal? at = null) =>
        Orders(market, Side.Sell, quantity, at, TimeInForce.ImmediateOrCancel);

    /// <summary>Takes its orders off the book.</summary>
    public Task CancelsAll(string market) => Step(id => new CancelAllOrders(id, _session.Setup.Market(market)));

    /// <summary>Pays in, quote.</summary>
    public Task Deposits(decimal amount) => Step(id => new Deposit(id, new Money(amount)));

    /// <summary>
    /// Asks for an account of a kind, or with positions, which a trader is refused (<c>operator-only</c>) unless it is a trader's without
    /// any.
    /// </summary>
    public Task Opens(decimal deposit, AccountKind kind, params OpeningPosition[] positions) =>
        Step(id => new OpenAccount(id, _account, kind, new Money(deposit), [.. positions]));

    /// <summary>Takes out, quote.</summary>
    public Task Withdraws(decimal amount) => Step(id => new Withdraw(id, new Money(amount), _session.Marks));

    private Task Orders(string market, Side side, decimal quantity, decimal? limit, TimeInForce timeInForce) => Step(id => new PlaceOrder(
        id,
        _session.Setup.Market(market),
        side,
        new Quantity(quantity),
        limit is { } price ? new Price(price) : null,
        timeInForce,
        _reduceOnly,
        MarginMode.Cross,
        _session.Marks));

    private Task Step(Func<CommandId, Message> command) => _session.Step(
        EntityRef.Account(_account), command, _refusal, CommandOrigin.Trader);
}
