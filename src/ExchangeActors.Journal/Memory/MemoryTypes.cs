using System.Collections.Immutable;
using System.Numerics;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace ExchangeActors.Journal.Memory;

/// <summary>Which types can be written, and how.</summary>
internal static class MemoryTypes
{
    private static readonly Dictionary<Type, Type> Collections = new()
    {
        [typeof(List<>)] = typeof(ListContent<>),
        [typeof(Queue<>)] = typeof(QueueContent<>),
        [typeof(HashSet<>)] = typeof(HashSetContent<>),
        [typeof(SortedSet<>)] = typeof(SortedSetContent<>),
        [typeof(LinkedList<>)] = typeof(LinkedListContent<>),
        [typeof(Dictionary<,>)] = typeof(DictionaryContent<,>),
        [typeof(SortedDictionary<,>)] = typeof(SortedDictionaryContent<,>),
        [typeof(PriorityQueue<,>)] = typeof(PriorityQueueContent<,>),
        [typeof(ImmutableList<>)] = typeof(ImmutableListContent<>),
        [typeof(ImmutableQueue<>)] = typeof(ImmutableQueueContent<>),
        [typeof(ImmutableSortedSet<>)] = typeof(ImmutableSortedSetContent<>),
        [typeof(ImmutableSortedDictionary<,>)] = typeof(ImmutableSortedDictionaryContent<,>),
        [typeof(ImmutableDictionary<,>)] = typeof(ImmutableDictionaryContent<,>),
    };

    private const string Executable = "exchange";
    private const int LayoutLetters = 16;

    private static readonly HashSet<Type> Structs = [typeof(ImmutableArray<>), typeof(KeyValuePair<,>), typeof(BigInteger)];

    /// <summary>True for a type that this program defines.</summary>
    public static bool IsOwn(Type type) => type.Assembly.GetName().Name is { } name
        && (name == Executable || name.StartsWith("ExchangeActors.", StringComparison.Ordinal));

    /// <summary>All fields of an object, those of its bases first, as they stand in the code.</summary>
    public static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        return (type.BaseType is { } above && above != typeof(object) && above != typeof(ValueType) ? FieldsOf(above) : [])
            .Concat(type.GetFields(Own).OrderBy(field => field.MetadataToken));
    }

    /// <summary>
    /// What an object of a type is made of, as a hash: its fields with their names and types, those of values in it included, and the names
    /// of choices. What it refers to has a layout of its own.
    /// </summary>
    public static string LayoutOf(Type type)
    {
        var layout = new StringBuilder();
        Layout(type, layout);
        if (!type.IsValueType && IsOwn(type))
        {
            Fields(type, layout);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(layout.ToString())))[..LayoutLetters];
    }

    /// <summary>How what a field of this type holds is written.</summary>
    public static object CodecOf(Type type) =>
        type == typeof(string) ? new StringCodec()
        : type.IsEnum ? Make(typeof(EnumCodec<>), type)
        : Nullable.GetUnderlyingType(type) is { } inner ? Make(typeof(NullableCodec<>), inner)
        : PrimitiveCodecs.Find(type) is { } primitive ? primitive
        : type.IsValueType && IsStruct(type) ? Make(typeof(StructCodec<>), type)
        : type.IsValueType ? throw Unsupported(type)
        : Make(typeof(ReferenceCodec<>), type);

    /// <summary>How an object of exactly this type is written.</summary>
    public static IContent ContentOf(Type type) => (IContent)(
        type == typeof(string) ? new StringContent()
        : type.IsArray && type.GetArrayRank() == 1 ? Make(typeof(ArrayContent<>), type.GetElementType()!)
        : type.IsGenericType && Collections.TryGetValue(type.GetGenericTypeDefinition(), out var content)
            ? Activator.CreateInstance(content.MakeGenericType(type.GetGenericArguments()), nonPublic: true)!
        : type.IsValueType ? Make(typeof(BoxedContent<>), type)
        : IsOwn(type) && !type.IsAbstract && !typeof(Delegate).IsAssignableFrom(type) ? Make(typeof(ObjectContent<>), type)
        : throw Unsupported(type));

    /// <summary>Finds a type by the name that was written; only one that could have been.</summary>
    /// <exception cref="FormatException">It is no such type.</exception>
    public static Type Find(string name)
    {
        var type = Type.GetType(
            name,
            wanted => AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(loaded => loaded.GetName().Name == wanted.Name),
            null,
            throwOnError: false);
        return type is not null && IsKnown(type) ? type : throw new FormatException($"{name} is no type of what is kept");
    }

    /// <summary>What is thrown for a type that cannot be written.</summary>
    public static NotSupportedException Unsupported(Type type) => new($"{type} has no form outside of memory");

    private static void Layout(Type type, StringBuilder into)
    {
        // Without the versions of assemblies.
        into.Append(type);
        if (type.IsEnum)
        {
            into.Append('{').AppendJoin(',', Enum.GetNames(type).Select(name => $"{name}={Enum.Parse(type, name):D}")).Append('}');
        }
        else if (type.IsValueType && IsOwn(type))
        {
            Fields(type, into);
        }

        foreach (var part in type.IsArray ? [type.GetElementType()!] : type.GetGenericArguments())
        {
            into.Append('<');
            Layout(part, into);
            into.Append('>');
        }
    }

    private static void Fields(Type type, StringBuilder into)
    {
        into.Append('(');
        foreach (var field in FieldsOf(type))
        {
            into.Append(field.Name).Append(':');
            Layout(field.FieldType, into);
            into.Append(';');
        }

        into.Append(')');
    }

    private static bool IsStruct(Type type) =>
        IsOwn(type)
        || (type.IsGenericType && Structs.Contains(type.GetGenericTypeDefinition()))
        || Structs.Contains(type)
        || (type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) ?? false);

    private static bool IsKnown(Type type) =>
        type.IsArray ? IsKnown(type.GetElementType()!)
        : type.IsGenericType ? (Collections.ContainsKey(type.GetGenericTypeDefinition()) || IsStruct(type) || IsOwn(type)
            || type.GetGenericTypeDefinition() == typeof(Nullable<>)) && type.GetGenericArguments().All(IsKnown)
        : type == typeof(string) || type == typeof(object) || type.IsEnum || PrimitiveCodecs.Find(type) is not null || IsStruct(type)
            || IsOwn(type);

    private static object Make(Type generic, Type argument) =>
        Activator.CreateInstance(generic.MakeGenericType(argument), nonPublic: true)!;
}

/// <summary>The codec of a type, made once.</summary>
internal static class MemoryType<T>
{
    public static Codec<T> Codec { get; } = (Codec<T>)MemoryTypes.CodecOf(typeof(T));
}
