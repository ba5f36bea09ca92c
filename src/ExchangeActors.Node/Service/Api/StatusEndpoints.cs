using ExchangeActors.Node.Service.Answers;
using ExchangeActors.Node.Service.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ExchangeActors.Node.Service.Api;

/// <summary>How a node is.</summary>
/// <param name="AsOf">Up to which event it has come.</param>
/// <param name="Version">Of the program.</param>
/// <param name="Clock">wall or feed.</param>
/// <param name="Now">Exchange time.</param>
/// <param name="AtRest">True when nothing was under way; null when it was not waited for.</param>
/// <param name="Broken">The first invariant that did not hold; null while all do.</param>
internal sealed record StatusDocument(AsOf AsOf, string Version, string Clock, string Now, bool? AtRest, string? Broken) : IAnswerAsOf;

/// <summary>The node itself.</summary>
internal static class StatusEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Maps them.</summary>
    public static void Map(RouteGroupBuilder api) => api.MapGet("/status", Status).RequireAuthorization(Policies.Known).WithTags("Node")
        .Produces<StatusDocument>()
            .WithSummary("How far the exchange has come; with rest=true once nothing is under way, an operator's to ask.");

    private static async Task<IResult> Status(HttpContext context, LiveExchange live, ExchangeHost host, ExchangeTime time, bool? rest)
    {
        bool? atRest = null;
        if (rest == true)
        {
            if (!context.User.IsInRole(Roles.Operator) && !context.User.IsInRole(Roles.RiskAdmin))
            {
                return Problems.Of(context, StatusCodes.Status403Forbidden, "not-allowed",
                    "only an operator waits until nothing is under way");
            }

            using var limited = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            limited.CancelAfter(Patience);
            try
            {
                atRest = await host.Rest(limited.Token);
            }
            catch (OperationCanceledException)
            {
                atRest = false;
            }
        }

        return Results.Json(
            live.Read(view => new StatusDocument(
                AsOfDocument.Of(view),
                ProgramVersion.Text,
                AccountDocuments.Name(time.Source),
                time.Now().ToString(),
                atRest,
                view.Broken is { } broken ? $"{broken.Name}: {broken.Detail}" : null)),
            ApiJson.Options);
    }
}
