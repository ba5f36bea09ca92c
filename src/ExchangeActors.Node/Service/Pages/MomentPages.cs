using System.Globalization;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Web;
using ExchangeActors.Web.Figures;
using ExchangeActors.Web.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ExchangeActors.Node.Service.Pages;

/// <summary>The exchange at any event of its journal; the address names it, so that a link shows the same.</summary>
internal static class MomentPages
{
    /// <summary>Maps them.</summary>
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet("/at", (HttpContext context, JournalMoments moments, PageRenderer renderer, string? to) =>
            Show(context, moments, renderer, to is { Length: > 0 } ? to.Trim() : "last"));
        pages.MapGet("/at/{moment}", Show);
    }

    private static async Task<IResult> Show(HttpContext context, JournalMoments moments, PageRenderer renderer, string moment)
    {
        if (await moments.Find(moment, context.RequestAborted) is not { } place)
        {
            return await renderer.Message(
                context,
                StatusCodes.Status404NotFound,
                "No such moment",
                $"\"{Identifier.Shown(moment)}\" is no event and no time; "
                    + "write an event's number (1234) or a time (2025-10-10T21:00:00Z).");
        }

        var number = place.ToString(CultureInfo.InvariantCulture);
        return moment == number && context.Request.Path != "/at"
            ? await renderer.Page<MomentPage>(
                StatusCodes.Status200OK,
                (nameof(MomentPage.Moment), await moments.At(place, context.RequestAborted)),
                (nameof(MomentPage.Viewer), PageAnswers.Viewer(context)))
            : SessionPages.See("/at/" + number);
    }
}
