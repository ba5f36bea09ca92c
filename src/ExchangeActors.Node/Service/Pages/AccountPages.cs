using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Node.Service.Answers;
using ExchangeActors.Node.Service.Api;
using ExchangeActors.Node.Service.Keys;
using ExchangeActors.Review.Folding;
using ExchangeActors.Review.Picks;
using ExchangeActors.Review.Reading;
using ExchangeActors.Web;
using ExchangeActors.Web.Figures;
using ExchangeActors.Web.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ExchangeActors.Node.Service.Pages;

/// <summary>Accounts: figures, what happened to them, and why ADL took from them.</summary>
internal static class AccountPages
{
    private const int PageSize = 100;

    /// <summary>Maps them.</summary>
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet("/accounts", List);
        pages.MapGet("/accounts/{account}", Show);
        pages.MapGet("/adl/{market}/{number:int}/accounts/{account}", Pick);
    }

    private static Task<IResult> List(HttpContext context, LiveExchange live, PageRenderer renderer, string? after, string? id)
    {
        if (id is not null)
        {
            return Task.FromResult(SessionPages.See("/accounts/" + Uri.EscapeDataString(id.Trim())));
        }

        var rows = live.Read(view =>
        {
            var board = FrontDoor.Newest(MarkBoard.Empty, view.State.Markets.Values);
            return view.State.Accounts.Values
                .Where(account => account.IsOpen && Access.MaySee(context.User, account.Id.Value)
                    && (after is null || string.CompareOrdinal(account.Id.Value, after) > 0))
                .OrderBy(account => account.Id).Take(PageSize + 1)
                .Select(account => LiveFrames.Line(AccountDocuments.Row(account, board, view.Rules))).ToList();
        });
        return renderer.Page<AccountsPage>(
            StatusCodes.Status200OK,
            (nameof(AccountsPage.Accounts), System.Collections.Immutable.ImmutableArray.CreateRange(rows.Take(PageSize))),
            (nameof(AccountsPage.Next), rows.Count > PageSize ? rows[PageSize - 1].Id : null),
            (nameof(AccountsPage.Viewer), PageAnswers.Viewer(context)));
    }

    private static async Task<IResult> Show(
        HttpContext context, LiveExchange live, Lights lights, ReviewedPlace place, PageRenderer renderer, string account)
    {
        var document = Access.MaySee(context.User, account) && Identifier.IsValid(account)
            ? live.Read(view => view.State.Accounts.TryGetValue(new AccountId(account), out var found) && found.IsOpen
                ? AccountDocuments.Of(found, view, lights)
                : null)
            : null;
        if (document is null)
        {
            return await NoAccount(context, renderer, account);
        }

        using var journal = ReviewedJournal.Open(place.Journal);
        var why = AccountWhy.Of(journal, new AccountId(account), Access.IsTrader(context.User), context.RequestAborted);
        return await renderer.Page<AccountPage>(
            StatusCodes.Status200OK,
            (nameof(AccountPage.Account), Figures(document)),
            (nameof(AccountPage.Why), why),
            (nameof(AccountPage.Viewer), PageAnswers.Viewer(context)));
    }

    private static async Task<IResult> Pick(
        HttpContext context, ReviewedPlace place, PageRenderer renderer, string market, int number, string account, string? far)
    {
        if (!Access.MaySee(context.User, account) || !Identifier.IsValid(account))
        {
            return await NoAccount(context, renderer, account);
        }

        using var journal = ReviewedJournal.Open(place.Journal);
        var id = new AccountId(account);
        if (!Identifier.IsValidMarket(market) || AccountHistory.At(journal, id, _ => true) is null)
        {
            return await NoAccount(context, renderer, account);
        }

        var deleveraging = new DeleveragingId(new MarketId(market), number);
        var report = PickReport.Of(
            journal, deleveraging, id, ordering => AccountHistory.At(journal, id, row => row.Ordering < ordering));
        var (found, problem) = far is null ? (null, null) : Far(journal, deleveraging, id);
        return await renderer.Page<PickPage>(
            StatusCodes.Status200OK,
            (nameof(PickPage.Report), report),
            (nameof(PickPage.Far), found),
            (nameof(PickPage.NotFar), problem),
            (nameof(PickPage.Viewer), PageAnswers.Viewer(context)));
    }

    private static (HowFar? Far, string? Problem) Far(ReviewedJournal journal, DeleveragingId deleveraging, AccountId account)
    {
        try
        {
            return (
                HowFar.Of(
                    journal,
                    deleveraging,
                    account,
                    (id, version) => AccountHistory.At(journal, id, row => row.Recorded.Id.Sequence <= version)),
                null);
        }
        catch (ReviewException unknown)
        {
            return (null, unknown.Message);
        }
    }

    private static Task<IResult> NoAccount(HttpContext context, PageRenderer renderer, string account) => renderer.Message(
        context, StatusCodes.Status404NotFound, "No such account", $"{Problems.NoAccount(account)}, or it is not yours to see.");

    private static AccountFigures Figures(AccountDocument document) => new(
        document.Id,
        document.Owner,
        document.Status,
        document.AsOf.Event,
        document.Wallet,
        document.Equity,
        document.InitialMargin,
        document.MaintenanceMargin,
        document.MarginRatio,
        document.MarginCalled,
        document.Liquidation,
        document.FeesPaid,
        document.FundingPaid,
        [
            .. document.Positions.Select(position => new PositionFigures(
                position.Market,
                position.Size,
                position.EntryPrice,
                position.Mark,
                position.Notional,
                position.UnrealisedPnl,
                position.MaintenanceMargin,
                position.LiquidationPrice,
                position.Lights)),
        ]);
}
