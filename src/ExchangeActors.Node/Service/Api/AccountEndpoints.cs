using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Node.Service.Answers;
using ExchangeActors.Node.Service.Commands;
using ExchangeActors.Node.Service.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ExchangeActors.Node.Service.Api;

/// <summary>Opens an account.</summary>
/// <param name="Account">Its id.</param>
/// <param name="Deposit">Quote, ≥ 0; null for none.</param>
/// <param name="Owner">Who stands behind it; null for itself.</param>
/// <param name="Positions">Positions that it brings along; an operator's to give.</param>
/// <param name="At">Exchange time, on a node with --clock feed.</param>
internal sealed record OpenAccountRequest(string? Account, string? Deposit, string? Owner, IReadOnlyList<OpeningRequest>? Positions,
    string? At);

/// <summary>A position that an account brings along.</summary>
internal sealed record OpeningRequest(string? Market, string? Size, string? EntryPrice, string? IsolatedMargin);

/// <summary>Pays money in, or takes it out.</summary>
internal sealed record TransferRequest(string? Amount, string? At);

/// <summary>An order.</summary>
/// <param name="Market">The market.</param>
/// <param name="Side">buy or sell.</param>
/// <param name="Quantity">Unsigned, a multiple of the lot.</param>
/// <param name="Limit">A multiple of the tick; null for a market order.</param>
/// <param name="TimeInForce">goodTillCancelled, immediateOrCancel or postOnly; null for the first.</param>
/// <param name="ReduceOnly">Only closes.</param>
/// <param name="MarginMode">cross or isolated; null for cross.</param>
/// <param name="At">Exchange time, on a node with --clock feed.</param>
internal sealed record OrderRequest(
    string? Market, string? Side, string? Quantity, string? Limit, string? TimeInForce, bool? ReduceOnly, string? MarginMode, string? At);

/// <summary>A mass quote: it replaces the one before.</summary>
internal sealed record QuotesRequest(string? Market, IReadOnlyList<QuoteRequest>? Levels, string? At);

/// <summary>A level of a mass quote.</summary>
internal sealed record QuoteRequest(string? Side, string? Quantity, string? Price);

/// <summary>Cancels an order, or all of a market.</summary>
internal sealed record CancelRequest(string? Order, string? Market, string? At);

/// <summary>Accounts: open, pay in and out, orders; their state.</summary>
internal static class AccountEndpoints
{
    private const int MostLevels = 1_000;
    private const string Tag = "Accounts";

    /// <summary>Maps them.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        var accounts = api.MapGroup("/accounts").WithTags(Tag);
        accounts.MapGet("/", List).RequireAuthorization(Policies.OwnOrAll).Produces<Page<AccountRow>>()
            .WithSummary("Accounts in order of id; a trader's own only.");
        accounts.MapGet("/{account}", Show).RequireAuthorization(Policies.OwnOrAll).OwnAccount().Produces<AccountDocument>()
            .WithSummary("An account with its positions, liquidation prices, ADL lights and orders.");
        accounts.MapPost("/", Open).RequireAuthorization(Policies.Acts).Command().WithSummary("Opens an account.");
        accounts.MapPost("/{account}/deposits", Deposit).RequireAuthorization(Policies.Operates).Command()
            .WithSummary("Pays money in: the operator has it by then.");
        accounts.MapPost("/{account}/withdrawals", Withdraw).RequireAuthorization(Policies.Acts).OwnAccount().Command()
            .WithSummary("Takes money out.");
        accounts.MapPost("/{account}/orders", Place).RequireAuthorization(Policies.Acts).OwnAccount().Command()
            .WithSummary("Places an order; the answer names it.");
        accounts.MapPost("/{account}/quotes", Quote).RequireAuthorization(Policies.Acts).OwnAccount().Command()
            .WithSummary("Replaces the account's mass quote in a market.");
        accounts.MapPost("/{account}/cancellations", Cancel).RequireAuthorization(Policies.Acts).OwnAccount().Command()
            .WithSummary("Cancels an order, or all of a market.");
    }

    private static IResult List(HttpContext context, LiveExchange live, NodeOptions options, string? after, int? limit)
    {
        var take = Math.Clamp(limit ?? options.PageSize, 1, options.PageSize);
        return Results.Json(
            live.Read(view =>
            {
                var board = FrontDoor.Newest(MarkBoard.Empty, view.State.Markets.Values);
                var rows = view.State.Accounts.Values
                    .Where(account => account.IsOpen && (after is null || string.CompareOrdinal(account.Id.Value, after) > 0)
                        && Access.MaySee(context.User, account.Id.Value))
                    .OrderBy(account => account.Id).Take(take + 1)
                    .Select(account => AccountDocuments.Row(account, board, view.Rules)).ToList();
                return new Page<AccountRow>(AsOfDocument.Of(view), [.. rows.Take(take)], rows.Count > take ? rows[take - 1].Id : null);
            }),
            ApiJson.Options);
    }

    private static IResult Show(HttpContext context, LiveExchange live, Lights lights, string account) =>
        live.Read(view => view.State.Accounts.TryGetValue(new AccountId(account), out var found) && found.IsOpen
            ? AccountDocuments.Of(found, view, lights)
            : null) is { } document
            ? Results.Json(document, ApiJson.Options)
            : Problems.NotFound(context, Problems.NoAccount(account));

    private static async Task<IResult> Open(HttpContext context, CommandDesk desk, ExchangeTime time, OpenAccountRequest body)
    {
        var account = Requests.Account(body.Account, "account");
        if (!Access.MaySee(context.User, account.Value))
        {
            return Problems.Of(context, StatusCodes.Status403Forbidden, "not-your-account", "the key does not name this account");
        }

        var deposit = Requests.AmountOrNone(body.Deposit, "deposit") ?? 0m;
        var origin = Origin(context);
        if (origin == CommandOrigin.Trader && deposit != 0m)
        {
            return Problems.Of(context, StatusCodes.Status403Forbidden, "operator-only", "money is paid in by an operator");
        }

        if (origin == CommandOrigin.Trader && body.Owner is not null)
        {
            return Problems.Of(context, StatusCodes.Status403Forbidden, "operator-only",
                "who stands behind an account is an operator's to say");
        }

        OwnerId? owner = body.Owner is null ? null : new OwnerId(Requests.Account(body.Owner, "owner").Value);
        var positions = (body.Positions ?? []).Select((position, place) => new OpeningPosition(
            Requests.Market(position.Market, $"positions[{place}].market"),
            new Quantity(Requests.Amount(position.Size, $"positions[{place}].size")),
            new Price(Requests.Amount(position.EntryPrice, $"positions[{place}].entryPrice")),
            Requests.AmountOrNone(position.IsolatedMargin, $"positions[{place}].isolatedMargin") is { } margin ? new Money(margin)
                : null)).ToList();
        return await desk.Take(
            Of(context, EntityRef.Account(account), body, Requests.At(context, body.At, time), (id, _) => new OpenAccount(
                id, account, AccountKind.Trader, new Money(deposit), [.. positions], owner)),
            context);
    }

    private static Task<IResult> Deposit(HttpContext context, CommandDesk desk, ExchangeTime time, string account, TransferRequest body)
    {
        var amount = new Money(Requests.Amount(body.Amount, "amount"));
        return desk.Take(Of(context, To(account), body, Requests.At(context, body.At, time), (id, _) => new Deposit(id, amount)), context);
    }

    private static Task<IResult> Withdraw(HttpContext context, CommandDesk desk, ExchangeTime time, string account, TransferRequest body)
    {
        var amount = new Money(Requests.Amount(body.Amount, "amount"));
        return desk.Take(
            Of(context, To(account), body, Requests.At(context, body.At, time), (id, _) => new Withdraw(id, amount, MarkBoard.Empty)),
                context);
    }

    private static Task<IResult> Place(HttpContext context, CommandDesk desk, ExchangeTime time, string account, OrderRequest body)
    {
        var market = Requests.Market(body.Market, "market");
        var side = Requests.OneOf<Side>(body.Side ?? string.Empty, default, "side");
        var quantity = new Quantity(Requests.Amount(body.Quantity, "quantity"));
        Price? limit = Requests.AmountOrNone(body.Limit, "limit") is { } price ? new Price(price) : null;
        var inForce = Requests.OneOf(body.TimeInForce, TimeInForce.GoodTillCancelled, "timeInForce");
        var mode = Requests.OneOf(body.MarginMode, MarginMode.Cross, "marginMode");
        var command = Of(context, To(account), body, Requests.At(context, body.At, time), (id, _) => new PlaceOrder(
            id, market, side, quantity, limit, inForce, body.ReduceOnly ?? false, mode, MarkBoard.Empty));
        return desk.Take(command with { Makes = CommandDesk.Order }, context);
    }

    private static Task<IResult> Quote(HttpContext context, CommandDesk desk, ExchangeTime time, string account, QuotesRequest body)
    {
        var market = Requests.Market(body.Market, "market");
        if (body.Levels is null || body.Levels.Count > MostLevels)
        {
            throw new RequestException("levels", $"a list of at most {MostLevels} levels; an empty one takes the quote off");
        }

        var levels = body.Levels.Select((level, place) => new QuoteLevel(
            Requests.OneOf<Side>(level.Side ?? string.Empty, default, $"levels[{place}].side"),
            new Quantity(Requests.Amount(level.Quantity, $"levels[{place}].quantity")),
            new Price(Requests.Amount(level.Price, $"levels[{place}].price")))).ToList();
        return desk.Take(
            Of(context, To(account), body, Requests.At(context, body.At, time), (id, _) =>
                new PlaceQuotes(id, market, [.. levels], MarkBoard.Empty)), context);
    }

    private static Task<IResult> Cancel(HttpContext context, CommandDesk desk, ExchangeTime time, string account, CancelRequest body)
    {
        if ((body.Order is null) == (body.Market is null))
        {
            throw new RequestException("order", "name an order, or a market to cancel all of it");
        }

        Func<CommandId, Moment, Message> make;
        if (body.Market is not null)
        {
            var market = Requests.Market(body.Market, "market");
            make = (id, _) => new CancelAllOrders(id, market);
        }
        else
        {
            make = (id, _) => new CancelOrder(id, new OrderId(body.Order!));
        }

        return desk.Take(Of(context, To(account), body, Requests.At(context, body.At, time), make), context);
    }

    /// <summary>A command of a caller.</summary>
    internal static CallerCommand Of<T>(HttpContext context, EntityRef to, T body, Moment? at, Func<CommandId, Moment, Message> make) =>
        new(
        Access.Caller(context), Requests.Key(context), to, make, Requests.Bytes(to, body), Origin(context), at);

    private static EntityRef To(string account) => EntityRef.Account(Requests.Account(account, "account"));

    private static CommandOrigin Origin(HttpContext context) =>
        Access.IsTrader(context.User) ? CommandOrigin.Trader : CommandOrigin.Operator;
}

/// <summary>What all commands have in common.</summary>
internal static class CommandEndpoints
{
    /// <summary>Its answers, for the API's description.</summary>
    public static RouteHandlerBuilder Command(this RouteHandlerBuilder builder) => builder
        .Produces<CommandAnswer>()
        .Produces<Problem>(StatusCodes.Status400BadRequest, Problems.ContentType)
        .Produces<Problem>(StatusCodes.Status403Forbidden, Problems.ContentType)
        .Produces<Problem>(StatusCodes.Status404NotFound, Problems.ContentType)
        .Produces<Problem>(StatusCodes.Status422UnprocessableEntity, Problems.ContentType)
        .Produces<Problem>(StatusCodes.Status503ServiceUnavailable, Problems.ContentType)
        .WithMetadata(new NeedsIdempotencyKey());
}

/// <summary>Marks an endpoint whose requests have an Idempotency-Key.</summary>
internal sealed record NeedsIdempotencyKey;
