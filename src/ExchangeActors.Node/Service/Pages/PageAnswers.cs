using System.Security.Claims;
using ExchangeActors.Node.Service.Keys;
using ExchangeActors.Web;
using ExchangeActors.Web.Layout;
using ExchangeActors.Web.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeActors.Node.Service.Pages;

/// <summary>Answers that are pages.</summary>
internal static class PageAnswers
{
    private const string Html = "text/html; charset=utf-8";

    /// <summary>
    /// Nothing from elsewhere, no script or style inside the page, in no frame: a text of a journal that looks like markup is shown, and
    /// would do nothing if it were not.
    /// </summary>
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Sets what every page's answer says to the browser.</summary>
    public static void Protect(HttpResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        var headers = response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
    }

    /// <summary>For whom a page is made.</summary>
    public static Viewer Viewer(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var user = context.User;
        return user.Identity?.IsAuthenticated == true
            ? new Viewer(
                user.FindFirstValue(ClaimTypes.Role) ?? user.FindFirstValue("role") ?? "user",
                !Access.IsTrader(user),
                context.RequestServices.GetService<ExchangeHost>() is not null)
            : Web.Layout.Viewer.Nobody;
    }

    /// <summary>A page.</summary>
    public static async Task<IResult> Page<T>(this PageRenderer renderer, int status, params (string Name, object? Value)[] parameters)
        where T : IComponent
    {
        ArgumentNullException.ThrowIfNull(renderer);
        return Results.Content(await renderer.Render<T>(parameters), Html, statusCode: status);
    }

    /// <summary>A page that says why there is no other.</summary>
    public static Task<IResult> Message(this PageRenderer renderer, HttpContext context, int status, string title, string text) =>
        renderer.Page<MessagePage>(
            status, (nameof(MessagePage.Title), title), (nameof(MessagePage.Text), text), (nameof(MessagePage.Viewer), Viewer(context)));

    /// <summary>The form that asks for a key.</summary>
    public static Task<IResult> SignIn(this PageRenderer renderer, string back, string? problem) => renderer.Page<SignInPage>(
        StatusCodes.Status401Unauthorized, (nameof(SignInPage.Return), back), (nameof(SignInPage.Problem), problem));
}
