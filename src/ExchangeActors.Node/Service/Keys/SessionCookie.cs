using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeActors.Node.Service.Keys;

/// <summary>
/// How a browser shows who it is once a key was typed in: a cookie that scripts do not see and other sites do not send, sealed by this
/// process, so that it ends with it. It is taken by pages, not by the API, where a key in a header is asked for.
/// </summary>
internal static class SessionCookie
{
    /// <summary>The scheme's name.</summary>
    public const string SchemeName = "session";

    /// <summary>The cookie's name.</summary>
    public const string Name = "exchange-session";

    private const string Api = "/api/v1";
    private const string Metrics = "/metrics";
    private static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    /// <summary>True for a request that a cookie speaks for.</summary>
    public static bool IsFor(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Cookies.ContainsKey(Name) && KeyAuthentication.TextOf(request) is null
            && !request.Path.StartsWithSegments(Api, StringComparison.OrdinalIgnoreCase)
            && !request.Path.StartsWithSegments(Metrics, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Sets it up.</summary>
    public static void Change(CookieAuthenticationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Cookie.Name = Name;
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = Longest;
        options.SlidingExpiration = false;
        options.Events = new CookieAuthenticationEvents
        {
            OnValidatePrincipal = StillTaken,
            OnRedirectToLogin = context => Answer(context, StatusCodes.Status401Unauthorized),
            OnRedirectToAccessDenied = context => Answer(context, StatusCodes.Status403Forbidden),
        };
    }

    private static async Task StillTaken(CookieValidatePrincipalContext context)
    {
        if (context.Principal is not { } user || !await context.HttpContext.RequestServices.GetRequiredService<KeyLookup>().IsTaken(user))
        {
            context.RejectPrincipal();
        }
    }

    private static Task Answer(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
