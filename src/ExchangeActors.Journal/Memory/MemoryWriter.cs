namespace ExchangeActors.Journal.Memory;

/// <summary>How an object stands in the bytes.</summary>
internal enum Stands : byte
{
    /// <summary>No object.</summary>
    Null,

    /// <summary>One of the surroundings, by its number.</summary>
    Known,

    /// <summary>One that was written before, by its number.</summary>
    Before,

    /// <summary>A node of a linked list: the list, and the node's number.</summary>
    Node,

    /// <summary>A new one: its type and what it holds.</summary>
    New,
}

/// <summary>The objects that were written so far.</summary>
internal sealed class MemoryWriter
{
    private readonly Dictionary<object, int> _known = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, int> _before = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, int> _strings = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, (int Number, IContent Content)> _types = [];

    public MemoryWriter(BinaryWriter into, IReadOnlyList<object> known)
    {
        Into = into;
        for (var i = 0; i < known.Count; i++)
        {
            _known[known[i]] = i;
        }
    }

    public BinaryWriter Into { get; }

    /// <summary>Gives an object its number.</summary>
    public void Register(object value) => _before[value] = _before.Count;

    public void Write(object? value)
    {
        if (value is null)
        {
            Into.Write((byte)Stands.Null);
        }
        else if (_known.TryGetValue(value, out var number))
        {
            Stand(Stands.Known, number);
        }
        else if (_before.TryGetValue(value, out number))
        {
            Stand(Stands.Before, number);
        }
        else if (NodeOf(value) is { } list)
        {
            Into.Write((byte)Stands.Node);
            Write(list);
            Into.Write7BitEncodedInt(_before[value]);
        }
        else
        {
            Into.Write((byte)Stands.New);
            var content = Type(value.GetType());
            Register(value);
            content.Write(this, value);
        }
    }

    /// <summary>Texts are the same when they say the same.</summary>
    public void Write(string? text)
    {
        if (text is null)
        {
            Into.Write7BitEncodedInt(0);
        }
        else if (_strings.TryGetValue(text, out var number))
        {
            Into.Write7BitEncodedInt(number + 2);
        }
        else
        {
            _strings[text] = _strings.Count;
            Into.Write7BitEncodedInt(1);
            Into.Write(text);
        }
    }

    private static object? NodeOf(object value) =>
        value.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(LinkedListNode<>)
            ? type.GetProperty(nameof(LinkedListNode<int>.List))!.GetValue(value) ?? throw MemoryTypes.Unsupported(type)
            : null;

    private IContent Type(Type type)
    {
        if (_types.TryGetValue(type, out var known))
        {
            Into.Write7BitEncodedInt(known.Number);
            return known.Content;
        }

        var content = MemoryTypes.ContentOf(type);
        Into.Write7BitEncodedInt(_types.Count);
        Into.Write(type.AssemblyQualifiedName!);
        Into.Write(MemoryTypes.LayoutOf(type));
        _types[type] = (_types.Count, content);
        return content;
    }

    private void Stand(Stands how, int number)
    {
        Into.Write((byte)how);
        Into.Write7BitEncodedInt(number);
    }
}
