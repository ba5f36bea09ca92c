using System.Globalization;
using System.Text.Json;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Web;
using ExchangeActors.Web.Figures;
using ExchangeActors.Web.Pages;
using ExchangeActors.Web.Parts;
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
        pages.MapGet("/at", (HttpContext context, JournalMoments moments, PageRenderer renderer, string? to, string? from) =>
            Show(context, moments, renderer, to is { Length: > 0 } ? to.Trim() : "last", from));
        pages.MapGet("/at/series", async (HttpContext context, JournalMoments moments) =>
            Results.Json(await moments.Series(context.RequestAborted), JsonSerializerOptions.Web));
        pages.MapGet("/at/{moment}", Show);
        pages.MapGet("/at/{moment}/content", Content);
    }

    private static async Task<IResult> Show(
        HttpContext context, JournalMoments moments, PageRenderer renderer, string moment, string? from)
    {
        if (await Places(context, moments, moment, from) is not { } asked)
        {
            return await NoMoment(context, renderer, moment, from);
        }

        var number = asked.Place.ToString(CultureInfo.InvariantCulture);
        var compared = asked.From?.ToString(CultureInfo.InvariantCulture);
        return moment == number && from == compared && context.Request.Path != "/at"
            ? await renderer.Page<MomentPage>(
                StatusCodes.Status200OK,
                (nameof(MomentPage.Moment), await moments.At(asked.Place, asked.From, context.RequestAborted)),
                (nameof(MomentPage.Viewer), PageAnswers.Viewer(context)))
            : SessionPages.See("/at/" + number + (compared is null ? null : "?from=" + compared));
    }

    // What of the page is another at another moment: the script puts it in place.
    private static async Task<IResult> Content(
        HttpContext context, JournalMoments moments, PageRenderer renderer, string moment, string? from) =>
        await Places(context, moments, moment, from) is { } asked
            ? await renderer.Page<MomentContent>(
                StatusCodes.Status200OK,
                (nameof(MomentContent.Moment), await moments.At(asked.Place, asked.From, context.RequestAborted)))
            : await NoMoment(context, renderer, moment, from);

    private static async Task<(long Place, long? From)?> Places(HttpContext context, JournalMoments moments, string moment, string? from)
    {
        if (await moments.Find(moment, context.RequestAborted) is not { } place)
        {
            return null;
        }

        if (string.IsNullOrWhiteSpace(from))
        {
            return (place, null);
        }

        return await moments.Find(from.Trim(), context.RequestAborted) is { } other ? (place, other) : null;
    }

    private static Task<IResult> NoMoment(HttpContext context, PageRenderer renderer, string moment, string? from) => renderer.Message(
        context,
        StatusCodes.Status404NotFound,
        "No such moment",
        $"\"{Identifier.Shown(moment)}\"{(from is null ? null : $" or \"{Identifier.Shown(from)}\"")} is no event and no time; "
            + "write an event's number (1234) or a time (2025-10-10T21:00:00Z).");
}
