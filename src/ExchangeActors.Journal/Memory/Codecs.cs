using System.Runtime.CompilerServices;

namespace ExchangeActors.Journal.Memory;

/// <summary>Writes and reads what a field holds.</summary>
internal abstract class Codec<T>
{
    public abstract void Write(MemoryWriter writer, T value);

    /// <param name="reader">The bytes.</param>
    /// <param name="twin">What stands in this place of the freshly made objects; default for nothing.</param>
    public abstract T Read(MemoryReader reader, T? twin);
}

/// <summary>An object of any type that fits: its own type stands beside it.</summary>
internal sealed class ReferenceCodec<T> : Codec<T>
    where T : class
{
    public override void Write(MemoryWriter writer, T value) => writer.Write((object?)value);

    public override T Read(MemoryReader reader, T? twin) => (T)reader.Read(twin)!;
}

internal sealed class StringCodec : Codec<string>
{
    public override void Write(MemoryWriter writer, string value) => writer.Write(value);

    public override string Read(MemoryReader reader, string? twin) => reader.ReadText()!;
}

internal sealed class NullableCodec<T> : Codec<T?>
    where T : struct
{
    public override void Write(MemoryWriter writer, T? value)
    {
        writer.Into.Write(value.HasValue);
        if (value is { } there)
        {
            MemoryType<T>.Codec.Write(writer, there);
        }
    }

    public override T? Read(MemoryReader reader, T? twin) =>
        reader.From.ReadBoolean() ? MemoryType<T>.Codec.Read(reader, twin.GetValueOrDefault()) : null;
}

internal sealed class EnumCodec<T> : Codec<T>
    where T : struct
{
    public override void Write(MemoryWriter writer, T value)
    {
        var bits = 0L;
        Unsafe.As<long, T>(ref bits) = value;
        writer.Into.Write7BitEncodedInt64(bits);
    }

    public override T Read(MemoryReader reader, T twin)
    {
        var bits = reader.From.Read7BitEncodedInt64();
        return Unsafe.As<long, T>(ref bits);
    }
}

/// <summary>A value, field by field.</summary>
internal sealed class StructCodec<T> : Codec<T>
    where T : struct
{
    private readonly FieldLink<T>[] _fields = FieldLink<T>.All();

    public override void Write(MemoryWriter writer, T value)
    {
        foreach (var field in _fields)
        {
            field.Write(writer, ref value);
        }
    }

    public override T Read(MemoryReader reader, T twin)
    {
        var value = default(T);
        foreach (var field in _fields)
        {
            field.Read(reader, ref value, ref twin, hasTwin: true);
        }

        return value;
    }
}

internal sealed class PrimitiveCodec<T>(Action<BinaryWriter, T> write, Func<BinaryReader, T> read) : Codec<T>
{
    public override void Write(MemoryWriter writer, T value) => write(writer.Into, value);

    public override T Read(MemoryReader reader, T? twin) => read(reader.From);
}

internal static class PrimitiveCodecs
{
    private static readonly Dictionary<Type, object> All = new()
    {
        [typeof(bool)] = new PrimitiveCodec<bool>((into, value) => into.Write(value), from => from.ReadBoolean()),
        [typeof(byte)] = new PrimitiveCodec<byte>((into, value) => into.Write(value), from => from.ReadByte()),
        [typeof(sbyte)] = new PrimitiveCodec<sbyte>((into, value) => into.Write(value), from => from.ReadSByte()),
        [typeof(char)] = new PrimitiveCodec<char>((into, value) => into.Write((ushort)value), from => (char)from.ReadUInt16()),
        [typeof(short)] = new PrimitiveCodec<short>((into, value) => into.Write(value), from => from.ReadInt16()),
        [typeof(ushort)] = new PrimitiveCodec<ushort>((into, value) => into.Write(value), from => from.ReadUInt16()),
        [typeof(int)] = new PrimitiveCodec<int>((into, value) => into.Write7BitEncodedInt(value), from => from.Read7BitEncodedInt()),
        [typeof(uint)] = new PrimitiveCodec<uint>((into, value) => into.Write(value), from => from.ReadUInt32()),
        [typeof(long)] = new PrimitiveCodec<long>((into, value) => into.Write7BitEncodedInt64(value), from => from.Read7BitEncodedInt64()),
        [typeof(ulong)] = new PrimitiveCodec<ulong>((into, value) => into.Write(value), from => from.ReadUInt64()),
        [typeof(float)] = new PrimitiveCodec<float>((into, value) => into.Write(value), from => from.ReadSingle()),
        [typeof(double)] = new PrimitiveCodec<double>((into, value) => into.Write(value), from => from.ReadDouble()),
        [typeof(decimal)] = new PrimitiveCodec<decimal>((into, value) => into.Write(value), from => from.ReadDecimal()),
        [typeof(Int128)] = new PrimitiveCodec<Int128>(
            (into, value) =>
            {
                into.Write((ulong)(value >> 64));
                into.Write((ulong)value);
            },
            from => (Int128)((UInt128)from.ReadUInt64() << 64 | from.ReadUInt64())),
    };

    public static object? Find(Type type) => All.GetValueOrDefault(type);
}
