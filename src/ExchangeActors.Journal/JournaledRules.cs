using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues.Catalog;

namespace ExchangeActors.Journal;

/// <summary>The rules that a journal was written under, to and from the JSON of its header.</summary>
public static class JournaledRules
{
    private static readonly JsonSerializerOptions Layout = new(JsonSerializerDefaults.Web)
    {
        Converters = { new MoneyConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutDefaults } },
    };

    /// <summary>Writes rules.</summary>
    public static string Write(RulesSpec rules) => JsonSerializer.Serialize(rules, Layout);

    /// <summary>SHA-256 of what <see cref="Write"/> writes, hexadecimal: a journal's profile hash.</summary>
    public static string HashOf(RulesSpec rules) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Write(rules))));

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JournalException">It is something else.</exception>
    public static RulesSpec Read(string text, string where)
    {
        try
        {
            return JsonSerializer.Deserialize<RulesSpec>(text, Layout) ?? throw new JsonException("it is empty");
        }
        catch (JsonException exception)
        {
            throw new JournalException(JournalFault.Corrupt, $"the header's rules cannot be read ({exception.Message.TrimEnd('.')})", where, "restore the journal from a copy", exception);
        }
    }

    /// <summary>What was added since journals were written first is written only where it says something, so that their hash stays what it was.</summary>
    private static void LeaveOutDefaults(JsonTypeInfo type)
    {
        if (type.Type == typeof(VenueProfileSpec))
        {
            type.Properties.Single(property => property.Name == "layers").ShouldSerialize = static (_, layers) => layers is not null;
        }
    }

    private sealed class MoneyConverter : JsonConverter<Money>
    {
        public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetDecimal());

        public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
    }
}
