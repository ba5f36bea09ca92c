using System.Globalization;
using System.Text;
using System.Text.Json;
using ExchangeActors.Journal;
using ExchangeActors.Node.Service.Keys;
using ExchangeActors.Review.Reading;
using ExchangeActors.Web;
using ExchangeActors.Web.Figures;
using ExchangeActors.Web.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ExchangeActors.Node.Service.Pages;

/// <summary>The page: what people see of an exchange.</summary>
internal static class PageEndpoints
{
    private const string States = "states";
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    /// <summary>Registers what pages need.</summary>
    public static void Add(IServiceCollection services, NodeOptions options)
    {
        services.AddSingleton(new ReviewedPlace(options.JournalPlace));
        services.AddSingleton(_ => new JournalMoments(options.JournalPlace, Path.Combine(options.Data, States)));
        services.AddSingleton<PageRenderer>();
        services.AddSingleton<LiveFrames>();
        services.AddSingleton<WhatIfDesk>();
    }

    /// <summary>Maps them: each asks for a key itself, with a form.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        var open = Open(app);
        SessionPages.Map(open);
        var known = open.MapGroup(string.Empty).AddEndpointFilter(async (call, next) =>
        {
            var context = call.HttpContext;
            if (context.User.Identity?.IsAuthenticated != true)
            {
                return await Renderer(context).SignIn(SessionPages.Local(context.Request.Path + context.Request.QueryString), null);
            }

            return context.RequestServices.GetRequiredService<ExchangeHost>().IsReady
                ? await next(call)
                : await Starting(context);
        }).AddEndpointFilter(Told);
        known.MapGet("/", Live);
        known.MapGet("/frames", Frames);
        MapPast(known);
    }

    /// <summary>Maps what is shown of a journal that does not grow, to whoever asks.</summary>
    public static void MapReview(IEndpointRouteBuilder app)
    {
        var open = Open(app);
        SessionPages.MapAssets(open);
        var known = open.MapGroup(string.Empty).AddEndpointFilter(Told);
        known.MapGet("/", () => SessionPages.See("/at/last"));
        MapPast(known);
    }

    private static RouteGroupBuilder Open(IEndpointRouteBuilder app) =>
        app.MapGroup(string.Empty).AllowAnonymous().ExcludeFromDescription().AddEndpointFilter((call, next) =>
        {
            PageAnswers.Protect(call.HttpContext.Response);
            return next(call);
        });

    // What is not there, and what cannot be read, is said on a page.
    private static async ValueTask<object?> Told(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var context = call.HttpContext;
        try
        {
            return await next(call);
        }
        catch (ReviewException missing)
        {
            return await Renderer(context).Message(context, StatusCodes.Status404NotFound, "Not there", missing.Message);
        }
        catch (JournalException fault)
        {
            return await Renderer(context).Message(
                context, StatusCodes.Status500InternalServerError, "The journal cannot be read", fault.Message);
        }
    }

    // Of a journal, whether it grows or not.
    private static void MapPast(RouteGroupBuilder known)
    {
        AccountPages.Map(known);
        var all = known.MapGroup(string.Empty).AddEndpointFilter(async (call, next) => Access.IsTrader(call.HttpContext.User)
            ? await Renderer(call.HttpContext).Message(
                call.HttpContext,
                StatusCodes.Status403Forbidden,
                "Not yours to see",
                "A trader's key shows the own accounts, the markets and the fund.")
            : await next(call));
        DeleveragingPages.Map(all);
        MomentPages.Map(all);
        WhatIfPages.Map(all);
    }

    private static PageRenderer Renderer(HttpContext context) => context.RequestServices.GetRequiredService<PageRenderer>();

    private static async Task<IResult> Starting(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        return await Renderer(context).Message(
            context, StatusCodes.Status503ServiceUnavailable, "Starting", "The exchange is starting from its journal; reload in a moment.");
    }

    private static Task<IResult> Live(HttpContext context, PageRenderer renderer, LiveFrames frames) => renderer.Page<LivePage>(
        StatusCodes.Status200OK,
        (nameof(LivePage.Figures), frames.Figures(context.User)),
        (nameof(LivePage.Viewer), PageAnswers.Viewer(context)));

    private static async Task Frames(
        HttpContext context, LiveFrames frames, LiveExchange live, KeyLookup keys, IHostApplicationLifetime lifetime)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        var sent = string.Empty;
        var (known, all) = (default(SeriesVersion), !Access.IsTrader(context.User));
        try
        {
            while (await keys.IsTaken(context.User))
            {
                var frame = await frames.Newest(context.User, ending.Token);
                await context.Response.WriteAsync(frame.Html == sent ? ": none\n\n" : Message(frame), ending.Token);
                await context.Response.Body.FlushAsync(ending.Token);
                sent = frame.Html;
                if (live.Read(view => view.Series.Since(known, all)) is { } slice)
                {
                    known = slice.Version;
                    await context.Response.WriteAsync(
                        $"event: series\ndata: {JsonSerializer.Serialize(slice, JsonSerializerOptions.Web)}\n\n", ending.Token);
                    await context.Response.Body.FlushAsync(ending.Token);
                }

                using var waiting = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
                await Task.WhenAny(live.More(frame.Place), Task.Delay(Silence, waiting.Token));
                await waiting.CancelAsync();
                await Task.Delay(LiveFrames.Shortest, ending.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Who looked has gone, or the node stops.
        }
    }

    // Line breaks of texts are encoded: what is left of them are the components' own.
    private static string Message(LiveFrame frame) => new StringBuilder()
        .Append("id: ").Append(frame.Place.ToString(CultureInfo.InvariantCulture))
        .Append("\nevent: frame\ndata: ").Append(frame.Html.ReplaceLineEndings("\ndata: ")).Append("\n\n").ToString();
}

/// <summary>The journal that pages are about.</summary>
/// <param name="Journal">A file, or a database.</param>
internal sealed record ReviewedPlace(string Journal);
