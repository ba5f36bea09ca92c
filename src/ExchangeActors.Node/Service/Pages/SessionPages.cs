using ExchangeActors.Node.Service.Keys;
using ExchangeActors.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ExchangeActors.Node.Service.Pages;

/// <summary>Signing in with a key, and out.</summary>
internal static class SessionPages
{
    /// <summary>Bytes of a form at most.</summary>
    public const long LongestForm = 4_096;

    private const string SiteHeader = "Sec-Fetch-Site";

    /// <summary>Maps them.</summary>
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet("/sign-in", (PageRenderer renderer) => renderer.SignIn("/", null));
        pages.MapPost("/sign-in", SignIn);
        pages.MapPost("/sign-out", SignOut);
        pages.MapGet("/session", (HttpContext context) =>
            Results.StatusCode(
                context.User.Identity?.IsAuthenticated == true ? StatusCodes.Status204NoContent : StatusCodes.Status401Unauthorized));
        MapAssets(pages);
    }

    /// <summary>Maps what pages load.</summary>
    public static void MapAssets(RouteGroupBuilder pages)
    {
        foreach (var asset in PageAsset.All)
        {
            pages.MapGet("/assets/" + asset.Name, (HttpContext context) =>
            {
                context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
                return Results.Bytes(asset.Content, asset.Type);
            });
        }
    }

    /// <summary>A path of this host; the live view where a text is none.</summary>
    public static string Local(string? path) =>
        path is ['/', ..] && !path.StartsWith("//", StringComparison.Ordinal) && !path.Contains('\\', StringComparison.Ordinal)
            && !path.Any(char.IsControl)
            ? path
            : "/";

    private static async Task<IResult> SignIn(HttpContext context, PageRenderer renderer, KeyLookup keys)
    {
        if (IsForeign(context.Request))
        {
            return await renderer.Message(
                context, StatusCodes.Status403Forbidden, "Not signed in", "Another site has sent this form; sign in here.");
        }

        if (!context.Request.HasFormContentType || context.Request.ContentLength is not <= LongestForm)
        {
            return await renderer.SignIn("/", "Send the form with a key.");
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var back = Local(form["return"]);
        if (await keys.Find(form["key"].ToString().Trim()) is not { } key)
        {
            return await renderer.SignIn(back, "This key is not known, has expired or was revoked.");
        }

        await context.SignInAsync(
            SessionCookie.SchemeName,
            KeyLookup.Principal(key, SessionCookie.SchemeName),
            new AuthenticationProperties { ExpiresUtc = key.Expires is { } end ? Earlier(end) : null });
        return See(back);
    }

    private static async Task<IResult> SignOut(HttpContext context, PageRenderer renderer)
    {
        if (IsForeign(context.Request))
        {
            return await renderer.Message(context, StatusCodes.Status403Forbidden, "Still signed in", "Another site has sent this form.");
        }

        await context.SignOutAsync(SessionCookie.SchemeName);
        return See("/");
    }

    /// <summary>Goes there with GET.</summary>
    public static IResult See(string path) => new SeeOther(path);

    /// <summary>
    /// Whether another site has sent a form. Browsers say from where it comes; what is no browser says nothing, and has no cookie of
    /// somebody else's.
    /// </summary>
    public static bool IsForeign(HttpRequest request) => request.Headers[SiteHeader].ToString() is not ("" or "same-origin" or "none");

    private static DateTimeOffset Earlier(long end)
    {
        var usual = DateTimeOffset.UtcNow.AddHours(12);
        var given = DateTimeOffset.FromUnixTimeMilliseconds(end);
        return given < usual ? given : usual;
    }

    private sealed class SeeOther(string path) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = path;
            return Task.CompletedTask;
        }
    }
}
