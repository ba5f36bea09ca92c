using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Node.Service.Api;

/// <summary>Accounts as the API shows them.</summary>
internal static class AccountDocuments
{
    private const int RatioDigits = 6;

    /// <summary>All of an account.</summary>
    public static AccountDocument Of(Account account, LiveView view, Lights lights)
    {
        var board = FrontDoor.Newest(MarkBoard.Empty, view.State.Markets.Values);
        var margin = Margin(account, board, view.Rules);
        return new AccountDocument(
            AsOfDocument.Of(view),
            account.Id.Value,
            account.Owner.Value,
            Name(account.Kind),
            Name(account.Status),
            account.Wallet.Value,
            margin?.Equity.Value,
            margin?.Initial.Value,
            margin?.Maintenance.Value,
            Ratio(margin),
            account.MarginCalled,
            account.Liquidation?.Id.Value,
            account.FeesPaid.Value,
            account.FundingPaid.Value,
            account.NetDeposits.Value,
            [.. account.Positions.Where(pair => !pair.Value.Size.IsZero)
                .Select(pair => Position(account, pair.Key, pair.Value, board, margin, view, lights))],
            [.. account.Orders.Select(pair => Order(pair.Key, pair.Value))]);
    }

    /// <summary>An account in a list.</summary>
    public static AccountRow Row(Account account, MarkBoard board, ExchangeRules rules)
    {
        var margin = Margin(account, board, rules);
        return new AccountRow(
            account.Id.Value,
            account.Owner.Value,
            Name(account.Kind),
            Name(account.Status),
            account.Wallet.Value,
            margin?.Equity.Value,
            margin?.Maintenance.Value,
            Ratio(margin),
            account.Positions.Count(pair => !pair.Value.Size.IsZero));
    }

    /// <summary>The name of a value as answers have it.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static MarginFigures? Margin(Account account, MarkBoard board, ExchangeRules rules) =>
        account.Positions.Where(pair => pair.Value.IsolatedMargin is null).All(pair => board[pair.Key] is not null)
            ? account.CrossMargin(board, rules)
            : null;

    private static decimal? Ratio(MarginFigures? margin) => margin is { Equity.Value: > 0m, Maintenance.Value: > 0m } figures
        ? Shown.Rounded(figures.Maintenance.Value / figures.Equity.Value, RatioDigits, RatioDigits)
        : null;

    private static PositionDocument Position(
        Account account, MarketId market, Position position, MarkBoard board, MarginFigures? cross, LiveView view, Lights lights)
    {
        var quote = board[market];
        var instrument = view.Rules[market];
        var entry = position.Cost.Value / position.Size.Value;
        if (quote is null)
        {
            return new PositionDocument(
                market.Value, position.Size.Value, entry, position.Cost.Value, null, null, null, null, null,
                position.IsolatedMargin?.Value, null, null);
        }

        var notional = position.Notional(quote.Mark);
        var margin = position.IsolatedMargin is null ? cross : Account.IsolatedMarginOf(market, position, board, view.Rules);
        return new PositionDocument(
            market.Value,
            position.Size.Value,
            entry,
            position.Cost.Value,
            quote.Mark.Value,
            notional.Value,
            position.UnrealisedPnl(quote.Mark).Value,
            account.Kind == AccountKind.Trader ? position.FundingDue(quote.FundingIndex).Value : 0m,
            MarginSchedule.Maintenance(instrument, notional).Value,
            position.IsolatedMargin?.Value,
            LiquidationPrice(account, instrument, position, quote.Mark, margin),
            lights.Of(account.Id, market, view));
    }

    /// <summary>
    /// The band of a position that may lose all that its margin has left: its bound is where margin breaks, all other marks unchanged.
    /// </summary>
    private static decimal? LiquidationPrice(Account account, Instrument instrument, Position position, Price mark, MarginFigures? margin)
    {
        if (margin is not { } figures || account.Kind == AccountKind.Exchange)
        {
            return null;
        }

        var slack = Money.Max(Money.Zero, figures.Equity - figures.Maintenance);
        var band = SafeBand.Of(instrument, position.Size, mark, slack, 1m, null, 1m);
        return position.Size.Sign > 0 ? band.Lower?.Value : band.Upper?.Value;
    }

    private static OrderDocument Order(OrderId id, WorkingOrder order) => new(
        id.Value,
        order.Market.Value,
        Name(order.Side),
        order.Quantity.Value,
        order.Remaining.Value,
        order.Limit.Value,
        order.ReduceOnly,
        Name(order.MarginMode),
        order.StillReserved.Value,
        order.QuoteSet is not null);
}

/// <summary>Up to which event an answer is true.</summary>
internal static class AsOfDocument
{
    /// <summary>Of a view.</summary>
    public static AsOf Of(LiveView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return new AsOf(view.Events, view.At.ToString());
    }
}
