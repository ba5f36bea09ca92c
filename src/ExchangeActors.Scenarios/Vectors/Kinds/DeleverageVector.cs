using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Vectors.Kinds;

/// <summary>
/// A position, or a part of it, that counterparties must close: asked of the market's ADL coordinator, answered by the accounts. The
/// bankrupt side is settled by its own account at the price that the coordinator chose. With <c>counterparty</c> nobody else is in the
/// queue, and its refusal is the result.
/// </summary>
internal sealed class DeleverageVector : ConformanceVector
{
    private readonly VectorSetting _setting;
    private readonly ImmutableArray<VectorAccount> _accounts;
    private readonly VectorAccount _account;
    private readonly VectorAccount? _counterparty;
    private readonly MarketId _market;
    private readonly Quantity _delta;
    private readonly Money _fund;
    private readonly ImmutableArray<ExpectedAccount> _expected;
    private readonly ImmutableArray<VectorFill>? _fills;
    private readonly decimal? _unfilled;
    private readonly ImmutableArray<VectorAccount> _untouched;
    private readonly string? _rejected;

    private DeleverageVector(VectorDraft draft, VectorSetting setting)
        : base(draft.Title)
    {
        _setting = setting;
        _accounts = draft.Accounts(setting);
        _account = draft.Party("account", _accounts) ?? VectorExchange.AmpleAccount(default);
        _counterparty = draft.When.Has("counterparty") ? draft.Party("counterparty", _accounts) : null;
        _market = draft.Market(setting);
        _delta = new Quantity(draft.When.Amount("delta"));
        _fund = new Money(draft.Reader.Amount("insuranceFund", 0m));
        _expected = ExpectedAccount.Read(draft, setting);
        _fills = FillList.Read(draft.Expect);
        _unfilled = draft.Expect.OptionalAmount("unfilled");
        _untouched = [.. draft.Expect.Items("untouched", false).Select(item => draft.Listed(item, _accounts)).OfType<VectorAccount>()];
        _rejected = draft.Expect.OptionalText("rejected");
    }

    /// <summary>Reads it; null with problems noted.</summary>
    public static ConformanceVector? Read(VectorDraft draft) =>
        draft.Setting() is { } setting ? new DeleverageVector(draft, setting) : null;

    private protected override void Work(Comparison found)
    {
        var problem = SizeDelta.Problem(_account.SizeIn(_market), _delta)
            ?? (_counterparty is { } other ? SizeDelta.Problem(other.SizeIn(_market), -_delta) : null);
        var exchange = new VectorExchange(_setting, _accounts, _fund, Carries);
        if (problem is null)
        {
            Deleverage(exchange);
        }

        var completed = exchange.Events.OfType<DeleveragingCompleted>().FirstOrDefault();
        problem ??= completed is null ? "not-completed" : _counterparty is not null && completed.Closed.IsZero
            ? Refusal(exchange, completed) : null;
        if (found.NotRejected(_rejected, problem))
        {
            Compare(exchange, completed!, found);
        }
        else if (_rejected is not null && _rejected == problem)
        {
            // Nobody was closed, and what the vector says of the accounts must be so.
            foreach (var account in _accounts)
            {
                ExpectedAccount.Untouched(account, exchange.State, found);
            }

            foreach (var account in _expected)
            {
                account.Compare(exchange.State, _setting.QuoteTick, found);
            }
        }
    }

    /// <summary>Asks the coordinator, and settles the bankrupt side of what it achieved.</summary>
    private void Deleverage(VectorExchange exchange)
    {
        var place = VectorSetting.PlaceOf(_account, _market);
        var size = _account.SizeIn(_market);
        var raw = _setting.Profile.BankruptcyPrice.Price(_setting.EquityOf(_account), _setting.Margined(_account), place);
        var tick = _setting.Markets[_market].Instrument.TickSize;
        var liquidation = LiquidationId.Of(_account.Id, 1);
        exchange.Send(EntityRef.Deleveraging(_market), new Deleverage(
            liquidation,
            1,
            _market,
            _account.Id,
            size.Sign,
            _delta.Absolute,
            new Price(size.Sign > 0 ? Rounding.Up(raw, tick) : Rounding.Down(raw, tick)),
            exchange.Rules.Pool,
            _fund));
        if (exchange.Events.OfType<DeleveragingCompleted>().FirstOrDefault() is { Closed.IsZero: false } completed)
        {
            // It is in no liquidation here, so it takes the transfer like an account that takes over.
            var delta = completed.Closed * _delta.Sign;
            exchange.Send(EntityRef.Account(_account.Id), new TransferPosition(
                liquidation, 1, 1, _market, delta, completed.Price, TransferReason.Deleveraging, 1));
        }
    }

    /// <summary>The pool has no such liquidation, and with a given counterparty the queue knows only that.</summary>
    private bool Carries(EntityRef from, EntityRef to, Message message) =>
        to.Kind != EntityKind.Liquidation && (_counterparty is not { } given || message is not AccountRisk risk
            || risk.Account == given.Id);

    private static string Refusal(VectorExchange exchange, DeleveragingCompleted completed) =>
        exchange.Events.OfType<ForceCloseDeclined>().LastOrDefault()?.Code ?? completed.Reason;

    private void Compare(VectorExchange exchange, DeleveragingCompleted completed, Comparison found)
    {
        foreach (var account in _expected)
        {
            account.Compare(exchange.State, _setting.QuoteTick, found);
        }

        if (_fills is { } expected)
        {
            var fills = exchange.Recorded.Where(recorded => recorded.Event is PositionForceClosed)
                .Select(recorded => Fill(recorded.Id.Stream.Id, (PositionForceClosed)recorded.Event, expected));
            found.List("fills", Ordered(expected.Select(fill => fill with { Market = fill.Market ?? _market.Value })), Ordered(fills));
        }

        found.Exact("unfilled", _unfilled, completed.Unfilled.Value);
        foreach (var account in _untouched)
        {
            ExpectedAccount.Untouched(account, exchange.State, found);
        }
    }

    /// <summary>A forced close; a price within a tick of an expected one counts as that.</summary>
    private VectorFill Fill(string account, PositionForceClosed close, ImmutableArray<VectorFill> expected) => new(
        account,
        _market.Value,
        close.Quantity.Value,
        expected.FirstOrDefault(fill => Math.Abs(fill.Price - close.Price.Value) < _setting.QuoteTick)?.Price ?? close.Price.Value);

    private static List<string> Ordered(IEnumerable<VectorFill> fills) =>
        [.. fills.Select(fill => fill.ToString()).Order(StringComparer.Ordinal)];
}
