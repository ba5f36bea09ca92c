using ExchangeActors.Domain.Primitives;
using Google.Protobuf;

namespace ExchangeActors.Journal.Codec;

/// <summary>What a manifest stands for.</summary>
internal enum ManifestKind
{
    /// <summary>An event, always with its metadata and hash.</summary>
    Event,

    /// <summary>A message.</summary>
    Message,

    /// <summary>A state, always in a snapshot.</summary>
    State,
}

/// <summary>One line of the closed table: a manifest, the type that it stands for, and the way to and from bytes.</summary>
internal sealed class ManifestEntry
{
    private readonly Func<object, IMessage> _toWire;
    private readonly Func<CodedInputStream, object> _read;

    private ManifestEntry(string manifest, Type type, Func<object, IMessage> toWire, Func<CodedInputStream, object> read)
    {
        Manifest = manifest;
        Type = type;
        Kind = type.IsAssignableTo(typeof(DomainEvent)) ? ManifestKind.Event : type.IsAssignableTo(typeof(Message))
            ? ManifestKind.Message : ManifestKind.State;
        _toWire = toWire;
        _read = read;
    }

    /// <summary><c>subject.kind.version</c>, e.g. <c>account.fill-applied.1</c>.</summary>
    public string Manifest { get; }

    /// <summary>The domain type.</summary>
    public Type Type { get; }

    /// <summary>What the type is.</summary>
    public ManifestKind Kind { get; }

    /// <summary>An entry of the table.</summary>
    /// <typeparam name="TDomain">The domain type.</typeparam>
    /// <typeparam name="TWire">Its generated wire type.</typeparam>
    public static ManifestEntry Of<TDomain, TWire>(string manifest, Func<TDomain, TWire> toWire, Func<TWire, TDomain> toDomain)
        where TDomain : class
        where TWire : IMessage, new() =>
        new(manifest, typeof(TDomain), value => toWire((TDomain)value), input =>
        {
            var wire = new TWire();
            wire.MergeFrom(input);
            return toDomain(wire);
        });

    /// <summary>The wire form of a value of <see cref="Type"/>.</summary>
    public IMessage ToWire(object value) => _toWire(value);

    /// <summary>Reads a value up to the end of the input.</summary>
    public object Read(CodedInputStream input) => _read(input);
}
