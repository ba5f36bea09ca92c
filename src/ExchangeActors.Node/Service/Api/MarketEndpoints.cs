using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Node.Service.Answers;
using ExchangeActors.Node.Service.Commands;
using ExchangeActors.Node.Service.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ExchangeActors.Node.Service.Api;

/// <summary>A price of the feed.</summary>
/// <param name="Index">Index price.</param>
/// <param name="Last">Last trade of the perpetual elsewhere; null for none.</param>
/// <param name="IndexAgeMs">How long ago the row of the index was seen; null for now.</param>
/// <param name="LastAgeMs">How long ago that trade was.</param>
/// <param name="At">Exchange time, on a node with --clock feed.</param>
internal sealed record PriceRequest(string? Index, string? Last, long? IndexAgeMs, long? LastAgeMs, string? At);

/// <summary>A funding rate: longs pay shorts rate × mark per contract when it is above zero.</summary>
internal sealed record FundingRequest(string? Rate, string? At);

/// <summary>Halts a market.</summary>
internal sealed record HaltRequest(string? Reason, string? At);

/// <summary>Resumes a market.</summary>
internal sealed record ResumeRequest(string? At);

/// <summary>Markets: marks, books, funding; prices in, halts.</summary>
internal static class MarketEndpoints
{
    private const int UsualDepth = 20;
    private const int GreatestDepth = 1_000;
    private const long LongestAgeMs = 86_400_000;
    private const string Tag = "Markets";

    /// <summary>Maps them.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        var markets = api.MapGroup("/markets").WithTags(Tag);
        markets.MapGet("/", List).RequireAuthorization(Policies.Known).Produces<MarketsDocument>()
            .WithSummary("Markets with marks, funding and open interest.");
        markets.MapGet("/{market}", Show).RequireAuthorization(Policies.Known).Produces<OneMarket>().WithSummary("One market.");
        markets.MapGet("/{market}/book", Book).RequireAuthorization(Policies.Known).Produces<BookDocument>()
            .WithSummary("What rests on the book, best prices first.");
        markets.MapPost("/{market}/prices", Price).RequireAuthorization(Policies.Operates).Command()
            .WithSummary("A price of the feed: the mark is made of it.");
        markets.MapPost("/{market}/funding", Fund).RequireAuthorization(Policies.AdministersRisk).Command()
            .WithSummary("Applies a funding rate.");
        markets.MapPost("/{market}/halt", Halt).RequireAuthorization(Policies.Operates).Command()
            .WithSummary("Halts trading; prices go on.");
        markets.MapPost("/{market}/resume", Resume).RequireAuthorization(Policies.Operates).Command().WithSummary("Trading goes on.");
    }

    private static IResult List(LiveExchange live, ExchangeTime time) => Results.Json(
        live.Read(view => new MarketsDocument(
            AsOfDocument.Of(view),
                Documents(view.State.Markets.Values.OrderBy(market => market.Id), view, time))),
        ApiJson.Options);

    private static IResult Show(HttpContext context, LiveExchange live, ExchangeTime time, string market) =>
        live.Read(view => view.State.Markets.TryGetValue(new MarketId(market), out var found)
            ? new OneMarket(AsOfDocument.Of(view), Documents([found], view, time)[0])
            : null) is { } document
            ? Results.Json(document, ApiJson.Options)
            : NoMarket(context, market);

    private static IResult Book(HttpContext context, LiveExchange live, string market, int? depth)
    {
        var levels = Math.Clamp(depth ?? UsualDepth, 1, GreatestDepth);
        return live.Read(view => view.State.Markets.TryGetValue(new MarketId(market), out var found)
            ? new BookDocument(AsOfDocument.Of(view), market, Levels(found.Book, Side.Buy, levels), Levels(found.Book, Side.Sell, levels))
            : null) is { } document
            ? Results.Json(document, ApiJson.Options)
            : NoMarket(context, market);
    }

    private static Task<IResult> Price(HttpContext context, CommandDesk desk, ExchangeTime time, string market, PriceRequest body)
    {
        var index = new Price(Requests.Amount(body.Index, "index"));
        Price? last = Requests.AmountOrNone(body.Last, "last") is { } price ? new Price(price) : null;
        var (indexAge, lastAge) = (Age(body.IndexAgeMs, "indexAgeMs"), Age(body.LastAgeMs, "lastAgeMs"));
        var command = AccountEndpoints.Of(context, To(market), body, Requests.At(context, body.At, time), (id, now) => new UpdatePrice(
            id, index, last, now, Earlier(now, indexAge), last is null ? null : Earlier(now, lastAge)));
        // Prices of one moment would have no order.
        return desk.Take(command with { Later = true }, context);
    }

    private static Task<IResult> Fund(HttpContext context, CommandDesk desk, ExchangeTime time, string market, FundingRequest body)
    {
        var rate = Requests.Amount(body.Rate, "rate");
        return desk.Take(
            AccountEndpoints.Of(context, To(market), body, Requests.At(context, body.At, time), (id, _) => new UpdateFunding(id, rate)),
                context);
    }

    private static Task<IResult> Halt(HttpContext context, CommandDesk desk, ExchangeTime time, string market, HaltRequest body)
    {
        var reason = body.Reason is { Length: > 0 } text ? text : throw new RequestException("reason", "say why: it stays in the journal");
        return desk.Take(
            AccountEndpoints.Of(context, To(market), body, Requests.At(context, body.At, time), (id, _) => new HaltMarket(id, reason)),
                context);
    }

    private static Task<IResult> Resume(HttpContext context, CommandDesk desk, ExchangeTime time, string market, ResumeRequest body) =>
        desk.Take(
        AccountEndpoints.Of(context, To(market), body, Requests.At(context, body.At, time), (id, _) => new ResumeMarket(id)), context);

    private static EntityRef To(string market) => EntityRef.Market(Requests.Market(market, "market"));

    private static long Age(long? age, string where) => age is null or (>= 0 and <= LongestAgeMs)
        ? age ?? 0
        : throw new RequestException(where, $"is from 0 to {LongestAgeMs} ms");

    private static Moment Earlier(Moment now, long age) => new(now.UnixMs - age);

    private static IResult NoMarket(HttpContext context, string market) =>
        Problems.NotFound(context, $"there is no market \"{Identifier.Shown(market)}\"");

    private static IReadOnlyList<BookLevel> Levels(OrderBook book, Side side, int most) =>
    [
        .. book.Levels(side).Take(most).Select(level => new BookLevel(
            level.Key.Value, level.Value.Sum(order => order.Remaining.Value), level.Value.Count)),
    ];

    private static List<MarketDocument> Documents(IEnumerable<Market> markets, LiveView view, ExchangeTime time)
    {
        var (now, longs) = (time.Now(), new Dictionary<MarketId, decimal>());
        foreach (var account in view.State.Accounts.Values)
        {
            foreach (var (market, position) in account.Positions)
            {
                longs[market] = longs.GetValueOrDefault(market) + Math.Max(0m, position.Size.Value);
            }
        }

        return [.. markets.Select(market => Document(market, longs.GetValueOrDefault(market.Id), now, view.Rules))];
    }

    private static MarketDocument Document(Market market, decimal openInterest, Moment now, ExchangeRules rules)
    {
        var instrument = rules[market.Id];
        return new MarketDocument(
            market.Id.Value,
            market.Mark.Mark?.Value,
            market.Mark.MarkedAt?.ToString(),
            market.Mark.MarkedAt is { } seen && now.SecondsSince(seen) > rules.Profile.Limits.MaxMarkAgeSeconds,
            market.Mark.Held?.Price.Value,
            market.HaltReason,
            market.Mark.FundingIndex,
            openInterest,
            market.Book.Best(Side.Buy)?.Value,
            market.Book.Best(Side.Sell)?.Value,
            market.Trades,
            instrument.TickSize,
            instrument.LotSize);
    }
}
