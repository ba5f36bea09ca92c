using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace ExchangeActors.Journal.Codec;

/// <summary>
/// Strictness of the wire form: what a schema demands must be there, and an enumeration has no value that it does not name.
/// </summary>
internal static class WireRules
{
    private const string Remedy =
        "the bytes were damaged or written by a newer version: verify the journal, or open it with the version that wrote it";

    /// <summary>The message, which must be there.</summary>
    public static T Required<T>([NotNull] this T? message, [CallerArgumentExpression(nameof(message))] string field = "")
        where T : class => message ?? throw MissingField(field);

    /// <summary>A repeated field as a domain list.</summary>
    public static ImmutableArray<TDomain> ToDomain<TWire, TDomain>(this RepeatedField<TWire> wire, Func<TWire, TDomain> toDomain)
    {
        var items = ImmutableArray.CreateBuilder<TDomain>(wire.Count);
        foreach (var item in wire)
        {
            items.Add(toDomain(item));
        }

        return items.MoveToImmutable();
    }

    /// <summary>A repeated field as a queue, first in first out.</summary>
    public static ImmutableQueue<TDomain> ToQueue<TWire, TDomain>(this RepeatedField<TWire> wire, Func<TWire, TDomain> toDomain) =>
        ImmutableQueue.CreateRange(wire.Select(toDomain));

    /// <summary>A repeated field as a set in the order of its items.</summary>
    public static ImmutableSortedSet<TDomain> ToSet<TWire, TDomain>(this RepeatedField<TWire> wire, Func<TWire, TDomain> toDomain) =>
        ImmutableSortedSet.CreateRange(wire.Select(toDomain));

    /// <summary>A repeated field of keys with values as a dictionary in the order of its keys.</summary>
    public static ImmutableSortedDictionary<TKey, TValue> ToSorted<TWire, TKey, TValue>(
        this RepeatedField<TWire> wire, Func<TWire, TKey> key, Func<TWire, TValue> value, IComparer<TKey>? order = null)
        where TKey : notnull => wire.ToImmutableSortedDictionary(key, value, order);

    /// <summary>Parses a whole message.</summary>
    public static T Parse<T>(MessageParser<T> parser, byte[] bytes, string manifest)
        where T : IMessage<T> => Guard(manifest, () => parser.ParseFrom(bytes));

    /// <summary>Reads, and tells what protobuf or a domain type cannot read as damage.</summary>
    public static T Guard<T>(string manifest, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ArgumentNullException missing)
        {
            // Of the mappings that are generated.
            throw MissingField(missing.ParamName!);
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or ArgumentException or OverflowException)
        {
            throw Damaged($"a payload is not a {manifest} ({exception.Message.TrimEnd('.')})", exception);
        }
    }

    /// <summary>A field that every version of the schema writes is not there.</summary>
    public static JournalException MissingField(string field) => Damaged($"a payload has no value for {field}");

    /// <summary>An enumeration has no such value.</summary>
    public static JournalException UnknownValue(string type, long value) => Damaged($"a payload has the unknown {type} {value}");

    /// <summary>A domain type that the schema does not know: a fault of this program.</summary>
    public static InvalidOperationException UnknownKind(string type) =>
        new($"The journal's schema has no form for {type}; add it to Protos/ and Mapping/.");

    /// <summary>Bytes that no version of the schema wrote.</summary>
    public static JournalException Damaged(string what, Exception? inner = null) =>
        new(JournalFault.Corrupt, what, "journal", Remedy, inner);
}
