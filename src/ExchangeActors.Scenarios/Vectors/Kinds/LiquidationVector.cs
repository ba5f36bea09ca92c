using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Vectors.Kinds;

/// <summary>
/// The whole waterfall of one account: its margin is checked, and what that sets off is worked until nothing is under way. An account that
/// is only named in the book has ample margin; an order that its account refuses is not on the book.
/// </summary>
internal sealed class LiquidationVector : ConformanceVector
{
    private static readonly IReadOnlyDictionary<string, Side> Sides = new Dictionary<string,
        Side>
    { ["buy"] = Side.Buy, ["sell"] = Side.Sell };

    private readonly VectorSetting _setting;
    private readonly ImmutableArray<VectorAccount> _accounts;
    private readonly ImmutableArray<VectorOrder> _book;
    private readonly VectorAccount _account;
    private readonly Money _fund;
    private readonly ImmutableArray<ExpectedAccount> _expected;
    private readonly decimal? _bookFilled;
    private readonly decimal? _deleveraged;
    private readonly decimal? _fundAfter;
    private readonly decimal? _fundDelta;

    private LiquidationVector(VectorDraft draft, VectorSetting setting)
        : base(draft.Title)
    {
        var listed = draft.Accounts(setting);
        _account = draft.Party("account", listed) ?? VectorExchange.AmpleAccount(default);
        _book = Book(draft, setting);
        _accounts = [.. listed, .. _book.Select(order => order.Account).Where(id => listed.All(account => account.Id != id)).Distinct()
            .Select(VectorExchange.AmpleAccount)];
        _setting = setting with { Profile = Given(draft, setting).In(setting.Profile) };
        _fund = new Money(draft.Reader.Amount("insuranceFund", 0m));
        _expected = ExpectedAccount.Read(draft, setting);
        _bookFilled = draft.Expect.OptionalAmount("bookFilled");
        _deleveraged = draft.Expect.OptionalAmount("adlFilled");
        _fundAfter = draft.Expect.OptionalAmount("insuranceFund");
        _fundDelta = draft.Expect.OptionalAmount("insuranceFundDelta");
    }

    /// <summary>Reads it; null with problems noted.</summary>
    public static ConformanceVector? Read(VectorDraft draft) =>
        draft.Setting() is { } setting ? new LiquidationVector(draft, setting) : null;

    private protected override void Work(Comparison found)
    {
        var exchange = new VectorExchange(_setting, _accounts, _fund);
        foreach (var order in _book)
        {
            exchange.Place(order);
        }

        exchange.Send(EntityRef.Account(_account.Id), new CheckMargin(exchange.Marks));
        if (!exchange.AtRest)
        {
            found.Add("when", "an end", "none (it goes on for ever)");
            return;
        }

        var balance = exchange.State.Pool(exchange.Rules.Pool).Balance;
        found.Exact("bookFilled", _bookFilled, exchange.Events.OfType<TradeExecuted>()
            .Where(trade => trade.Liquidation is not null && trade.Taker == _account.Id).Sum(trade => trade.Quantity.Value));
        found.Exact("adlFilled", _deleveraged, exchange.Events.OfType<PositionForceClosed>().Where(close => close.Bankrupt == _account.Id)
            .Sum(close => close.Quantity.Value));
        foreach (var account in _expected)
        {
            account.Compare(exchange.State, _setting.QuoteTick, found);
        }

        found.Within("insuranceFund", _fundAfter, balance.Value, _setting.QuoteTick);
        found.Within("insuranceFundDelta", _fundDelta, (balance - _fund).Value, _setting.QuoteTick);
    }

    private static GivenOrder Given(VectorDraft draft, VectorSetting setting)
    {
        MarketId? market = draft.When.Has("market") ? draft.Market(setting) : null;
        Quantity? size = draft.When.Has("size") ? new Quantity(draft.When.Positive("size")) : null;
        Price? limit = draft.When.Has("limit") ? new Price(draft.When.Positive("limit")) : null;
        if (size is not null && market is null)
        {
            draft.When.Note("size", "is given without a market", "add \"market\"");
        }

        return new GivenOrder(market, size, limit);
    }

    private static ImmutableArray<VectorOrder> Book(VectorDraft draft, VectorSetting setting)
    {
        var orders = ImmutableArray.CreateBuilder<VectorOrder>();
        var book = draft.Reader.Object("book", false);
        foreach (var name in book?.Node.Members.Select(member => member.Name) ?? [])
        {
            var market = VectorDraft.Listed(book!, name, name, setting);
            foreach (var order in book!.Objects(name, true))
            {
                orders.Add(new VectorOrder(
                    new AccountId(order.Text("account")), market, order.Word("side", Sides), new Quantity(order.Positive("size")),
                        new Price(order.Positive("price"))));
                order.Done();
            }
        }

        return orders.ToImmutable();
    }
}
