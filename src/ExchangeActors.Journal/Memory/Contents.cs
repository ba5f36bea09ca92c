using System.Runtime.CompilerServices;

namespace ExchangeActors.Journal.Memory;

/// <summary>Writes and reads what an object of one type holds.</summary>
internal interface IContent
{
    void Write(MemoryWriter writer, object value);

    /// <param name="reader">The bytes.</param>
    /// <param name="number">Under which the object is registered before what it holds is read, where that can lead back to it.</param>
    /// <param name="twin">What stands in its place among the freshly made objects; null for nothing.</param>
    object Read(MemoryReader reader, int number, object? twin);
}

/// <summary>An object of this program, field by field.</summary>
internal sealed class ObjectContent<T> : IContent
    where T : class
{
    private readonly FieldLink<T>[] _fields = FieldLink<T>.All();

    public void Write(MemoryWriter writer, object value)
    {
        var owner = (T)value;
        foreach (var field in _fields)
        {
            field.Write(writer, ref owner);
        }
    }

    public object Read(MemoryReader reader, int number, object? twin)
    {
        var value = (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
        reader.Register(number, value);
        var other = twin?.GetType() == typeof(T) ? (T)twin : null;
        foreach (var field in _fields)
        {
            field.Read(reader, ref value, ref other!, other is not null);
        }

        return value;
    }
}

/// <summary>A value that stands where any object may.</summary>
internal sealed class BoxedContent<T> : IContent
    where T : struct
{
    public void Write(MemoryWriter writer, object value) => MemoryType<T>.Codec.Write(writer, (T)value);

    public object Read(MemoryReader reader, int number, object? twin)
    {
        object value = MemoryType<T>.Codec.Read(reader, twin is T there ? there : default);
        reader.Register(number, value);
        return value;
    }
}

/// <summary>A text that stands where any object may.</summary>
internal sealed class StringContent : IContent
{
    public void Write(MemoryWriter writer, object value) => writer.Write((string)value);

    public object Read(MemoryReader reader, int number, object? twin)
    {
        var text = reader.ReadText()!;
        reader.Register(number, text);
        return text;
    }
}

internal sealed class ArrayContent<T> : IContent
{
    public void Write(MemoryWriter writer, object value)
    {
        var array = (T[])value;
        writer.Into.Write7BitEncodedInt(array.Length);
        foreach (var element in array)
        {
            MemoryType<T>.Codec.Write(writer, element);
        }
    }

    public object Read(MemoryReader reader, int number, object? twin)
    {
        var array = new T[reader.Count()];
        reader.Register(number, array);
        var other = twin is T[] there && there.Length == array.Length ? there : null;
        for (var i = 0; i < array.Length; i++)
        {
            array[i] = MemoryType<T>.Codec.Read(reader, other is null ? default : other[i]);
        }

        return array;
    }
}
