using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Node.Service.Answers;
using ExchangeActors.Node.Service.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace ExchangeActors.Node.Service.Api;

/// <summary>An entity that takes no messages.</summary>
/// <param name="Entity">account/alice, market/BTC-PERP.</param>
/// <param name="Message">The kind of message that it failed to decide.</param>
/// <param name="CausedBy">The event that the message follows from.</param>
/// <param name="Why">How deciding it failed.</param>
/// <param name="At">Exchange time of the message.</param>
/// <param name="Waiting">Messages that wait behind it; 0 in a cluster, where their senders send them again.</param>
internal sealed record QuarantinedDocument(string Entity, string Message, string CausedBy, string Why, string At, int Waiting)
{
    public static QuarantinedDocument Of(QuarantinedEntity entity) => new(
        entity.Entity.ToString(), entity.Message, entity.CausedBy.ToString(), entity.Why, entity.At.ToString(), entity.Waiting);
}

/// <summary>The entities in quarantine.</summary>
/// <param name="AsOf">Up to which event the exchange had come.</param>
/// <param name="Entities">By address.</param>
internal sealed record QuarantineDocument(AsOf AsOf, ImmutableArray<QuarantinedDocument> Entities) : IAnswerAsOf;

/// <summary>What came of a retry.</summary>
/// <param name="AsOf">Up to which event the exchange had come.</param>
/// <param name="Entity">The entity.</param>
/// <param name="GoesOn">True when it takes messages.</param>
/// <param name="Still">Why it stays in quarantine; null when it goes on.</param>
internal sealed record RetriedDocument(AsOf AsOf, string Entity, bool GoesOn, QuarantinedDocument? Still) : IAnswerAsOf;

/// <summary>Entities that failed at a message.</summary>
internal static partial class QuarantineEndpoints
{
    /// <summary>Maps them.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("/quarantine").WithTags("Quarantine");
        group.MapGet(string.Empty, List).RequireAuthorization(Policies.SeesAll).Produces<QuarantineDocument>()
            .WithSummary("Entities that failed to decide a message and take none until they are let try again.");
        group.MapPost("/{kind}/{id}/retry", Retry).RequireAuthorization(Policies.Operates).Produces<RetriedDocument>()
            .WithSummary("The entity tries again to decide the message that it failed at.");
    }

    [LoggerMessage(LogLevel.Warning, "{Caller} let {Entity} try again: {Outcome}")]
    private static partial void Retried(ILogger log, string caller, EntityRef entity, string outcome);

    private static async Task<IResult> List(HttpContext context, ExchangeHost host, LiveExchange live) =>
        await host.Quarantine.Look(context.RequestAborted) is { } entities
            ? Results.Json(
                new QuarantineDocument(live.Read(AsOfDocument.Of), [.. entities.Select(QuarantinedDocument.Of)]), ApiJson.Options)
            : host.IsReady ? Problems.NoAnswer(context) : Problems.NotReady(context);

    private static async Task<IResult> Retry(
        HttpContext context, ExchangeHost host, LiveExchange live, ILoggerFactory loggers, string kind, string id)
    {
        if (EntityRef.Parse($"{kind}/{id}") is not { } entity || live.Read(view => view.State.VersionOf(entity)) == 0)
        {
            return Problems.NotFound(context, $"there is no entity \"{Identifier.Shown($"{kind}/{id}")}\"");
        }

        if (await host.Quarantine.Retry(entity) is not { } retried)
        {
            return host.IsReady ? Problems.NoAnswer(context) : Problems.NotReady(context);
        }

        Retried(
            loggers.CreateLogger(typeof(QuarantineEndpoints).FullName!),
            Access.CallerOrNobody(context),
            entity,
            !retried.Was ? "it was not in quarantine" : retried.Still is { } still ? still.Why : "it goes on");
        return retried.Was
            ? Results.Json(
                new RetriedDocument(
                    live.Read(AsOfDocument.Of),
                    entity.ToString(),
                    retried.Still is null,
                    retried.Still is null ? null : QuarantinedDocument.Of(retried.Still)),
                ApiJson.Options)
            : Problems.Of(context, StatusCodes.Status409Conflict, "not-in-quarantine", $"{entity} is not in quarantine");
    }
}
