namespace ExchangeActors.Journal.Memory;

/// <summary>The objects that were read so far.</summary>
/// <param name="from">The bytes.</param>
/// <param name="known">The surroundings.</param>
internal sealed class MemoryReader(BinaryReader from, IReadOnlyList<object> known)
{
    private readonly List<object?> _before = [];
    private readonly List<string> _strings = [];
    private readonly List<IContent> _types = [];

    public BinaryReader From => from;

    /// <summary>A number for the next object.</summary>
    public int Reserve()
    {
        _before.Add(null);
        return _before.Count - 1;
    }

    /// <summary>The object of a number.</summary>
    public void Register(int number, object value) => _before[number] = value;

    /// <summary>How many elements follow: not more than there are bytes.</summary>
    public int Count()
    {
        var count = from.Read7BitEncodedInt();
        return count >= 0 && count <= from.BaseStream.Length - from.BaseStream.Position ? count
            : throw new FormatException("more elements are announced than there can be");
    }

    public object? Read(object? twin)
    {
        switch ((Stands)from.ReadByte())
        {
            case Stands.Null:
                return null;
            case Stands.Known:
                return known[from.Read7BitEncodedInt()];
            case Stands.Before:
                return Before();
            case Stands.Node:
                Read((object?)null);
                return Before();
            case Stands.New:
                var content = Type();
                return content.Read(this, Reserve(), twin);
            default:
                throw new FormatException("an object of an unknown kind");
        }
    }

    public string? ReadText()
    {
        var number = from.Read7BitEncodedInt();
        if (number == 1)
        {
            _strings.Add(from.ReadString());
            return _strings[^1];
        }

        return number == 0 ? null : _strings[number - 2];
    }

    private object Before() =>
        _before[from.Read7BitEncodedInt()] ?? throw new FormatException("an object is made of itself before it is there");

    private IContent Type()
    {
        var number = from.Read7BitEncodedInt();
        if (number == _types.Count)
        {
            var type = MemoryTypes.Find(from.ReadString());
            if (from.ReadString() != MemoryTypes.LayoutOf(type))
            {
                throw new FormatException($"{type.Name} was made otherwise by the build that wrote it");
            }

            _types.Add(MemoryTypes.ContentOf(type));
        }

        return _types[number];
    }
}
