using System.Text.Json;
using ExchangeActors.Domain.Primitives;
using Microsoft.AspNetCore.Http;

namespace ExchangeActors.Node.Service.Answers;

/// <summary>A problem as RFC 9457 has it.</summary>
/// <param name="Type">Always <c>about:blank</c>: <see cref="Code"/> tells.</param>
/// <param name="Title">The status in words.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">The exchange's reason code.</param>
/// <param name="Detail">The figures, for a person.</param>
/// <param name="Command">The command that was refused; null where it did not come so far.</param>
internal sealed record Problem(string Type, string Title, int Status, string Code, string Detail, string? Command);

/// <summary>Answers that say what is wrong.</summary>
internal static class Problems
{
    /// <summary>Their type.</summary>
    public const string ContentType = "application/problem+json";

    private const string RetrySeconds = "1";

    /// <summary>HTTP status of a refusal.</summary>
    public static int StatusOf(string code) => code switch
    {
        "invalid-id" or "invalid-text" or "invalid-time" or "invalid-amount" or "invalid-instrument" => StatusCodes.Status400BadRequest,
        "operator-only" => StatusCodes.Status403Forbidden,
        "account-not-open" or "market-not-listed" or "unknown-market" or "no-such-order" => StatusCodes.Status404NotFound,
        "account-already-open" or "market-already-listed" or "command-number-passed" => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    /// <summary>What is said of an account that is not there, or not the caller's.</summary>
    public static string NoAccount(string account) => $"there is no account \"{Identifier.Shown(account)}\"";

    /// <summary>A problem's text.</summary>
    public static string Text(int status, string code, string detail, string? command) =>
        JsonSerializer.Serialize(new Problem("about:blank", Title(status), status, code, detail, command), ApiJson.Options);

    /// <summary>An answer that tells a problem.</summary>
    public static IResult Of(HttpContext context, int status, string code, string detail)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Results.Text(Text(status, code, detail, null), ContentType, statusCode: status);
    }

    /// <summary>There is no such thing, or it is not the caller's to know of.</summary>
    public static IResult NotFound(HttpContext context, string what) => Of(context, StatusCodes.Status404NotFound, "not-found", what);

    /// <summary>What was asked for is in an archive.</summary>
    public static IResult Archived(HttpContext context, string what) => Of(context, StatusCodes.Status410Gone, "events-archived", what);

    /// <summary>A value is none.</summary>
    public static IResult Invalid(HttpContext context, string where, string what) =>
        Of(context, StatusCodes.Status400BadRequest, "invalid-request", $"{where}: {what}");

    /// <summary>The exchange is not there; the same request can be sent again.</summary>
    public static IResult NotReady(HttpContext context) => Later(
        context, "not-ready", "the exchange is starting from its journal; send the same request again, with the same Idempotency-Key");

    /// <summary>There is too much to do.</summary>
    public static IResult Overloaded(HttpContext context) => Later(
        context, "overloaded", "too many commands are under way, in all or for this entity; nothing was done, send the request again");

    /// <summary>A node of the cluster does not answer.</summary>
    public static IResult NoAnswer(HttpContext context) => Later(
        context, "no-answer", "a node of the cluster does not answer; ask again, another one takes its place soon");

    /// <summary>The entity waits for an operator; nothing was done.</summary>
    public static IResult Quarantined(HttpContext context, string detail) => Later(context, "quarantined", detail);

    /// <summary>The caller asks too often.</summary>
    public static IResult TooMany(HttpContext context)
    {
        context.Response.Headers.RetryAfter = RetrySeconds;
        return Of(context, StatusCodes.Status429TooManyRequests, "too-many-requests",
            "the caller asks more often than it may; send the request again later");
    }

    /// <summary>Something of the node's own went wrong: its log says what.</summary>
    public static IResult Internal(HttpContext context) => Of(
        context, StatusCodes.Status500InternalServerError, "internal",
            "the node failed to answer, its log says why; a command may be sent again with the same Idempotency-Key");

    private static IResult Later(HttpContext context, string code, string detail)
    {
        context.Response.Headers.RetryAfter = RetrySeconds;
        return Of(context, StatusCodes.Status503ServiceUnavailable, code, detail);
    }

    private static string Title(int status) => Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status);
}
