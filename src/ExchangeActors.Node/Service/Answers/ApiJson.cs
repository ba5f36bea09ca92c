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
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        return options;
    }
}
