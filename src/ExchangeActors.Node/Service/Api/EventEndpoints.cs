using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Node.Service.Answers;
using ExchangeActors.Node.Service.Keys;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Selection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace ExchangeActors.Node.Service.Api;

/// <summary>
/// Events as they are stored, as server-sent events. The id of each is its place in the journal, so that whoever reconnects with
/// <c>Last-Event-ID</c> goes on behind it, whatever happened to the node meanwhile: none is missing, none comes twice.
/// </summary>
internal static partial class EventEndpoints
{
    private const int Together = 2_000;
    private const string Somebody = "somebody";
    private const string LastEventId = "Last-Event-ID";
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    /// <summary>Maps them.</summary>
    public static void Map(RouteGroupBuilder api) => api.MapGet("/events", Follow).RequireAuthorization(Policies.OwnOrAll)
        .WithTags("Events")
        .Produces<string>(StatusCodes.Status200OK, "text/event-stream")
        .WithSummary(
            "Stored events from a place on, as server-sent events; account, market and type (account.position-force-closed) choose.");

    private static async Task Follow(
        HttpContext context,
        LiveExchange live,
        ExchangeHost host,
        IHostApplicationLifetime lifetime,
        string? account,
        string? market,
        string? type,
        long? after)
    {
        if (Filter(context, account, market, type, out var problem) is not { } filter)
        {
            await problem!.ExecuteAsync(context);
            return;
        }

        var trader = Access.IsTrader(context.User);
        var place = long.TryParse(context.Request.Headers[LastEventId], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            ? last
            : Math.Max(0, after ?? live.Events);
        if (live.After(place, 1) is null && StoredEvents.BeginsWith(host) is { } begins && place < begins.Snapshot.Place)
        {
            await Problems.Archived(
                context,
                $"the events up to {begins.Snapshot.Place} are in the archive {begins.Archive}; "
                    + $"follow from after={begins.Snapshot.Place} on")
                .ExecuteAsync(context);
            return;
        }

        // A node that stops does not wait for its listeners: they go on elsewhere, or when it is back.
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        await context.Response.WriteAsync($": events after {place.ToString(CultureInfo.InvariantCulture)}\n\n", over.Token);
        await context.Response.Body.FlushAsync(over.Token);
        try
        {
            await foreach (var part in Parts(live, host, place, over.Token))
            {
                var text = new StringBuilder();
                var sent = false;
                foreach (var placed in part)
                {
                    if (filter(placed.Recorded))
                    {
                        text.Append(trader ? ForTrader(placed.TextOf(Text), account!) : placed.TextOf(Text));
                        sent = true;
                    }

                    place = placed.Place;
                }

                if (!sent)
                {
                    // Who listens for little learns how far it has heard of all.
                    text.Append("id: ").Append(place.ToString(CultureInfo.InvariantCulture)).Append("\n: none\n\n");
                }

                await context.Response.WriteAsync(text.ToString(), over.Token);
                await context.Response.Body.FlushAsync(over.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The listener has gone, or the node stops.
        }
    }

    private static async IAsyncEnumerable<IReadOnlyList<PlacedEvent>> Parts(
        LiveExchange live, ExchangeHost host, long place, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var stored = new StoredEvents(host);
        while (true)
        {
            var part = live.After(place, Together) ?? stored.After(place, Together);
            if (part.Count > 0)
            {
                place = part[^1].Place;
                yield return part;
                continue;
            }

            using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await Task.WhenAny(live.More(place), Task.Delay(Silence, silence.Token));
            await silence.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
            // What comes within a moment goes out together.
            await Task.Delay(Moment, cancellation);
            if (live.Events <= place)
            {
                yield return [];
            }
        }
    }

    private static Func<RecordedEvent, bool>? Filter(HttpContext context, string? account, string? market, string? type,
        out IResult? problem)
    {
        problem = null;
        var trader = Access.IsTrader(context.User);
        if (trader && account is null)
        {
            problem = Problems.Invalid(context, "account", "a trader follows one of the own accounts; name it");
            return null;
        }

        if (account is not null && !Access.MaySee(context.User, account))
        {
            problem = Problems.NotFound(context, Problems.NoAccount(account));
            return null;
        }

        if (type is not null && !EventFilter.IsType(type))
        {
            problem = Problems.Invalid(
                context, "type", "is no kind of event; write one like account.position-force-closed, or its beginning");
            return null;
        }

        return recorded =>
            (account is null || (recorded.Id.Stream.Kind == EntityKind.Account && recorded.Id.Stream.Id == account))
            && (market is null || (recorded.Id.Stream.Id == market
                && recorded.Id.Stream.Kind is EntityKind.Market or EntityKind.Deleveraging))
            && (type is null || EventFilter.IsOfType(EventCodec.ManifestOf(recorded.Event), recorded.Event.GetType().Name, type));
    }

    /// <summary>A trader learns what happened to the own account, not whose liquidation or order was on the other side.</summary>
    private static string ForTrader(string text, string account) => Names().Replace(
        text, name => name.Groups["id"].Value == account ? name.Value : $"{name.Groups["before"].Value}{Somebody}");

    [GeneratedRegex("""(?<before>(?:"bankrupt":"|\b(?:liq|order|account)/))(?<id>[^/"#]+)""")]
    private static partial Regex Names();

    private static string Kind(RecordedEvent recorded) => Documents.KindOf(EventCodec.ManifestOf(recorded.Event));

    private static string Text(PlacedEvent placed)
    {
        var recorded = placed.Recorded;
        var kind = Kind(recorded);
        var document = new JsonObject
        {
            ["place"] = placed.Place,
            ["id"] = recorded.Id.ToString(),
            ["kind"] = kind,
            ["at"] = recorded.At.ToString(),
            ["causedBy"] = recorded.CausedBy.ToString(),
            ["correlation"] = recorded.Correlation,
            ["event"] = Documents.Of(recorded.Event),
        };
        var data = document.ToJsonString(Documents.Layout);
        return $"id: {placed.Place.ToString(CultureInfo.InvariantCulture)}\nevent: {kind}\ndata: {data}\n\n";
    }
}
