using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Review.Reading;
using ExchangeActors.Web;
using ExchangeActors.Web.Figures;
using ExchangeActors.Web.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ExchangeActors.Node.Service.Pages;

/// <summary>Auto-deleveragings: a list, and each with its queues.</summary>
internal static class DeleveragingPages
{
    private const int PageSize = 100;

    /// <summary>Maps them.</summary>
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet("/adl", List);
        pages.MapGet("/adl/{market}/{number:int}", Show);
    }

    private static Task<IResult> List(HttpContext context, LiveExchange live, PageRenderer renderer, int? skip)
    {
        var from = Math.Max(0, skip ?? 0);
        var rows = live.Read(view => view.Deleveragings.Newest.Skip(from).Take(PageSize + 1).ToList());
        return renderer.Page<DeleveragingsPage>(
            StatusCodes.Status200OK,
            (nameof(DeleveragingsPage.Deleveragings), rows.Take(PageSize).Select(LiveFrames.Line).ToImmutableArray()),
            (nameof(DeleveragingsPage.Next), rows.Count > PageSize ? from + PageSize : (int?)null),
            (nameof(DeleveragingsPage.Viewer), PageAnswers.Viewer(context)));
    }

    private static async Task<IResult> Show(HttpContext context, ReviewedPlace place, PageRenderer renderer, string market, int number)
    {
        using var journal = ReviewedJournal.Open(place.Journal);
        var why = Identifier.IsValidMarket(market)
            ? DeleveragingWhy.Of(journal, new DeleveragingId(new MarketId(market), number))
            : throw new ReviewException($"there is no market \"{Identifier.Shown(market)}\"");
        return await renderer.Page<DeleveragingPage>(
            StatusCodes.Status200OK, (nameof(DeleveragingPage.Why), why), (nameof(DeleveragingPage.Viewer), PageAnswers.Viewer(context)));
    }
}
