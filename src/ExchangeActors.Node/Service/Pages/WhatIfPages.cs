using System.Collections.Immutable;
using System.Globalization;
using ExchangeActors.Review.Reading;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Web;
using ExchangeActors.Web.Pages;
using ExchangeActors.Web.Parts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ExchangeActors.Node.Service.Pages;

/// <summary>The record beside what other rules would have made of it.</summary>
internal static class WhatIfPages
{
    /// <summary>Maps them.</summary>
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet("/what-if", (HttpContext context, WhatIfDesk desk, PageRenderer renderer) =>
            Form(context, desk, renderer, StatusCodes.Status200OK, null, null, null));
        pages.MapPost("/what-if", Ask);
        pages.MapGet("/what-if/{id:int}", (HttpContext context, WhatIfDesk desk, PageRenderer renderer, int id) =>
            desk.Find(id) is { } asked
                ? renderer.Page<WhatIfAnswerPage>(
                    StatusCodes.Status200OK,
                    (nameof(WhatIfAnswerPage.Asked), asked),
                    (nameof(WhatIfAnswerPage.Viewer), PageAnswers.Viewer(context)))
                : Missing(context, renderer));
        pages.MapGet("/what-if/{id:int}/content", (HttpContext context, WhatIfDesk desk, PageRenderer renderer, int id) =>
            desk.Find(id) is { } asked
                ? renderer.Page<WhatIfContent>(StatusCodes.Status200OK, (nameof(WhatIfContent.Asked), asked))
                : Missing(context, renderer));
        pages.MapPost("/what-if/{id:int}/stop", (HttpContext context, WhatIfDesk desk, PageRenderer renderer, int id) =>
        {
            if (SessionPages.IsForeign(context.Request))
            {
                return Foreign(context, renderer);
            }

            desk.Stop(id);
            return Task.FromResult(SessionPages.See(Address(id)));
        });
    }

    private static async Task<IResult> Ask(HttpContext context, WhatIfDesk desk, PageRenderer renderer)
    {
        if (SessionPages.IsForeign(context.Request))
        {
            return await Foreign(context, renderer);
        }

        if (!context.Request.HasFormContentType || context.Request.ContentLength is not <= SessionPages.LongestForm)
        {
            return await Form(context, desk, renderer, StatusCodes.Status400BadRequest, null, null, "Send the form.");
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (venue, rules) = (form["venue"].ToString().Trim(), form["rules"].ToString());
        try
        {
            var settings = rules.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToImmutableArray();
            return SessionPages.See(Address(desk.Begin(venue.Length == 0 ? null : venue, settings)));
        }
        catch (Exception wrong) when (wrong is ReviewException or InputException)
        {
            var problem = wrong is InputException input
                ? string.Join("; ", input.Problems.Take(5).Select(found => $"{found.Path}: {found.What}; {found.Remedy}")) : wrong.Message;
            return await Form(context, desk, renderer, StatusCodes.Status400BadRequest, venue, rules, problem);
        }
    }

    private static Task<IResult> Form(
        HttpContext context, WhatIfDesk desk, PageRenderer renderer, int status, string? venue, string? rules, string? problem) =>
        renderer.Page<WhatIfPage>(
            status,
            (nameof(WhatIfPage.Venues), WhatIfDesk.Venues),
            (nameof(WhatIfPage.Recorded), desk.Recorded()),
            (nameof(WhatIfPage.Asked), desk.Asked),
            (nameof(WhatIfPage.Venue), venue),
            (nameof(WhatIfPage.Rules), rules),
            (nameof(WhatIfPage.Problem), problem),
            (nameof(WhatIfPage.Viewer), PageAnswers.Viewer(context)));

    private static string Address(int id) => "/what-if/" + id.ToString(CultureInfo.InvariantCulture);

    private static Task<IResult> Missing(HttpContext context, PageRenderer renderer) => renderer.Message(
        context, StatusCodes.Status404NotFound, "Not kept", "This simulation was not asked for, or is not kept any more: ask it again.");

    private static Task<IResult> Foreign(HttpContext context, PageRenderer renderer) => renderer.Message(
        context, StatusCodes.Status403Forbidden, "Not asked", "Another site has sent this form; ask here.");
}
