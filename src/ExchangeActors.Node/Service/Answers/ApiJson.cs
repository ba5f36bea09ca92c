using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ExchangeActors.Node.Service.Answers;

/// <summary>How the API's JSON is written: names in camel case, amounts as texts, so that nobody's floating point rounds them.</summary>
internal static class ApiJson
{
    /// <summary>For all answers and requests.</summary>
    public static JsonSerializerOptions Options { get; } = Change(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <summary>Changes the framework's options to these.</summary>
    public static JsonSerializerOptions Change(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Encoder = JavaScriptEncoder.Default;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.Converters.Add(new AmountConverter());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        return options;
    }

    private sealed class AmountConverter : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Amounts.Parse(reader.GetString()) is { } amount
                ? amount
                : throw new JsonException("an amount is a decimal number as a text, e.g. \"1234.5\"");

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Amounts.Of(value));
    }
}
