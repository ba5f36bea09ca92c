using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Catalog;

namespace ExchangeActors.Journal;

/// <summary>The rules that a journal was written under, to and from the JSON of its header.</summary>
public static class JournaledRules
{
    private static readonly JsonSerializerOptions Layout = new(JsonSerializerDefaults.Web)
    {
        Converters = { new MoneyConverter(), new AccountIdConverter() },
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
            var rules = JsonSerializer.Deserialize<RulesSpec>(text, Layout);
            return rules is not null && IsWhole(rules) ? rules : throw new JsonException("it is empty, or a part of it is");
        }
        catch (Exception exception)
            when (exception is JsonException or ArgumentException or FormatException or InvalidOperationException or OverflowException)
        {
            throw new JournalException(JournalFault.Corrupt, $"the header's rules cannot be read ({exception.Message.TrimEnd('.')})",
                where, "restore the journal from a copy", exception);
        }
    }

    /// <summary>
    /// False when something is missing that the type says is there: a reader of JSON leaves out what the text leaves out.
    /// </summary>
    private static bool IsWhole(RulesSpec rules) =>
        rules is
        {
            Venue: { Name: not null, Policies: not null, Limits: not null, Notes.IsDefault: false, Sources.IsDefault: false },
            Pool: { } pool,
        }
        && Identifier.IsValid(pool)
        && rules.Venue.Layers is not { IsDefault: true }
        && rules.Participants is not { IsDefault: true }
        && (rules.Participants ?? []).All(
            participant => participant is { Limits: not null } && Identifier.IsValid(participant.Account.Value))
        && rules.Venue.Policies.Values.All(policy => policy is { Policy: not null, Settings: not null });

    /// <summary>
    /// What was added since journals were written first is written only where it says something, so that their hash stays what it was.
    /// </summary>
    private static void LeaveOutDefaults(JsonTypeInfo type)
    {
        if (type.Type == typeof(VenueProfileSpec))
        {
            type.Properties.Single(property => property.Name == "layers").ShouldSerialize = static (_, layers) => layers is not null;
        }
        else if (type.Type == typeof(RulesSpec))
        {
            type.Properties.Single(property => property.Name == "participants").ShouldSerialize =
                static (_, participants) => participants is ImmutableArray<SupportParticipant> { IsDefaultOrEmpty: false };
        }
    }

    private sealed class AccountIdConverter : JsonConverter<AccountId>
    {
        public override AccountId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetString() ?? throw new JsonException("an account has no name"));

        public override void Write(Utf8JsonWriter writer, AccountId value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Value);
    }

    private sealed class MoneyConverter : JsonConverter<Money>
    {
        public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetDecimal());

        public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.Value);
    }
}
