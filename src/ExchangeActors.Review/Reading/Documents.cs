using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Codec;
using ExchangeActors.Journal.Reading;

namespace ExchangeActors.Review.Reading;

/// <summary>
/// Events, messages and states as JSON that a person can read: every stored field by its name; amounts as exact numbers, ids as texts,
/// times in ISO 8601.
/// </summary>
public static class Documents
{
    /// <summary>How all of the review's JSON is written.</summary>
    public static JsonSerializerOptions Layout { get; } = Create(indented: false);

    /// <summary>The same over several lines.</summary>
    public static JsonSerializerOptions Indented { get; } = Create(indented: true);

    /// <summary>An event, a message or a state with all that is stored of it.</summary>
    public static JsonObject Of(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return (JsonObject)JsonSerializer.SerializeToNode(value, value.GetType(), Layout)!;
    }

    /// <summary>The kind of an event or a message: its manifest without the version, e.g. <c>account.fill-applied</c>.</summary>
    public static string KindOf(string manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return manifest[..manifest.LastIndexOf('.')];
    }

    /// <summary>
    /// An event with its metadata: ordering, id, kind, causedBy, correlation, at, event, and on the first of a decision the message that
    /// was decided, null where the event holds all of it; hash.
    /// </summary>
    public static JsonObject Of(JournalRow row)
    {
        var recorded = row.Recorded;
        var document = new JsonObject
        {
            ["ordering"] = row.Ordering,
            ["id"] = recorded.Id.ToString(),
            ["kind"] = KindOf(row.Manifest),
            ["at"] = recorded.At.ToString(),
            ["causedBy"] = recorded.CausedBy.ToString(),
            ["correlation"] = recorded.Correlation,
            ["event"] = Of(recorded.Event),
        };
        if (row.Stored.InputInEvent is { } manifest)
        {
            document["decided"] = new JsonObject { ["kind"] = KindOf(manifest), ["message"] = null };
        }
        else if (row.Stored.ReadInput() is { } input)
        {
            document["decided"] = new JsonObject { ["kind"] = KindOf(MessageCodec.ManifestOf(input)), ["message"] = Of(input) };
        }

        document["hash"] = row.Hash.ToString();
        return document;
    }

    private static JsonSerializerOptions Create(bool indented)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            WriteIndented = indented,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { OnlyStored } },
            Converters =
            {
                new JsonStringEnumConverter(JsonNamingPolicy.CamelCase),
                new ValueConverter<decimal>(value => value),
                new ValueConverter<Money>(value => value.Value),
                new ValueConverter<Price>(value => value.Value),
                new ValueConverter<Quantity>(value => value.Value),
                new TextConverter<AccountId>(),
                new TextConverter<MarketId>(),
                new TextConverter<OrderId>(),
                new TextConverter<LiquidationId>(),
                new TextConverter<DeleveragingId>(),
                new TextConverter<StepId>(),
                new TextConverter<CommandId>(),
                new TextConverter<EntityRef>(),
                new TextConverter<EventRef>(),
                new TextConverter<Moment>(),
                new BoardConverter(),
                new KindConverter<Message>(),
                new KindConverter<OwedMessage>(),
                new KindConverter<SubmissionBody>(),
                new KindConverter<NoticeBody>(),
            },
        };
        options.MakeReadOnly();
        return options;
    }

    // What is computed from other fields is not stored.
    private static void OnlyStored(JsonTypeInfo type)
    {
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            if (type.Properties[i].Set is null
                && type.Type.Namespace?.StartsWith("ExchangeActors.Domain", StringComparison.Ordinal) == true)
            {
                type.Properties.RemoveAt(i);
            }
        }
    }

    private sealed class ValueConverter<T>(Func<T, decimal> value) : WriteOnlyConverter<T>
    {
        public override void Write(Utf8JsonWriter writer, T @object, JsonSerializerOptions options) =>
            writer.WriteRawValue(Canonical.Text(value(@object)));

        public override void WriteAsPropertyName(Utf8JsonWriter writer, T @object, JsonSerializerOptions options) =>
            writer.WritePropertyName(Canonical.Text(value(@object)));
    }

    private sealed class TextConverter<T> : WriteOnlyConverter<T>
        where T : notnull
    {
        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());

        public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WritePropertyName(value.ToString()!);
    }

    private sealed class BoardConverter : WriteOnlyConverter<MarkBoard>
    {
        public override void Write(Utf8JsonWriter writer, MarkBoard value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Quotes, options);
    }

    /// <summary>One of several kinds: an object with its kind first.</summary>
    private sealed class KindConverter<T> : WriteOnlyConverter<T>
        where T : notnull
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(T);

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
        {
            var fields = (JsonObject)JsonSerializer.SerializeToNode(value, value.GetType(), options)!;
            fields.Insert(0, "kind", JsonNamingPolicy.KebabCaseLower.ConvertName(value.GetType().Name));
            fields.WriteTo(writer, options);
        }
    }

    private abstract class WriteOnlyConverter<T> : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("The review's documents are read from their bytes.");
    }
}
