using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.Exporting;

/// <summary>
/// An event as a row of a table. Kinds of events have different fields, so each column takes the first field of <see cref="Sources"/> that
/// the event has, and is empty when it has none of them; what it took is in <paramref name="Event"/> by its name.
/// </summary>
/// <param name="Ordering">Its place in the journal.</param>
/// <param name="Stream">The entity.</param>
/// <param name="Sequence">Its place in the stream.</param>
/// <param name="Kind">E.g. <c>account.fill-applied</c>.</param>
/// <param name="At">Exchange time.</param>
/// <param name="CausedBy">The event or outside input that caused it.</param>
/// <param name="Correlation">The order, liquidation or deleveraging; null for none.</param>
/// <param name="Account">The account; of the stream if the event names none.</param>
/// <param name="Market">The market; of the stream if the event names none, of a forced close that of its deleveraging.</param>
/// <param name="Amount">Money, quote.</param>
/// <param name="Quantity">Contracts.</param>
/// <param name="Price">Quote per unit.</param>
/// <param name="RealisedPnl">Quote.</param>
/// <param name="Rank">Place in an ADL queue, from 1.</param>
/// <param name="Event">All fields, JSON.</param>
/// <param name="Hash">The stream's hash after it.</param>
internal sealed record EventColumns(
    long Ordering,
    string Stream,
    long Sequence,
    string Kind,
    Moment At,
    string CausedBy,
    string? Correlation,
    string? Account,
    string? Market,
    decimal? Amount,
    decimal? Quantity,
    decimal? Price,
    decimal? RealisedPnl,
    int? Rank,
    string Event,
    string Hash)
{
    /// <summary>Which fields of an event feed which column, the first that it has.</summary>
    public static ImmutableArray<(string Column, ImmutableArray<string> Fields)> Sources { get; } =
    [
        ("account", ["account", "taker", "order.account"]),
        ("market", ["market", "instrument.id"]),
        ("amount", ["amount", "deposit", "payment", "fee", "loss", "paid"]),
        ("quantity", ["quantity", "fill.quantity", "order.quantity", "filled", "closed", "needed", "delta"]),
        ("price", ["price", "fill.price", "order.limit", "limit", "mark"]),
        ("realisedPnl", ["realisedPnl"]),
        ("rank", ["rank"]),
    ];

    /// <summary>The columns of an event.</summary>
    public static EventColumns Of(JournalRow row)
    {
        var recorded = row.Recorded;
        var stream = recorded.Id.Stream;
        var document = Documents.Of(recorded.Event);
        var fields = document.ToJsonString(Documents.Layout);
        return new EventColumns(
            row.Ordering,
            stream.ToString(),
            recorded.Id.Sequence,
            Documents.KindOf(row.Manifest),
            recorded.At,
            recorded.CausedBy.ToString(),
            recorded.Correlation,
            First(document, 0)?.GetValue<string>() ?? (stream.Kind == EntityKind.Account ? stream.Id : null),
            First(document, 1)?.GetValue<string>() ?? (stream.Kind is EntityKind.Market or EntityKind.Deleveraging ? stream.Id
                : StepOf(recorded.Event)?.Deleveraging.Market.Value),
            First(document, 2)?.GetValue<decimal>(),
            First(document, 3)?.GetValue<decimal>(),
            First(document, 4)?.GetValue<decimal>(),
            First(document, 5)?.GetValue<decimal>(),
            First(document, 6)?.GetValue<int>(),
            fields,
            row.Hash.ToString());
    }

    private static StepId? StepOf(DomainEvent @event) => @event switch
    {
        PositionForceClosed e => e.Step,
        ForceCloseDeclined e => e.Step,
        _ => null,
    };

    private static JsonValue? First(JsonObject document, int column)
    {
        foreach (var path in Sources[column].Fields)
        {
            JsonNode? node = document;
            foreach (var step in path.Split('.'))
            {
                node = (node as JsonObject)?[step];
            }

            if (node is JsonValue value && value.GetValueKind() != JsonValueKind.Null)
            {
                return value;
            }
        }

        return null;
    }
}
