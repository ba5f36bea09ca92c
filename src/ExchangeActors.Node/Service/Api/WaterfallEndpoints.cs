using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Node.Service.Answers;
using ExchangeActors.Node.Service.Commands;
using ExchangeActors.Node.Service.Keys;
using ExchangeActors.Review.Folding;
using ExchangeActors.Review.Picks;
using ExchangeActors.Review.Reading;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ExchangeActors.Node.Service.Api;

/// <summary>Pays into the insurance fund.</summary>
internal sealed record SeedRequest(string? Amount, string? At);

/// <summary>Time has passed: liquidations that wait are looked at.</summary>
internal sealed record ClockRequest(string? At);

/// <summary>The last line of defence: liquidations, fund, ADL.</summary>
internal static class WaterfallEndpoints
{
    private const string Tag = "Waterfall";

    /// <summary>Maps them.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup(string.Empty).WithTags(Tag);
        group.MapGet("/waterfall", Waterfall).RequireAuthorization(Policies.SeesAll).Produces<WaterfallDocument>()
            .WithSummary("What became of all that was liquidated so far; with hash=true the state hash, which takes a moment.");
        group.MapGet("/fund", Fund).RequireAuthorization(Policies.Known).Produces<FundDocument>()
            .WithSummary("The insurance fund's ledger.");
        group.MapPost("/fund/seed", Seed).RequireAuthorization(Policies.AdministersRisk).Command()
            .WithSummary("Pays into the insurance fund.");
        group.MapGet("/liquidations", Liquidations).RequireAuthorization(Policies.SeesAll).Produces<Page<LiquidationDocument>>()
            .WithSummary("Liquidations that are not over.");
        group.MapGet("/adl", Deleveragings).RequireAuthorization(Policies.SeesAll).Produces<Page<DeleveragingRow>>()
            .WithSummary("Auto-deleveragings, the newest first.");
        group.MapGet("/adl/{market}/{number:int}", Deleveraging).RequireAuthorization(Policies.SeesAll).Produces<DeleveragingDocument>()
            .WithSummary("One auto-deleveraging: every round's queue with all inputs of the scores, and who was closed.");
        group.MapGet("/adl/{market}/{number:int}/accounts/{account}", Pick).RequireAuthorization(Policies.SeesAll)
            .Produces<object>().WithSummary("Why an account was picked, or why not.");
        group.MapGet("/rules", Rules).RequireAuthorization(Policies.Known).Produces<RulesDocument>()
            .WithSummary("What the exchange runs by.");
        group.MapPost("/clock", Tick).RequireAuthorization(Policies.Operates).Command()
            .WithSummary("Lets time pass on a node with --clock feed: liquidations that wait are looked at.");
    }

    private static IResult Waterfall(LiveExchange live, bool? hash) => Results.Json(
        live.Read(view =>
        {
            var pool = view.State.Pool(view.Rules.Pool);
            return new WaterfallDocument(
                AsOfDocument.Of(view),
                hash == true ? view.State.Hash() : null,
                view.Observer.Events,
                view.Observer.Accounts,
                view.Observer.MarginCalls,
                view.Observer.LiquidationTotals(),
                view.Observer.WaterfallTotals(pool),
                view.Observer.FundTotals(pool, view.Rules.FundFloor.Value),
                view.Observer.DeleveragingTotals(),
                view.Observer.MarketTotals(),
                view.Broken is { } broken ? $"{broken.Name}: {broken.Detail}" : null);
        }),
        ApiJson.Options);

    private static IResult Fund(LiveExchange live) => Results.Json(
        live.Read(view =>
        {
            var pool = view.State.Pool(view.Rules.Pool);
            return new FundDocument(
                AsOfDocument.Of(view), pool.Balance.Value, pool.Seeded.Value, pool.Credited.Value,
                pool.Debited.Value, pool.Reserved.Value, pool.Deficit.Value,
                view.Rules.FundFloor.Value, pool.Cases.Count);
        }),
        ApiJson.Options);

    private static Task<IResult> Seed(HttpContext context, CommandDesk desk, LiveExchange live, ExchangeTime time, SeedRequest body)
    {
        var amount = new Money(Requests.Amount(body.Amount, "amount"));
        return desk.Take(
            AccountEndpoints.Of(context, EntityRef.Liquidation(live.Rules.Pool), body, Requests.At(context, body.At, time), (id, _) =>
                new SeedInsuranceFund(id, amount)),
            context);
    }

    private static Task<IResult> Tick(HttpContext context, CommandDesk desk, LiveExchange live, ExchangeTime time, ClockRequest body) =>
        desk.Take(
        AccountEndpoints.Of(context, EntityRef.Liquidation(live.Rules.Pool), body, Requests.At(context, body.At, time), (id, at) =>
            new Tick(id, at)), context);

    private static IResult Liquidations(LiveExchange live, NodeOptions options, string? after, int? limit)
    {
        var take = Math.Clamp(limit ?? options.PageSize, 1, options.PageSize);
        return Results.Json(
            live.Read(view =>
            {
                var rows = view.State.Pool(view.Rules.Pool).Cases.Values
                    .Where(open => after is null || string.CompareOrdinal(open.Id.Value, after) > 0).Take(take + 1).Select(Document)
                        .ToList();
                return new Page<LiquidationDocument>(AsOfDocument.Of(view), [.. rows.Take(take)],
                    rows.Count > take ? rows[take - 1].Id : null);
            }),
            ApiJson.Options);
    }

    private static LiquidationDocument Document(LiquidationCase open) => new(
        open.Id.Value,
        open.Account.Value,
        AccountDocuments.Name(open.Phase),
        AccountDocuments.Name(open.Layer),
        open.StepMarket?.Value,
        open.EquityNow.Value,
        open.BankruptcyPrice?.Value,
        open.Rest.Value,
        open.BookNotional.Value,
        open.DeleveragedNotional.Value,
        open.TakenOverNotional.Value,
        open.Budget.Value,
        open.Attempts);

    private static IResult Deleveragings(LiveExchange live, NodeOptions options, int? skip, int? limit)
    {
        var (from, take) = (Math.Max(0, skip ?? 0), Math.Clamp(limit ?? options.PageSize, 1, options.PageSize));
        return Results.Json(
            live.Read(view =>
            {
                var rows = view.Deleveragings.Newest.Skip(from).Take(take + 1).Select(Row).ToList();
                return new Page<DeleveragingRow>(
                    AsOfDocument.Of(view), [.. rows.Take(take)],
                    rows.Count > take ? (from + take).ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
            }),
            ApiJson.Options);
    }

    private static DeleveragingRow Row(LoggedDeleveraging logged) => Row(logged.Opened, logged.At, logged.Completed, logged.EndedAt);

    private static DeleveragingRow Row(DeleveragingOpened opened, Moment at, DeleveragingCompleted? completed, Moment? ended) => new(
        opened.Id.ToString(),
        at.ToString(),
        opened.Liquidation.Value,
        opened.Account.Value,
        opened.Id.Market.Value,
        opened.Quantity.Value,
        opened.BankruptcyPrice.Value,
        completed?.Reason,
        completed?.Closed.Value,
        completed?.Unfilled.Value,
        completed?.ForcedCloses,
        ended?.ToString());

    private static IResult Deleveraging(HttpContext context, LiveExchange live, NodeOptions options, string market, int number)
    {
        try
        {
            using var journal = ReviewedJournal.Open(options.JournalPlace);
            var id = new DeleveragingId(Requests.Market(market, "market"), number);
            var asOf = live.Read(AsOfDocument.Of);
            var recorded = RecordedDeleveraging.Read(journal, id);
            return Results.Json(
                new DeleveragingDocument(
                    asOf,
                    Row(recorded.Opened, recorded.OpenedAt, recorded.Completed, recorded.CompletedAt),
                    [.. recorded.Rounds.Select(round => Round(recorded, round))]),
                ApiJson.Options);
        }
        catch (ReviewException missing)
        {
            return missing.IsArchived ? Problems.Archived(context, missing.Message) : Problems.NotFound(context, missing.Message);
        }
    }

    private static RoundDocument Round(RecordedDeleveraging deleveraging, RecordedRound round)
    {
        var ranked = round.Ranked;
        var lights = ranked.Candidates.IsEmpty ? [] : QueueIndicator.Lights(
            [.. ranked.Candidates.Select(candidate => candidate.Size)], ranked.Indicator);
        var asked = round.Steps.ToLookup(step => step.Rank);
        return new RoundDocument(
            ranked.Round,
            round.Row.Recorded.At.ToString(),
            round.Row.Ordering,
            ranked.Policy,
            ranked.Allocation,
            ranked.Price.Value,
            ranked.PricePolicy,
            ranked.Needed.Value,
            ranked.Severity,
            ranked.Theta,
            ranked.Guard,
            ranked.Allowed.Value,
            ranked.Total,
            [
                .. ranked.Candidates.Select((candidate, place) => new CandidateDocument(
                    place + 1,
                    candidate.Account.Value,
                    candidate.Size.Value,
                    candidate.Cost.Value,
                    candidate.Balance.Value,
                    candidate.Equity.Value,
                    candidate.MaintenanceMargin.Value,
                    candidate.Notional.Value,
                    candidate.BankruptcyPrice,
                    candidate.PnlRatio,
                    candidate.Leverage,
                    candidate.Score,
                    lights[place],

                        asked[place + 1].Sum(step => deleveraging.Confirmed.TryGetValue(step.Step, out var closed) ? closed.Closed.Value
                            : (decimal?)null),
                    asked[place + 1].Select(step => deleveraging.Refused.GetValueOrDefault(step.Step)?.Code)
                        .FirstOrDefault(code => code is not null))),
            ]);
    }

    private static IResult Pick(HttpContext context, NodeOptions options, string market, int number, string account)
    {
        try
        {
            using var journal = ReviewedJournal.Open(options.JournalPlace);
            var id = Requests.Account(account, "account");
            var report = PickReport.Of(
                journal,
                new DeleveragingId(Requests.Market(market, "market"), number),
                id,
                ordering => AccountHistory.At(journal, id, row => row.Ordering < ordering));
            return Results.Json(report, Documents.Layout);
        }
        catch (ReviewException missing)
        {
            return missing.IsArchived ? Problems.Archived(context, missing.Message) : Problems.NotFound(context, missing.Message);
        }
    }

    private static IResult Rules(LiveExchange live, NodeRules rules) => Results.Json(
        new RulesDocument(live.Read(AsOfDocument.Of), rules.Scenario, live.Rules.Profile.Name, rules.Hash,
            System.Text.Json.Nodes.JsonNode.Parse(rules.Text)),
        ApiJson.Options);
}

/// <summary>The rules as the journal's header has them.</summary>
/// <param name="Scenario">Whose exchange it is.</param>
/// <param name="Hash">Of the text.</param>
/// <param name="Text">JSON.</param>
internal sealed record NodeRules(string Scenario, string Hash, string Text);
